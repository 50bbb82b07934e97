//go:build !linux

package inbox

// watchNative isn't known here: the folder is polled.
func watchNative(string) (watcher, error) { return nil, errNoWatch }
