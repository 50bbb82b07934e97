package main

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// limitFiles gives the running process a largest size of files, which stands for a full disk, or lifts it again: writing beyond it
// fails, in the archive and in the message store alike. It needs no privilege.
func (p *process) limitFiles(bytes uint64) {
	p.t.Helper()
	limit := unix.Rlimit{Cur: bytes, Max: unix.RLIM_INFINITY}
	if err := unix.Prlimit(p.cmd.Process.Pid, unix.RLIMIT_FSIZE, &limit, nil); err != nil {
		p.t.Fatal(err)
	}
}

// While the disk is full everything waits, and says so; with room it goes on unaided, and nothing has become a dead letter.
func TestAFullDiskIsWaitedFor(t *testing.T) {
	t.Parallel()
	for name, dropped := range map[string]int{"one file": 1, "a crowd": 40} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			run := r.start("run", "--port", "0", "--json")
			r.drop("before.txt", conference)
			run.fate()
			run.limitFiles(4096)
			for i := range dropped {
				r.drop(strconv.Itoa(i)+".txt", strings.Replace(conference, "126", strconv.Itoa(1000+i), 1))
			}
			run.said("messages can't be stored")
			if stdout, _, code := r.shilu("doctor"); code != exitVerdict || !strings.Contains(stdout, "messages has been waiting") {
				t.Errorf("doctor says of a full disk (exit code %d)\n%s", code, stdout)
			}
			if stdout := r.must("status"); !strings.Contains(stdout, "messages has been waiting") {
				t.Errorf("status says of a full disk\n%s", stdout)
			}
			run.limitFiles(unix.RLIM_INFINITY)
			for range dropped {
				if e := run.fate(); e.Archived == nil {
					t.Errorf("%s: %+v, want archived", e.Path, e.Rejected)
				}
			}
			if letters := r.must("dead", "list"); letters != "" {
				t.Errorf("dead letters after a full disk:\n%s", letters)
			}
			run.interrupt()
		})
	}
}

// An archive that can't be written is the archive's trouble only: persist waits, and says so.
func TestAnArchiveThatCannotBeWrittenIsWaitedFor(t *testing.T) {
	const limit = 64 << 10 // more than the messages of these files take, less than the archive's log has already
	r := newRig(t)
	run := r.start("run", "--port", "0", "--json")
	r.drop("before.txt", conference)
	run.fate()
	if log, err := os.Stat(r.path("shilu-data/archive.db-wal")); err != nil || log.Size() <= limit {
		t.Fatalf("the archive's log has %d bytes (%v): choose another limit", log.Size(), err)
	}
	run.limitFiles(limit)
	r.drop("after.txt", strings.Replace(conference, "126", "127", 1))
	run.said("stage=persist")
	if stdout := r.must("status"); !strings.Contains(stdout, "persist has been waiting") || strings.Contains(stdout, "messages") {
		t.Errorf("status says of an archive that can't be written\n%s", stdout)
	}
	run.limitFiles(unix.RLIM_INFINITY)
	if e := run.fate(); e.Archived == nil {
		t.Errorf("fate %+v, want archived", e.Rejected)
	}
	run.interrupt()
}

// An archive that is deleted, moved away or replaced under a running shilu is noticed also when nothing comes; what comes waits for it, and
// goes on when it is back. If it is lost, the log has all of it.
func TestAnArchiveThatIsDeletedIsWaitedForOrMadeAnew(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	run := r.start("run", "--port", "0", "--json")
	r.drop("before.txt", conference)
	run.fate()
	archive, away := r.path("shilu-data/archive.db"), r.path("archive.db.away")
	if err := os.Rename(archive, away); err != nil {
		t.Fatal(err)
	}
	run.said("the archive can't be written")
	if stdout := r.must("status"); !strings.Contains(stdout, "archive has been waiting") || !strings.Contains(stdout, "was deleted or moved away") {
		t.Errorf("status says of an archive that isn't there\n%s", stdout)
	}
	r.drop("meanwhile.txt", strings.Replace(conference, "126", "127", 1))
	run.said("stage=persist")
	if err := os.Rename(away, archive); err != nil {
		t.Fatal(err)
	}
	if e := run.fate(); e.Archived == nil || e.Archived.Repeat {
		t.Errorf("fate %+v, want archived now", e)
	}
	run.said("the archive is back")

	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(archive + suffix); err != nil {
			t.Fatal(err)
		}
	}
	r.drop("after.txt", strings.Replace(conference, "126", "128", 1))
	r.eventually("persist waits", func() bool { return strings.Contains(r.must("status"), "persist has been waiting") })
	if code := run.interrupt(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	r.must("rebuild")
	run = r.start("run", "--port", "0", "--json")
	if e := run.fate(); e.Path != "after.txt" || e.Archived == nil {
		t.Errorf("fate %+v, want after.txt archived", e)
	}
	run.interrupt()
	r.must("verify")
}
