package jetstream_test

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"shilu/pipeline/jetstream"
	"shilu/pipeline/natsd"
)

func TestConnectErrorsSayWhatToDoAndNoSecret(t *testing.T) {
	server := serve(t)
	way := server.Credentials()
	closed := "nats://" + unused(t)
	withPassword := strings.Replace(way.URL, "nats://", "nats://shilu:hunter2@", 1)
	for name, c := range map[string]struct {
		config jetstream.Config
		advice string
	}{
		"wrong password":        {jetstream.Config{URL: way.URL, User: way.User, Password: "hunter2"}, "give the ones that it was set up with"},
		"wrong password in URL": {jetstream.Config{URL: withPassword}, "give the ones that it was set up with"},
		"nobody":                {jetstream.Config{URL: way.URL}, "give the ones that it was set up with"},
		"no server":             {jetstream.Config{URL: closed, User: "a", Password: "hunter2"}, "is a NATS server running there"},
		"not a URL":             {jetstream.Config{URL: "nats://a:hunter2@ho st"}, "write it as nats://host:4222"},
		"no URL":                {jetstream.Config{}, "write it as nats://host:4222"},
		"two ways":              {jetstream.Config{URL: way.URL, User: "a", Password: "hunter2", Token: "hunter2"}, "use one way"},
		"no file":               {jetstream.Config{URL: way.URL, CredentialsFile: filepath.Join(t.TempDir(), "none")}, "look at the path"},
		"no certificate":        {jetstream.Config{URL: way.URL, CAFile: filepath.Join(t.TempDir(), "none")}, "look at the path"},
		"no TLS":                {jetstream.Config{URL: strings.Replace(way.URL, "nats://", "tls://", 1), User: way.User, Password: way.Password}, "write its URL with nats://"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := jetstream.Connect(t.Context(), c.config)
			var failed *jetstream.ConnectError
			if !errors.As(err, &failed) || !strings.Contains(failed.Advice, c.advice) {
				t.Fatalf("got %v, want the advice %q", err, c.advice)
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("%q tells the password", err)
			}
		})
	}
}

// A server that isn't there yet is waited for.
func TestConnectIsPatient(t *testing.T) {
	address := unused(t)
	attempt := make(chan error, 1)
	config := jetstream.Config{URL: address, Patience: patience}
	dir := t.TempDir()
	go func() {
		// The credentials aren't known before the server runs: whoever is refused has found it.
		_, err := jetstream.Connect(t.Context(), config)
		attempt <- err
	}()
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	number, err := net.LookupPort("tcp", port)
	if err != nil {
		t.Fatal(err)
	}
	server, err := natsd.Start(t.Context(), natsd.Config{
		Dir: dir, CredentialsFile: filepath.Join(dir, "nats.json"), Host: host, Port: number,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Shutdown()
	if err := <-attempt; !errors.Is(err, nats.ErrAuthorization) {
		t.Errorf("got %v, want to be refused", err)
	}

	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := jetstream.Connect(ctx, jetstream.Config{URL: unused(t), Patience: time.Hour}); err == nil {
		t.Error("connected to nothing")
	}
}

func TestConnectInProcess(t *testing.T) {
	server := serve(t)
	way := server.Credentials()
	conn, err := jetstream.Connect(t.Context(), jetstream.Config{InProcess: server, User: way.User, Password: way.Password})
	if err != nil {
		t.Fatal(err)
	}
	provision(t, conn, testStream)
	publish(t, conn, "test.a", "x")
	if err := server.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	until(t, "the message again", func() bool {
		last, err := conn.Last(t.Context(), "test", "test.a")
		return err == nil && string(last.Message.Payload) == "x"
	})
	if err := conn.Close(); err != nil {
		t.Error(err)
	}
}

// unused is an address where nobody listens.
func unused(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
