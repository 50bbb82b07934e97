package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/sys/unix"
)

func TestNamesAreFittedInTheMiddle(t *testing.T) {
	for name, want := range map[string]string{
		"a.txt": "a.txt", "2031/05/10/press conference.txt": "2031/05/1…ence.txt", "发布会/2031年5月10日海岸线修复.txt": "发布会/20…修复.txt",
		strings.Repeat("长", 100): "长长长长…长长长长",
	} {
		got := short(name, 18)
		if got != want || text.StringWidth(got) > 18 {
			t.Errorf("%q is %q with %d columns, want %q", name, got, text.StringWidth(got), want)
		}
	}
}

// terminal opens one of 100 columns: what a program writes into tty comes out of what is read.
func terminal(t *testing.T) (tty *os.File, read func() string) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	must(err)
	number, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	must(err)
	must(unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0))
	tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	must(err)
	must(unix.IoctlSetWinsize(int(tty.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Col: 100, Row: 40}))
	var said bytes.Buffer
	var reading sync.WaitGroup
	reading.Go(func() { _, _ = io.Copy(&said, master) }) // ends with an error when the last of the other side is closed
	t.Cleanup(func() { master.Close() })
	return tty, func() string {
		tty.Close()
		reading.Wait()
		return said.String()
	}
}

// On a terminal ingest draws a bar below the lines, and says of each refused file once that it is; elsewhere there are lines only.
func TestIngestOnATerminal(t *testing.T) {
	r := newRig(t)
	folder := r.folderOf("talks", 3)
	r.put(folder+"/empty.txt", "")
	tty, read := terminal(t)
	cmd := r.command("ingest", folder)
	cmd.Stdout, cmd.Stderr = tty, tty
	if err := cmd.Run(); cmd.ProcessState.ExitCode() != exitVerdict {
		t.Errorf("ingest: %v", err)
	}
	said := read()
	if !strings.Contains(said, "] 4 of 4") {
		t.Errorf("there is no bar:\n%q", said)
	}
	if n := strings.Count(said, "empty.txt"); n != 1 {
		t.Errorf("the refusal is said %d times:\n%s", n, said)
	}
	if stdout, stderr, _ := r.shilu("ingest", folder); strings.Contains(stdout+stderr, "\x1b") || strings.Contains(stdout+stderr, "of 4") {
		t.Errorf("a bar where there is no terminal:\n%s%s", stdout, stderr)
	}
}

// Status fits long names into a terminal, and says what each file waits for.
func TestStatusOnATerminal(t *testing.T) {
	r := newRig(t)
	run := r.start("run", "--port", "0", "--json")
	name := strings.Repeat("长", 60) + ".txt"
	r.drop(name, conference)
	run.fate()
	tty, read := terminal(t)
	cmd := r.command("status")
	cmd.Stdout, cmd.Stderr = tty, tty
	if err := cmd.Run(); err != nil {
		t.Errorf("status: %v", err)
	}
	if said := read(); strings.Contains(said, name) || !strings.Contains(said, short(name, nameColumns(100))) {
		t.Errorf("status says\n%s", said)
	}
	if stdout := r.must("status"); !strings.Contains(stdout, name) {
		t.Errorf("in a pipe status says\n%s", stdout)
	}
	run.interrupt()
}

// Nobody works: what is offered is on its way, and status says so.
func TestStatusSaysWhatAFileWaitsFor(t *testing.T) {
	r := newRig(t)
	server := []string{"--nats", startServer(t), "--nats-user", serverUser, "--nats-password", serverPassword}
	r.start(append([]string{"watch", "inbox"}, server...)...)
	r.drop("a.txt", conference)
	r.eventually("it is said", func() bool {
		stdout, _, _ := r.shilu(append([]string{"status"}, server...)...)
		return strings.Contains(stdout, "on its way")
	})
}
