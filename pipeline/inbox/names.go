package inbox

// Ignored are the patterns (path.Match, without regard to case) of file and folder names that are never taken.
var Ignored []string
