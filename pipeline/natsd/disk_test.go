package natsd_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"shilu/pipeline/natsd"
)

// diskChild makes the test's own binary the process whose disk is full.
const diskChild = "SHILU_TEST_DISK"

func TestMain(m *testing.M) {
	if dir := os.Getenv(diskChild); dir != "" {
		if err := fillAndFree(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// A stream that met a full disk takes messages again as soon as there is room, by itself, and has all that it ever acknowledged. The
// limit of a file's size stands for the full disk: it needs no privilege, and concerns the child only.
func TestAFullDiskIsNoReasonToRestart(t *testing.T) {
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), diskChild+"="+t.TempDir())
	if out, err := child.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

const diskPatience = time.Minute

func fillAndFree(dir string) error {
	ctx, cancel := context.WithTimeout(context.Background(), diskPatience)
	defer cancel()
	config := natsd.DefaultConfig()
	config.Dir, config.CredentialsFile, config.Port = filepath.Join(dir, "store"), filepath.Join(dir, "nats.json"), 0
	server, err := natsd.Start(ctx, config)
	if err != nil {
		return err
	}
	defer server.Shutdown()
	way := server.Credentials()
	nc, err := nats.Connect(way.URL, nats.UserInfo(way.User, way.Password), nats.MaxReconnects(-1), nats.ReconnectWait(10*time.Millisecond))
	if err != nil {
		return err
	}
	defer nc.Close()
	js, err := jetstream.New(nc)
	if err != nil {
		return err
	}
	if _, err := js.CreateStream(ctx, jetstream.StreamConfig{Name: "s", Subjects: []string{"s.>"}}); err != nil {
		return err
	}
	kept := map[string]bool{}
	publish := func(i int) error {
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		subject := fmt.Sprintf("s.%d", i)
		_, err := js.Publish(ctx, subject, make([]byte, 10_000))
		if err == nil {
			kept[subject] = true
		}
		return err
	}

	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		return err
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 100_000, Max: before.Max}); err != nil {
		return err
	}
	i := 0
	for ; publish(i) == nil; i++ {
	}
	if i == 0 || i > 10 {
		return fmt.Errorf("%d messages of 10 KB went into 100 KB", i)
	}
	for server.Trouble().Cause == "" {
		if ctx.Err() != nil {
			return errors.New("the server never said what is wrong")
		}
		time.Sleep(10 * time.Millisecond)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		return err
	}
	for i++; publish(i) != nil; i++ {
		if ctx.Err() != nil {
			return errors.New("there is room, and still nothing is stored")
		}
	}
	stream, err := js.Stream(ctx, "s")
	if err != nil {
		return err
	}
	for subject := range kept {
		if _, err := stream.GetLastMsgForSubject(ctx, subject); err != nil {
			return fmt.Errorf("%s was acknowledged and is gone: %w", subject, err)
		}
	}
	return nil
}

// A store that is deleted under the server is noticed: the server is started anew with an empty one, instead of going on as if it kept
// what it is told.
func TestAStoreThatWasDeletedIsBegunAnew(t *testing.T) {
	c := config(t)
	server := start(t, c)
	js, err := jetstream.New(dial(t, server, nats.MaxReconnects(-1), nats.ReconnectWait(10*time.Millisecond)))
	if err != nil {
		t.Fatal(err)
	}
	make := func() error {
		_, err := js.CreateStream(t.Context(), jetstream.StreamConfig{Name: "s", Subjects: []string{"s"}})
		return err
	}
	if err := make(); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(c.Dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(diskPatience); ; time.Sleep(10 * time.Millisecond) {
		if _, err := js.Stream(t.Context(), "s"); errors.Is(err, jetstream.ErrStreamNotFound) {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the server goes on without its store")
		}
	}
	if err := make(); err != nil {
		t.Error(err)
	}
}
