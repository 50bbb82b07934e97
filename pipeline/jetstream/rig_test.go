package jetstream_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"shilu/pipeline/jetstream"
	"shilu/pipeline/natsd"
)

// patience is for what happens at once on an idle machine. It is long because no test depends on speed.
const patience = 60 * time.Second

// serve runs a NATS server for the test.
func serve(tb testing.TB) *natsd.Server {
	tb.Helper()
	dir := tb.TempDir()
	config := natsd.DefaultConfig()
	config.Dir, config.CredentialsFile, config.Port = filepath.Join(dir, "store"), filepath.Join(dir, "nats.json"), 0
	server, err := natsd.Start(tb.Context(), config)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(server.Shutdown)
	return server
}

// connect connects to the server by a socket, as other processes do.
func connect(tb testing.TB, server *natsd.Server) *jetstream.Conn {
	tb.Helper()
	way := server.Credentials()
	conn, err := jetstream.Connect(tb.Context(), jetstream.Config{URL: way.URL, User: way.User, Password: way.Password, Name: tb.Name()})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { conn.NATS().Close() })
	return conn
}

func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

func provision(tb testing.TB, conn *jetstream.Conn, streams ...jetstream.Stream) {
	tb.Helper()
	if err := conn.Provision(tb.Context(), streams...); err != nil {
		tb.Fatal(err)
	}
}
