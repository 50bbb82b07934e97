package natsd_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"shilu/pipeline/natsd"
)

func config(t *testing.T) natsd.Config {
	dir := t.TempDir()
	c := natsd.DefaultConfig()
	c.Dir, c.CredentialsFile, c.Port = filepath.Join(dir, "store"), filepath.Join(dir, "nats.json"), 0
	return c
}

func start(t *testing.T, c natsd.Config) *natsd.Server {
	t.Helper()
	server, err := natsd.Start(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Shutdown)
	return server
}

func dial(t *testing.T, server *natsd.Server, options ...nats.Option) *nats.Conn {
	t.Helper()
	way := server.Credentials()
	nc, err := nats.Connect(way.URL, append(options, nats.UserInfo(way.User, way.Password))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	return nc
}

// Whoever reads the credentials file comes in, whoever doesn't stays out.
func TestCredentials(t *testing.T) {
	c := config(t)
	if _, err := natsd.ReadCredentials(c.CredentialsFile); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("before the first start: %v", err)
	}
	server := start(t, c)
	way, err := natsd.ReadCredentials(c.CredentialsFile)
	if err != nil {
		t.Fatal(err)
	}
	if way != server.Credentials() || way.URL != server.URL() {
		t.Errorf("the file has %+v, the server %+v at %s", way, server.Credentials(), server.URL())
	}
	if info, err := os.Stat(c.CredentialsFile); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v, want 0600", info.Mode(), err)
	}
	if len(way.Password) < 26 { // 130 bits
		t.Errorf("the password %q is short", way.Password)
	}
	nc, err := nats.Connect(way.URL, nats.UserInfo(way.User, way.Password))
	if err != nil {
		t.Fatal(err)
	}
	nc.Close()
	for name, options := range map[string][]nats.Option{
		"nobody":         nil,
		"wrong password": {nats.UserInfo(way.User, "x")},
		"wrong user":     {nats.UserInfo("x", way.Password)},
	} {
		if nc, err := nats.Connect(way.URL, options...); !errors.Is(err, nats.ErrAuthorization) {
			t.Errorf("%s: %v", name, err)
			if err == nil {
				nc.Close()
			}
		}
	}
}

// The password outlives the server, a new file is as private as the first, and a broken one is told.
func TestCredentialsAreKept(t *testing.T) {
	c := config(t)
	server := start(t, c)
	first := server.Credentials()
	server.Shutdown()
	if err := os.Chmod(c.CredentialsFile, 0o644); err != nil {
		t.Fatal(err)
	}
	server = start(t, c)
	if second := server.Credentials(); second.User != first.User || second.Password != first.Password {
		t.Errorf("%+v became %+v", first, second)
	}
	if info, err := os.Stat(c.CredentialsFile); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v, want 0600", info.Mode(), err)
	}
	server.Shutdown()
	for _, text := range []string{"{", "{}"} {
		if err := os.WriteFile(c.CredentialsFile, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := natsd.Start(t.Context(), c); err == nil || !strings.Contains(err.Error(), c.CredentialsFile) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// The plain nats client takes the file as one of its contexts.
func TestCredentialsAreANATSContext(t *testing.T) {
	c := config(t)
	server := start(t, c)
	data, err := os.ReadFile(c.CredentialsFile)
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]string
	if err := json.Unmarshal(data, &fields); err != nil {
		t.Fatal(err)
	}
	way := server.Credentials()
	if len(fields) != 3 || fields["url"] != way.URL || fields["user"] != way.User || fields["password"] != way.Password {
		t.Errorf("the file has %v", fields)
	}
}

// What was acknowledged is there after a restart, and clients find the server where it was.
func TestRestart(t *testing.T) {
	server := start(t, config(t))
	nc := dial(t, server)
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := js.CreateStream(t.Context(), jetstream.StreamConfig{Name: "s", Subjects: []string{"s"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := js.Publish(t.Context(), "s", []byte("kept")); err != nil {
		t.Fatal(err)
	}
	before := server.URL()
	server.Shutdown()
	server.Shutdown()
	if _, err := server.InProcessConn(); err == nil {
		t.Error("connected to a server that is shut down")
	}
	if l, err := net.Listen("tcp", strings.TrimPrefix(before, "nats://")); err != nil {
		t.Errorf("the port is held after Shutdown: %v", err)
	} else {
		l.Close()
	}
	if err := server.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if server.URL() != before {
		t.Errorf("%s became %s", before, server.URL())
	}
	js, err = jetstream.New(dial(t, server, nats.InProcessServer(server)))
	if err != nil {
		t.Fatal(err)
	}
	stream, err := js.Stream(t.Context(), "s")
	if err != nil {
		t.Fatal(err)
	}
	if m, err := stream.GetMsg(t.Context(), 1); err != nil || string(m.Data) != "kept" {
		t.Errorf("got %v, %v", m, err)
	}
}

func TestPayloadLimit(t *testing.T) {
	nc := dial(t, start(t, config(t)))
	if got := nc.MaxPayload(); got != 8<<20 {
		t.Errorf("max payload %d", got)
	}
}

// A port that somebody has is no reason not to start.
func TestPortIsTaken(t *testing.T) {
	first := start(t, config(t))
	c := config(t)
	_, port, err := net.SplitHostPort(strings.TrimPrefix(first.URL(), "nats://"))
	if err != nil {
		t.Fatal(err)
	}
	if c.Port, err = net.LookupPort("tcp", port); err != nil {
		t.Fatal(err)
	}
	second := start(t, c)
	if second.URL() == first.URL() {
		t.Errorf("both are at %s", first.URL())
	}
	dial(t, second)
}

func TestConfigReportsAllMistakes(t *testing.T) {
	for _, host := range []string{"0.0.0.0", "example.org", ""} {
		_, err := natsd.Start(t.Context(), natsd.Config{Host: host})
		for _, what := range []string{"no folder", "no file", "not a loopback address"} {
			if err == nil || !strings.Contains(err.Error(), what) {
				t.Errorf("host %q: %v lacks %q", host, err, what)
			}
		}
	}
}

func TestStoreCannotBeMade(t *testing.T) {
	c := config(t)
	if err := os.WriteFile(c.Dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if server, err := natsd.Start(t.Context(), c); err == nil {
		server.Shutdown()
		t.Error("started on a file")
	}
}

func TestStartIsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := natsd.Start(ctx, config(t)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// A start and an end are nothing to be warned of; a client that is refused is.
func TestLog(t *testing.T) {
	var log bytes.Buffer
	c := config(t)
	c.Log = slog.New(slog.NewTextHandler(&log, nil))
	server := start(t, c)
	server.Shutdown()
	if log.Len() > 0 {
		t.Errorf("a quiet life was logged:\n%s", &log)
	}
	if err := server.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := nats.Connect(server.URL(), nats.UserInfo("eve", "x")); err == nil {
		t.Fatal("came in")
	}
	server.Shutdown()
	if got := log.String(); !strings.Contains(got, "level=ERROR") || !strings.Contains(got, "authentication error") {
		t.Errorf("a refusal was logged as %q", got)
	}
}
