package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/nats-io/nats-server/v2/server"
)

// broker is a NATS server in a process of its own, on a folder and a port that outlive it.
type broker struct {
	t    *testing.T
	dir  string
	port string
	node string // of a cluster: its name, its port for the others, and their routes; "" for one that is alone
	cmd  *exec.Cmd
}

// brokerEnv makes the tests' own binary such a server: its folder, its port, and which node of a cluster it is.
const brokerEnv = "SHILU_TEST_BROKER"

func newBroker(t *testing.T) *broker {
	t.Helper()
	b := &broker{t: t, dir: t.TempDir(), port: freePort(t)}
	b.start()
	t.Cleanup(b.kill)
	return b
}

// freePort is one where nobody listens.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// serveBroker is the main function of a broker's process.
func serveBroker(dir, port, node string) error {
	options := &server.Options{
		Host: "127.0.0.1", JetStream: true, StoreDir: dir, SyncAlways: true, MaxPayload: 8 << 20, NoSigs: true,
		Username: serverUser, Password: serverPassword,
	}
	if _, err := fmt.Sscan(port, &options.Port); err != nil {
		return err
	}
	if node != "" {
		options.Cluster.Name, options.Cluster.Host = "press", "127.0.0.1"
		var routes string
		if _, err := fmt.Sscan(node, &options.ServerName, &options.Cluster.Port, &routes); err != nil {
			return err
		}
		options.Routes = server.RoutesFromStr(routes)
	}
	s, err := server.NewServer(options)
	if err != nil {
		return err
	}
	s.Start()
	if !s.ReadyForConnections(patience) {
		return fmt.Errorf("the server is not ready")
	}
	fmt.Println("ready")
	s.WaitForShutdown()
	return nil
}

func (b *broker) start() {
	b.t.Helper()
	b.cmd = exec.Command(os.Args[0])
	b.cmd.Env = append(os.Environ(), brokerEnv+"="+strings.TrimSpace(b.dir+" "+b.port+" "+b.node))
	b.cmd.Stderr = os.Stderr
	out, err := b.cmd.StdoutPipe()
	if err != nil {
		b.t.Fatal(err)
	}
	if err := b.cmd.Start(); err != nil {
		b.t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 16)); err != nil {
		b.t.Fatalf("the broker does not start: %v", err)
	}
}

// kill is kill -9.
func (b *broker) kill() {
	b.cmd.Process.Kill()
	b.cmd.Wait() // it was killed, and says no more than that
}

// to are the flags with which shilu enters it at an address.
func (b *broker) to(address string) []string {
	return []string{"--nats", "nats://" + address, "--nats-user", serverUser, "--nats-password", serverPassword}
}

func (b *broker) address() string { return net.JoinHostPort("127.0.0.1", b.port) }

// Whatever happens to the broker, what is dropped before, during and after it is archived, unaided, and nothing becomes a dead letter.
func TestTheBrokerComesAndGoes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		harm func(*broker, *proxy)
		mend func(*broker, *proxy)
		says string // of the watcher, before it is mended
	}{
		{"killed and started again", func(b *broker, _ *proxy) { b.kill(); b.start() }, func(*broker, *proxy) {}, "the NATS server is away"},
		{"gone for a while", func(b *broker, _ *proxy) { b.kill() }, func(b *broker, _ *proxy) { b.start() }, "files stay where they are"},
		{"its store wiped", func(b *broker, _ *proxy) {
			b.kill()
			if err := os.RemoveAll(b.dir); err != nil {
				b.t.Fatal(err)
			}
			b.start()
		}, func(*broker, *proxy) {}, "the NATS server is away"},
		{"a line that is cut", func(_ *broker, p *proxy) { p.set(true) }, func(_ *broker, p *proxy) { p.set(false) }, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			b := newBroker(t)
			line := newProxy(t, b.address())
			worker := r.start(append([]string{"worker"}, b.to(line.Addr().String())...)...)
			watch := r.start(append([]string{"watch", "inbox", "--json"}, b.to(b.address())...)...)
			drop := func(name string) {
				r.drop(name, strings.Replace(conference, "126", "126"+fmt.Sprint(len(name))+name[:1], 1))
			}
			drop("a.txt")
			if e := watch.fate(); e.Archived == nil {
				t.Fatalf("before: %+v, want archived", e.Rejected)
			}
			test.harm(b, line)
			drop("bb.txt")
			if test.says != "" {
				watch.said(test.says)
			} else {
				worker.said("the NATS server is away")
			}
			test.mend(b, line)
			drop("ccc.txt")
			archived := map[string]bool{}
			for !archived["bb.txt"] || !archived["ccc.txt"] {
				e := watch.fate()
				if e.Archived == nil {
					t.Fatalf("%s: %+v, want archived", e.Path, e.Rejected)
				}
				archived[e.Path] = true
			}
			r.eventually("the ledger says so of all three", func() bool { // of the first also where it was wiped
				var s status
				r.decode(&s, append([]string{"status"}, b.to(b.address())...)...)
				return s.Counts["archived"] == 3
			})
			if letters := r.must(append([]string{"dead", "list"}, b.to(b.address())...)...); letters != "" {
				t.Errorf("dead letters:\n%s", letters)
			}
			for _, p := range []*process{worker, watch} {
				if code := p.interrupt(); code != 0 {
					t.Errorf("exit code %d", code)
				}
			}
		})
	}
}

// What goes on until it is ended may be started before the broker: it says so, waits, and may be ended while it does.
func TestTheBrokerComesLater(t *testing.T) {
	r := newRig(t)
	b := newBroker(t)
	to := b.to(b.address())
	r.shilu(append([]string{"doctor", "--provision"}, to...)...) // which finds no archive
	b.kill()
	parts := map[string]*process{}
	for _, part := range []string{"worker", "watch inbox --json", "subscribe archived"} {
		parts[part] = r.start(append(strings.Fields(part), to...)...)
	}
	for _, p := range parts {
		p.said("no NATS server yet, waiting for it")
	}
	ended := r.start(append([]string{"worker"}, to...)...)
	ended.said("no NATS server yet, waiting for it")
	if code := ended.interrupt(); code != 0 {
		t.Errorf("ended while it waits: exit code %d", code)
	}
	b.start()
	r.drop("a.txt", conference)
	if e := parts["watch inbox --json"].fate(); e.Archived == nil {
		t.Errorf("fate %+v, want archived", e.Rejected)
	}
	if line := <-parts["subscribe archived"].lines; !strings.Contains(line, "a.txt") {
		t.Errorf("the subscriber sees %q", line)
	}
	for part, p := range parts {
		if n := strings.Count(p.stderr.String(), "no NATS server yet"); n != 1 {
			t.Errorf("%s said %d times that it waits", part, n)
		}
		if code := p.interrupt(); code != 0 {
			t.Errorf("%s: exit code %d", part, code)
		}
	}
}

// But what waiting doesn't cure ends them at once.
func TestAServerThatRefusesIsNotWaitedFor(t *testing.T) {
	r := newRig(t)
	url := startServer(t)
	for _, part := range []string{"worker", "watch inbox", "subscribe"} {
		for flags, advice := range map[string]string{
			"--nats-user nobody --nats-password x":                   "the ones that it was set up with",
			"--nats " + strings.Replace(url, "nats://", "tls://", 1): "the server has no TLS",
		} {
			_, stderr, code := r.shilu(append(append(strings.Fields(part), "--nats", url), strings.Fields(flags)...)...)
			if code != exitError || !strings.Contains(stderr, advice) {
				t.Errorf("%s %s: exit code %d, %q; want the advice %q", part, flags, code, stderr, advice)
			}
		}
	}
}
