package inbox

import (
	"path"
	"strings"
)

// Ignored are the names of files and folders that are never taken: hidden ones, unfinished ones, and what systems leave behind.
// The patterns are path.Match's, and case doesn't count. A file given to Take by its own name is taken nevertheless.
var Ignored = []string{
	".*",        // hidden; so are ._*, .DS_Store, .#*, .git, .syncthing.*, .~lock.*
	"*~", "#*#", // an editor's backup, an editor's unsaved state
	"*.sw?",        // vim
	"~$*",          // an office program's lock
	"*.part",       // Firefox, KDE, yt-dlp
	"*.partial",    // Internet Explorer, rsync
	"*.crdownload", // Chromium
	"*.opdownload", // Opera
	"*.download",   // Safari
	"*.filepart",   // WinSCP
	"*.aria2",      // aria2
	"*.tmp", "*.temp",
	"thumbs.db", "ehthumbs.db", "desktop.ini", "$recycle.bin", "system volume information", // Windows
	"__macosx",                       // a zip from a Mac
	"@eadir", "#recycle", "@recycle", // Synology, QNAP
	"#snapshot", "@recently-snapshot", // the same
	"lost+found", // ext4
}

// Ignores reports whether any name on the way from the inbox to the file is one of Ignored.
func Ignores(file string) bool {
	for name := range strings.SplitSeq(file, "/") {
		if ignoredName(name) {
			return true
		}
	}
	return false
}

func ignoredName(name string) bool {
	name = strings.ToLower(name)
	for _, pattern := range Ignored {
		if ok, _ := path.Match(pattern, name); ok {
			return true
		}
	}
	return false
}
