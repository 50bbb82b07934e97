package inbox

import (
	"context"
	"testing"
	"time"

	"shilu/schema"
)

// abandon offers what is in the folder and ends without a fate, as an ingest does that is interrupted.
func (r *rig) abandon(files int) []schema.File {
	r.t.Helper()
	r.start()
	var offered []schema.File
	for range files {
		offered = append(offered, r.offer().File)
	}
	r.settledOnce()
	r.stop()
	return offered
}

func (r *rig) clerk() *Clerk {
	r.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	c, ended := NewClerk(r.ledger, time.Now, r.inbox.log), make(chan error, 1)
	go func() { ended <- c.Run(ctx) }()
	r.t.Cleanup(func() { cancel(); r.must(<-ended) })
	return c
}

func archivedFate(file schema.File) Fate {
	return Fate{Offer: file.Offer, At: time.Now(), Archived: &schema.Archived{ID: file.State().ID, Source: file.Origin()}}
}

func TestClerkWritesTheFatesOfAnInboxThatIsNotAtWork(t *testing.T) {
	r := newRig(t)
	r.write("a.txt", "one")
	r.write("b.txt", "two")
	files := r.abandon(2)
	c := r.clerk()
	r.must(c.Fate(t.Context(), files[0], archivedFate(files[0])))
	r.must(c.Fate(t.Context(), files[1], rejection(files[1])))
	r.must(c.Fate(t.Context(), files[0], rejection(files[0]))) // archived is the stronger word
	for file, want := range map[schema.File]string{files[0]: Archived, files[1]: Rejected} {
		if e := r.entry(file.Path); e.Fate != want {
			t.Errorf("%s is %q, want %s", file.Path, e.Fate, want)
		}
	}
	if len(r.fated) != 0 {
		t.Error("the inbox that has ended was told")
	}
	// Of what no ledger knows there is nothing to write.
	r.must(c.Fate(t.Context(), schema.File{Inbox: "press", Path: "c.txt", Number: 7}, archivedFate(files[0])))
	if _, revision, _ := r.ledger.Get(t.Context(), schema.SourceID("press", "c.txt")); revision != 0 {
		t.Error("an entry was made of a fate")
	}
}

func TestClerkReckonsWithTheMembersOfAContainer(t *testing.T) {
	for what, before := range map[string]bool{"that came while it was at work": false, "that came before": true} {
		t.Run(what, func(t *testing.T) {
			r := newRig(t, withContainers)
			r.write("a.zip", pack("1.txt=one", "2.txt=two"))
			files := r.abandon(2)
			tell := func(c *Clerk) {
				r.must(c.Fate(t.Context(), files[0], archivedFate(files[0])))
				r.must(c.Fate(t.Context(), files[1], rejection(files[1])))
			}
			if before { // and was killed before it had looked at the container
				tell(NewClerk(r.ledger, time.Now, r.inbox.log))
			}
			c := r.clerk()
			if !before {
				tell(c)
			}
			r.eventually("the container has its fate", func() bool { return r.entry("a.zip").Fate == Archived })
			if m := r.entry("a.zip").Members; *m != (Members{Entered: true, Total: 2, Archived: 1, Rejected: 1}) {
				t.Errorf("members %+v", m)
			}
		})
	}
}

// The inbox at work says of each file once what became of it, whether it or the clerk was first to write it.
func TestFateThatTheClerkWroteIsToldOnce(t *testing.T) {
	r := newRig(t)
	r.start()
	c := r.clerk()
	for i := range 50 {
		name := lines("f")[:3] + string(rune('a'+i%26)) + string(rune('a'+i/26))
		r.write(name, lines(name))
		file := r.offer().File
		fate := archivedFate(file)
		done := make(chan error, 2)
		go func() { done <- c.Fate(t.Context(), file, fate) }()
		go func() { done <- r.inbox.Fate(t.Context(), file, fate) }()
		r.must(<-done)
		r.must(<-done)
		if got := receive(t, r.fated, "the fate"); got.Path != file.Path {
			t.Fatalf("told of %s, want %s", got.Path, file.Path)
		}
	}
	if n := len(r.fated); n != 0 {
		t.Errorf("told %d times too often", n)
	}
}
