package inbox

// claimPrefix keeps the claims apart from the entries, whose keys are hexadecimal.
const claimPrefix = "claim."
