package main

import (
	"strings"
	"testing"
	"time"
)

// A stage that nobody runs keeps every file waiting, whatever the server says of its consumer.
func TestDoctorMissesAStageThatNobodyRuns(t *testing.T) {
	r := newRig(t)
	url := startServer(t)
	way := []string{"--nats", url, "--nats-user", serverUser, "--nats-password", serverPassword}
	// A worker says that it works a moment before it can be asked.
	doctor := func(until func(stdout string, code int) bool) (stdout string, code int) {
		t.Helper()
		for deadline := time.Now().Add(patience); ; {
			stdout, _, code = r.shilu(append([]string{"doctor"}, way...)...)
			if until(stdout, code) {
				return stdout, code
			}
			if time.Now().After(deadline) {
				t.Fatalf("exit code %d\n%s", code, stdout)
			}
		}
	}
	all := r.start(append([]string{"worker"}, way...)...)
	all.said("working")
	doctor(func(_ string, code int) bool { return code == 0 })
	all.interrupt()
	r.start(append([]string{"worker", "parse"}, way...)...).said("working")
	stdout, code := doctor(func(stdout string, _ int) bool { return !strings.Contains(stdout, "nobody runs parse") })
	for _, stage := range []string{"enrich", "persist", "annotate"} {
		if !strings.Contains(stdout, "nobody runs "+stage) {
			t.Errorf("doctor doesn't miss %s", stage)
		}
	}
	if code != exitVerdict {
		t.Errorf("only parse runs: exit code %d, want %d", code, exitVerdict)
	}
}
