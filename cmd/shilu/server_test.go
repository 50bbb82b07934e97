package main

import (
	"testing"

	"github.com/nats-io/nats-server/v2/server"
)

const serverUser, serverPassword = "newsroom", "a-password-of-the-tests"

// startServer starts a NATS server that no shilu has anything to do with, and returns its URL.
func startServer(t *testing.T) string {
	t.Helper()
	return serve(t, &server.Options{
		Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, StoreDir: t.TempDir(), NoSigs: true,
		Username: serverUser, Password: serverPassword,
	})
}

// serve runs a server until the test's end.
func serve(t *testing.T, options *server.Options) (url string) {
	t.Helper()
	s, err := server.NewServer(options)
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(patience) {
		t.Fatal("the server is not ready")
	}
	return s.ClientURL()
}
