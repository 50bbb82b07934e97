package jetstream_test

import (
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"shilu/pipeline/jetstream"
)

// Who took the port of our server hears nothing of us: not the password, and not a word.
func TestAStrangerHearsNothing(t *testing.T) {
	const hello = `INFO {"server_id":"X","server_name":"stranger","version":"2.15.2","headers":true,"max_payload":1048576}` + "\r\n"
	for name, greeting := range map[string]string{"another server": hello, "no NATS server": "220 mail\r\n", "without end": strings.Repeat("x", 8<<10)} {
		t.Run(name, func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			heard := make(chan string, 1)
			go func() {
				conn, err := l.Accept()
				if err != nil {
					return
				}
				defer conn.Close()
				io.WriteString(conn, greeting)
				conn.SetReadDeadline(time.Now().Add(patience))
				said, _ := io.ReadAll(conn)
				heard <- string(said)
			}()
			_, err = jetstream.Connect(t.Context(), jetstream.Config{
				URL: "nats://" + l.Addr().String(), User: "shilu", Password: "secret", ServerName: "ours",
			})
			if err == nil || !contains(err, "another server answers there") || !contains(err, "nothing was said to this one") {
				t.Errorf("connect says %v", err)
			}
			if said := <-heard; said != "" {
				t.Errorf("the stranger heard %q", said)
			}
		})
	}
}

// The server that wrote the credentials is known by them, also after a restart.
func TestOurServerIsKnownByItsName(t *testing.T) {
	server := serve(t)
	way := server.Credentials()
	config := jetstream.Config{URL: way.URL, User: way.User, Password: way.Password, ServerName: way.ServerName()}
	conn, err := jetstream.Connect(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	provision(t, conn, testStream)
	if err := server.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	until(t, "it is found again", func() bool { _, err := conn.Incarnation(t.Context(), "test"); return err == nil })
}
