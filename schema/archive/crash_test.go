package archive

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"shilu/schema"
)

// crashEnv makes the tests' own binary the process that dies: the archive, and the step.
const crashEnv = "SHILU_TEST_CRASH"

func TestMain(m *testing.M) {
	if path, at, ok := strings.Cut(os.Getenv(crashEnv), "|"); ok {
		fmt.Fprintln(os.Stderr, putAndDie(path, at))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// crashRecords are what is put before, during and after the crash.
func crashRecords() (records []schema.Record, originals [][]byte) {
	g := newGenerator(11)
	for i := range 6 {
		r, original := g.meeting(fmt.Sprintf("%d.txt", i%4), int64(i+1), 20, 40) // some replace others
		records, originals = append(records, r), append(originals, original)
	}
	return records, originals
}

func putAndDie(path, at string) error {
	ctx := context.Background()
	a, err := Open(ctx, path, DefaultConfig())
	if err != nil {
		return err
	}
	records, originals := crashRecords()
	for i := range records {
		step = func(now string) {
			if i == len(records)/2 && now == at {
				syscall.Kill(os.Getpid(), syscall.SIGKILL)
			}
		}
		if _, err := a.Put(ctx, records[i], originals[i]); err != nil {
			return err
		}
	}
	return fmt.Errorf("there is no step %q", at)
}

// Whoever dies in the transaction or after it, and puts the same again, comes to the same archive.
func TestACrashAtAnyStepEndsInTheSameArchive(t *testing.T) {
	records, originals := crashRecords()
	whole := openTest(t)
	for i := range records {
		putTest(t, whole, records[i], originals[i])
	}
	want, err := whole.Digest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{"in the transaction", "after the commit"} {
		t.Run(at, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "archive.db")
			child := exec.Command(os.Args[0])
			child.Env = append(os.Environ(), crashEnv+"="+path+"|"+at)
			if out, err := child.CombinedOutput(); err == nil || len(out) > 0 {
				t.Fatalf("it did not die: %s", out)
			}
			a := openTestAt(t, path)
			checkTest(t, a)
			for i := range records {
				committed := i < len(records)/2 || i == len(records)/2 && at == "after the commit"
				if repeat := putTest(t, a, records[i], originals[i]); repeat != committed {
					t.Errorf("record %d was held already: %t, want %t", i, repeat, committed)
				}
			}
			if got, err := a.Digest(t.Context()); err != nil || got != want {
				t.Errorf("the archive is %s (%v), want %s", got, err, want)
			}
		})
	}
}
