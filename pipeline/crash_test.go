package pipeline

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"shilu/handlers/enrich"
	"shilu/handlers/parse"
	"shilu/handlers/persist"
	"shilu/pipeline/jetstream"
	"shilu/pipeline/natsd"
	"shilu/schema"
	"shilu/schema/archive"
)

// crashEnv makes the tests' own binary the process that works, and dies: the credentials, the archive, and the step.
const crashEnv = "SHILU_TEST_CRASH"

func TestMain(m *testing.M) {
	if args := strings.Split(os.Getenv(crashEnv), "|"); len(args) == 3 {
		fmt.Fprintln(os.Stderr, workAndDie(args[0], args[1], args[2]))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// workAndDie runs the whole walk, over the network and into a real archive, until a step.
func workAndDie(credentials, path, at string) error {
	ctx := context.Background()
	way, err := natsd.ReadCredentials(credentials)
	if err != nil {
		return err
	}
	bus, err := Open(ctx, jetstream.Config{URL: way.URL, User: way.User, Password: way.Password}, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	store, err := archive.Open(ctx, path, archive.DefaultConfig())
	if err != nil {
		return err
	}
	step = func(now string) {
		if now == at {
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
		}
	}
	return errors.Join(bus.Run(ctx, realStages(store)...), errors.New("it ended"))
}

func realStages(store *archive.Archive) []Part {
	keep := persist.New(store)
	return []Part{Parse(2, parse.Handle), Enrich(2, enrich.Handle), Persist(4,
		func(ctx context.Context, record schema.Record, original []byte) (schema.Archived, error) {
			return keep.Handle(ctx, persist.In{Record: record, Original: original})
		})}
}

// crashFiles are some small transcripts.
func crashFiles() []schema.Received {
	var files []schema.Received
	for i := range 4 {
		text := fmt.Sprintf("主持人：今年的海岸线修了多少？\n\n杜若川：一共修了%d公里，投入3.5亿元。\n", 100+i)
		in := file(fmt.Sprintf("%d.txt", i), text)
		in.Number = int64(i + 1)
		files = append(files, in)
	}
	return files
}

// Whichever step the process dies at, another that goes on comes to the archive that would have been made without that.
func TestACrashAtAnyStepEndsInTheSameArchive(t *testing.T) {
	want := crashWalk(t, "")
	for _, stage := range StageNames {
		for _, moment := range []string{" has read", " has worked", " has published"} {
			t.Run(stage+moment, func(t *testing.T) {
				t.Parallel() // each waits for the lease of who died
				if got := crashWalk(t, stage+moment); got != want {
					t.Errorf("the archive is %s, want %s", got, want)
				}
			})
		}
	}
}

// crashWalk lets a process die at a step, another one do the rest, and returns the archive's digest.
func crashWalk(t *testing.T, at string) string {
	t.Helper()
	r := newRig(t)
	files := crashFiles()
	for _, in := range files {
		if _, err := r.Offer(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "archive.db")
	if at != "" {
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), crashEnv+"="+r.credentials+"|"+path+"|"+at)
		if out, err := child.CombinedOutput(); err == nil || len(out) > 0 {
			t.Fatalf("it did not die: %v\n%s", err, out)
		}
	}
	store, err := archive.Open(t.Context(), path, archive.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		problems, err := store.Check(context.Background())
		if err := errors.Join(err, store.Close()); err != nil || len(problems) > 0 {
			t.Errorf("the archive has %q, %v", problems, err)
		}
	})
	fates, fate := r.fates()
	r.run(append(realStages(store), fates)...)
	archived := map[string]bool{}
	for len(archived) < len(files) {
		f := receive(t, fate)
		if f.Archived == nil {
			t.Fatalf("fate %+v, want archived", f.Rejected)
		}
		archived[f.Archived.ID] = true
	}
	if n := len(r.letters()); n > 0 {
		t.Errorf("%d dead letters, want none", n)
	}
	digest, err := store.Digest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return digest
}
