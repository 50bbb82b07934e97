package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"shilu/pipeline/inbox"
	"shilu/pipeline/natsd"
	"shilu/schema/archive"
)

// The rig runs the built binary as its users do: start it, drop files, wait for their fates, cut it off, kill it.

// binary is built once for all tests of the package.
var binary string

func TestMain(m *testing.M) {
	if dir, rest, ok := strings.Cut(os.Getenv(brokerEnv), " "); ok {
		port, node, _ := strings.Cut(rest, " ")
		fmt.Fprintln(os.Stderr, serveBroker(dir, port, node))
		os.Exit(1)
	}
	if file := os.Getenv(peakEnv); file != "" {
		os.Exit(inspectHere(file))
	}
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "shilu")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		binary = filepath.Join(dir, "shilu")
		build := []string{"build", "-tags", "sqlite_fts5", "-o", binary}
		if raceDetector {
			build = append(build, "-race")
		}
		if out, err := exec.Command("go", append(build, ".")...).CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "go build: %v\n%s", err, out)
			return 1
		}
		return m.Run()
	}())
}

// patience bounds every wait of the rig; only a broken program reaches it.
const patience = 3 * time.Minute

// rig is a folder to work in, with an inbox and a data folder.
type rig struct {
	t   *testing.T
	dir string
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t, dir: t.TempDir()}
	if err := os.Mkdir(r.path("inbox"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.checkArchives) // after every process has ended: cleanups run from the last to the first
	return r
}

// checkArchives holds every archive that the test left against itself, the index against the turns too.
func (r *rig) checkArchives() {
	paths, err := filepath.Glob(r.path("*/archive.db"))
	if err != nil {
		r.t.Error(err)
	}
	for _, path := range paths {
		a, err := archive.OpenReader(context.Background(), path)
		if err != nil {
			r.t.Error(err)
			continue
		}
		problems, err := a.Check(context.Background())
		if err := errors.Join(err, a.Close()); err != nil || len(problems) > 0 {
			r.t.Errorf("the test left %s with %q, %v", path, problems, err)
		}
	}
}

func (r *rig) path(name string) string { return filepath.Join(r.dir, name) }

// data is the data folder, unless a command is told of another.
func (r *rig) data() string { return r.path("shilu-data") }

// command is shilu in the rig's folder, without the environment's own settings.
func (r *rig) command(args ...string) *exec.Cmd {
	cmd := exec.Command(binary, args...)
	cmd.Dir = r.dir
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "SHILU_") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	return cmd
}

// shilu runs a command to its end and returns what it printed and its exit code.
func (r *rig) shilu(args ...string) (stdout, stderr string, code int) {
	r.t.Helper()
	var out, errs bytes.Buffer
	cmd := r.command(args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		r.t.Fatal(err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

// must is shilu for what has to succeed.
func (r *rig) must(args ...string) string {
	r.t.Helper()
	stdout, stderr, code := r.shilu(args...)
	if code != 0 {
		r.t.Fatalf("shilu %s: exit code %d\n%s%s", strings.Join(args, " "), code, stdout, stderr)
	}
	return stdout
}

// decode runs a command with --json and reads its output.
func (r *rig) decode(into any, args ...string) {
	r.t.Helper()
	if err := json.Unmarshal([]byte(r.must(append(args, "--json")...)), into); err != nil {
		r.t.Fatalf("shilu %s --json: %v", strings.Join(args, " "), err)
	}
}

// jetStream enters the server of the shilu that runs in the rig's data folder, as the plain client does.
func (r *rig) jetStream() jetstream.JetStream {
	r.t.Helper()
	way, err := natsd.ReadCredentials(r.path("shilu-data/nats/context/shilu.json"))
	if err != nil {
		r.t.Fatal(err)
	}
	nc, err := nats.Connect(way.URL, nats.UserInfo(way.User, way.Password))
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(nc.Close)
	js, err := jetstream.New(nc)
	if err != nil {
		r.t.Fatal(err)
	}
	return js
}

// eventually waits until something holds that other processes bring about.
func (r *rig) eventually(what string, holds func() bool) {
	r.t.Helper()
	for deadline := time.Now().Add(patience); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			r.t.Fatalf("waited in vain until %s", what)
		}
	}
}

// process is a shilu that runs until it is stopped.
type process struct {
	t      *testing.T
	cmd    *exec.Cmd
	lines  chan string // of standard output; closed at its end
	ended  chan struct{}
	stderr *lockedBuffer
}

// start starts a command that goes on; the test's end stops it.
func (r *rig) start(args ...string) *process {
	r.t.Helper()
	p := &process{t: r.t, cmd: r.command(args...), lines: make(chan string, 1<<16), ended: make(chan struct{}), stderr: &lockedBuffer{}}
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		r.t.Fatal(err)
	}
	p.cmd.Stderr = p.stderr
	if err := p.cmd.Start(); err != nil {
		r.t.Fatal(err)
	}
	go func() {
		defer close(p.ended)
		defer close(p.lines)
		readLines(stdout, p.lines)
		p.cmd.Wait() // the exit code is looked at by who stops it
	}()
	r.t.Cleanup(func() {
		p.kill()
		if r.t.Failed() {
			r.t.Logf("shilu %s said:\n%s", strings.Join(args, " "), p.stderr.String())
		}
	})
	return p
}

// drop renames a file into the inbox, as a careful program would.
func (r *rig) drop(name, text string) {
	r.t.Helper()
	part := r.path(".drop")
	if err := os.WriteFile(part, []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
	if err := os.Rename(part, filepath.Join(r.path("inbox"), name)); err != nil {
		r.t.Fatal(err)
	}
}

// fate waits for the next line of fate, of a process that was started with --json.
func (p *process) fate() inbox.Entry {
	p.t.Helper()
	select {
	case line, ok := <-p.lines:
		if !ok {
			p.t.Fatalf("it ended\n%s", p.stderr.String())
		}
		var e inbox.Entry
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			p.t.Fatalf("%q is no fate: %v", line, err)
		}
		return e
	case <-time.After(patience):
		p.t.Fatalf("no fate came\n%s", p.stderr.String())
		panic("unreachable")
	}
}

// interrupt is Ctrl-C. It returns the exit code.
func (p *process) interrupt() int {
	p.t.Helper()
	p.cmd.Process.Signal(os.Interrupt)
	select {
	case <-p.ended:
	case <-time.After(patience):
		p.cmd.Process.Signal(syscall.SIGQUIT)
		<-p.ended
		p.t.Fatalf("it did not end\n%s", p.stderr.String())
	}
	return p.cmd.ProcessState.ExitCode()
}

// kill is kill -9.
func (p *process) kill() {
	p.cmd.Process.Kill()
	<-p.ended
}

func readLines(from io.Reader, to chan<- string) {
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 16<<20) // an event's line holds a whole transcript
	for lines.Scan() {
		to <- lines.Text()
	}
}

// said waits until the process has written the words to standard error.
func (p *process) said(words string) {
	p.t.Helper()
	for deadline := time.After(patience); ; {
		more := p.stderr.more()
		if strings.Contains(p.stderr.String(), words) {
			return
		}
		select {
		case <-more:
		case <-p.ended:
			p.t.Fatalf("it ended without %q\n%s", words, p.stderr.String())
		case <-deadline:
			p.t.Fatalf("it never said %q\n%s", words, p.stderr.String())
		}
	}
}

// lockedBuffer is written by the process and read by the test.
type lockedBuffer struct {
	mu      sync.Mutex
	b       bytes.Buffer
	written chan struct{} // closed at the next write, if anybody waits for it
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.written != nil {
		close(l.written)
		l.written = nil
	}
	return l.b.Write(p)
}

// more is closed when something more was written.
func (l *lockedBuffer) more() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.written == nil {
		l.written = make(chan struct{})
	}
	return l.written
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
