//go:build !linux

package inbox

// remoteKind isn't asked here, where every folder is polled.
func remoteKind(string) string { return "" }
