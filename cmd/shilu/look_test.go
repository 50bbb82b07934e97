package main

import (
	"io"
	"net"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"shilu/pipeline/natsd"
)

// Who only looks leaves a stranger's server as it was, and is told that there is nothing of ours.
func TestWhoLooksMakesNothingOnTheServer(t *testing.T) {
	r := newRig(t)
	url := startServer(t)
	way := []string{"--nats", url, "--nats-user", serverUser, "--nats-password", serverPassword}
	for _, verb := range [][]string{
		{"status"}, {"doctor"}, {"dead", "list"}, {"dead", "show", "1"}, {"dead", "retry", "--all"}, {"dead", "drop", "1"}, {"subscribe"},
	} {
		stdout, stderr, code := r.shilu(append(verb, way...)...)
		if code == 0 || !strings.Contains(stdout+stderr, "no shilu has ever worked with this server") || !strings.Contains(stdout+stderr, "is it the right server?") {
			t.Errorf("%s on a server without streams: exit code %d\n%s%s", strings.Join(verb, " "), code, stdout, stderr)
		}
	}
	nc, err := nats.Connect(url, nats.UserInfo(serverUser, serverPassword))
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	names := js.StreamNames(t.Context())
	for name := range names.Name() {
		t.Errorf("there is a stream %s now", name)
	}
	if err := names.Err(); err != nil {
		t.Error(err)
	}

	// Where the streams are there is something to see, even if the ledger was lost.
	r.start(append([]string{"worker", "parse"}, way...)...).said("working")
	if err := js.DeleteKeyValue(t.Context(), "shilu-ledger"); err != nil {
		t.Fatal(err)
	}
	if stdout := r.must(append([]string{"status"}, way...)...); !strings.Contains(stdout, "0 archived") {
		t.Errorf("status says\n%s", stdout)
	}
	if _, err := js.KeyValue(t.Context(), "shilu-ledger"); err == nil {
		t.Error("status made a ledger")
	}
}

// Credentials that outlived their server lead to whoever has its port now: that one is told nothing, and the user what to do.
func TestStaleCredentialsTellAStrangerNothing(t *testing.T) {
	r := newRig(t)
	run := r.start("run", "--port", "0")
	run.said("Ctrl-C ends")
	way, err := natsd.ReadCredentials(r.path("shilu-data/nats/context/shilu.json"))
	if err != nil {
		t.Fatal(err)
	}
	run.interrupt()
	l, err := net.Listen("tcp", strings.TrimPrefix(way.URL, "nats://"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	heard := make(chan []byte, 1)
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		io.WriteString(conn, `INFO {"server_name":"stranger","version":"2.15.2","max_payload":1048576}`+"\r\n")
		said, _ := io.ReadAll(conn)
		heard <- said
	}()
	_, stderr, code := r.shilu("status")
	if code != exitError || !strings.Contains(stderr, "another server answers there") || !strings.Contains(stderr, "start shilu run") {
		t.Errorf("exit code %d\n%s", code, stderr)
	}
	if said := <-heard; len(said) > 0 {
		t.Errorf("the stranger heard %q", said)
	}
}
