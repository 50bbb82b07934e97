package jetstream

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

// errStranger means that another server listens where ours was.
var errStranger = errors.New("another server answers there")

// greetTimeout is how long a server may take to greet: the client's own time for a connection.
const greetTimeout = 2 * time.Second

// greeted dials servers that must have a name. A server speaks first, and its greeting has its name: so one of another name is left
// before it hears the password, also when it takes the place of ours later.
type greeted struct{ name string }

// Dial is the client's CustomDialer.
func (g greeted) Dial(network, address string) (net.Conn, error) {
	conn, err := net.DialTimeout(network, address, greetTimeout)
	if err != nil {
		return nil, err
	}
	from := bufio.NewReader(conn)
	line, err := g.check(conn, from)
	if err != nil {
		conn.Close()
		return nil, err
	}
	return replayed{conn, io.MultiReader(bytes.NewReader(line), from)}, nil
}

// check reads the greeting, which is the first line, and returns it for the client.
func (g greeted) check(conn net.Conn, from *bufio.Reader) ([]byte, error) {
	if err := conn.SetReadDeadline(time.Now().Add(greetTimeout)); err != nil {
		return nil, err
	}
	line, err := from.ReadSlice('\n') // of no more than the buffer's 4 KiB: the greeting has some 500 bytes
	if err != nil {
		return nil, fmt.Errorf("%w, which is no NATS server: %w", errStranger, err)
	}
	var info struct {
		Name string `json:"server_name"`
	}
	greeting, ok := bytes.CutPrefix(line, []byte("INFO "))
	if !ok || json.Unmarshal(greeting, &info) != nil {
		return nil, fmt.Errorf("%w, which is no NATS server", errStranger)
	}
	if info.Name != g.name {
		return nil, fmt.Errorf("%w, by the name of %q", errStranger, info.Name)
	}
	return bytes.Clone(line), conn.SetReadDeadline(time.Time{}) // the client sets its own
}

// replayed is a connection of which some was read ahead.
type replayed struct {
	net.Conn
	from io.Reader
}

func (r replayed) Read(p []byte) (int, error) { return r.from.Read(p) }
