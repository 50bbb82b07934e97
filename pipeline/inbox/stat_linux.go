package inbox

import (
	"io/fs"
	"strconv"
	"syscall"
	"time"
)

// openFlags: a pipe put in a file's place between the look and the opening must not block the reader.
const openFlags = syscall.O_NONBLOCK

// changeTime is the inode's ctime. Unlike the mtime no program can set it, so it tells of a write that restored the mtime; a
// rename moves it too.
func changeTime(info fs.FileInfo) time.Time {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return time.Unix(stat.Ctim.Unix())
	}
	return time.Time{}
}

// folderID names a folder beyond its path: another file system mounted there, or none, has another.
func folderID(info fs.FileInfo) string {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return strconv.FormatUint(stat.Dev, 10) + ":" + strconv.FormatUint(stat.Ino, 10)
	}
	return ""
}

// device names the file system of a file.
func device(info fs.FileInfo) uint64 {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return stat.Dev
	}
	return 0
}
