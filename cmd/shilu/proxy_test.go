package main

import (
	"io"
	"net"
	"sync"
	"testing"
)

// proxy carries connections to an address, until it is cut or hangs.
type proxy struct {
	net.Listener
	to string

	mu   sync.Mutex
	cut  bool
	open map[net.Conn]bool
	flow chan struct{} // closed while it carries; nobody is told that it doesn't
}

func newProxy(t *testing.T, to string) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{Listener: l, to: to, open: map[net.Conn]bool{}, flow: make(chan struct{})}
	close(p.flow)
	t.Cleanup(func() { l.Close(); p.set(true) })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go p.carry(conn)
		}
	}()
	return p
}

// set cuts the line, with all connections on it, or mends it.
func (p *proxy) set(cut bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut = cut
	for conn := range p.open {
		conn.Close()
	}
	clear(p.open)
}

// hang keeps what is sent from now on, in connections old and new, and flow lets it go on.
func (p *proxy) hang() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.flow = make(chan struct{})
}

func (p *proxy) goOn() {
	p.mu.Lock()
	defer p.mu.Unlock()
	close(p.flow)
}

func (p *proxy) carry(conn net.Conn) {
	defer conn.Close()
	far, err := net.Dial("tcp", p.to)
	if err != nil {
		return
	}
	defer far.Close()
	p.mu.Lock()
	if p.cut {
		p.mu.Unlock()
		return
	}
	p.open[conn], p.open[far] = true, true
	p.mu.Unlock()
	go io.Copy(gated{far, p}, conn)
	io.Copy(gated{conn, p}, far)
}

// gated is written to while the proxy carries.
type gated struct {
	io.Writer
	by *proxy
}

func (g gated) Write(b []byte) (int, error) {
	g.by.mu.Lock()
	flow := g.by.flow
	g.by.mu.Unlock()
	<-flow
	return g.Writer.Write(b)
}
