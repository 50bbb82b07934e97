//go:build !linux

package inbox

import (
	"io/fs"
	"time"
)

const openFlags = 0

// changeTime isn't known here: size and mtime have to do.
func changeTime(fs.FileInfo) time.Time { return time.Time{} }

// folderID isn't known here.
func folderID(fs.FileInfo) string { return "" }

// device isn't known here: what can't be moved shows when it is.
func device(fs.FileInfo) uint64 { return 0 }
