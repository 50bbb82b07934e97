package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"time"

	"shilu/handlers/annotate"
	"shilu/handlers/enrich"
	"shilu/handlers/parse"
	"shilu/handlers/persist"
	"shilu/pipeline"
	"shilu/pipeline/inbox"
	"shilu/pipeline/natsd"
	"shilu/schema"
	"shilu/schema/archive"
)

// runCommand is the whole machine in one process.
type runCommand struct {
	folderFlags
	Dir  string `arg:"" optional:"" default:"inbox" help:"The folder (${default})."`
	Port int    `default:"4222" placeholder:"PORT" help:"Where the NATS server listens on loopback if the port is free; else on any other (${default})."`
	JSON bool   `help:"Print each fate as a line of JSON."`
}

func (c *runCommand) Run(a *app) error {
	if err := c.check(a, c.Dir); err != nil {
		return err
	}
	m, err := a.start(c.Port)
	if err != nil {
		return err
	}
	defer m.stop()
	if err := os.MkdirAll(c.Dir, 0o755); err != nil {
		return err
	}
	config, err := c.config(a, c.Dir)
	if err != nil {
		return err
	}
	first := &firstScan{}
	config.Fated = first.fated(func(e inbox.Entry) { printFate(a.stdout, e, c.JSON) })
	folder, err := inbox.New(config, m.bus.Ledger(), m.bus, a.log)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stderr, "drop transcripts into %s/\n", filepath.Clean(c.Dir))
	if config.Archived != "" {
		fmt.Fprintf(a.stderr, "what is archived moves to %s/, what is rejected to %s/\n", config.Archived, config.Rejected)
	}
	fmt.Fprintf(a.stderr, "the archive is %s: shilu search finds, shilu status tells\n"+
		"the events are on %s: shilu subscribe, or XDG_CONFIG_HOME=%s nats --context shilu sub 'shilu.>'\nCtrl-C ends\n",
		a.archiveFile(), m.server.URL(), a.Data)
	parts := append(a.archiveParts(m.store, m.bus), a.parseStage(), enrichStage(), pipeline.Fates(config.Name, folder.Fate))
	return a.work(m.bus, func(ctx context.Context) error {
		defer first.show(a, folder)()
		return folder.Run(ctx)
	}, parts...)
}

// firstScan is how far what lay in the folder at the start is, until all of it has its fate.
type firstScan struct {
	fates atomic.Int64
	bar   atomic.Pointer[footer]
}

// fated counts a fate, and prints it above the bar.
func (f *firstScan) fated(print func(inbox.Entry)) func(inbox.Entry) {
	return func(e inbox.Entry) {
		f.fates.Add(1)
		f.bar.Load().above(func() { print(e) })
	}
}

func (f *firstScan) show(a *app, folder *inbox.Inbox) (end func()) {
	bar := a.startFooter(func() (done, total int) {
		s := folder.Stats()
		left := s.Unsettled + s.Queued + s.Waiting
		if s.Scans > 0 && left == 0 {
			go f.bar.Load().end() // not here, where it is being drawn
		}
		return int(f.fates.Load()), int(f.fates.Load()) + left
	})
	f.bar.Store(bar)
	return bar.end
}

// folderFlags are how a folder is watched.
type folderFlags struct {
	sourceFlags `embed:""`

	Name  string        `placeholder:"NAME" help:"The inbox's name in every source; the folder's own name unless set."`
	Quiet time.Duration `default:"400ms" placeholder:"TIME" help:"How long a file must stand still before it is read (${default})."`
	Watch string        `enum:"auto,native,poll" default:"auto" help:"How changes are noticed: auto polls folders whose file system doesn't tell of them, such as NFS and SMB; native and poll do one thing only (${default})."`
	Poll  time.Duration `default:"2s" placeholder:"TIME" help:"How often a folder is looked through that doesn't tell of changes (${default})."`
	Host  string        `placeholder:"NAME" help:"The machine's name in the inbox's claim; for containers, whose names change."`
	Take  bool          `name:"take-over" help:"Claim the inbox's name although another folder holds it: for a folder that was moved."`

	After    string `enum:"keep,move" default:"keep" help:"What is done with a file when it is archived or rejected: keep leaves it where it is, move puts it into one of two folders, by date (${default})."`
	Archived string `placeholder:"DIR" help:"Where --after move puts what is archived; archived/ beside the folder unless set."`
	Rejected string `placeholder:"DIR" help:"Where --after move puts what is rejected, each with its reason; rejected/ beside the folder unless set."`
}

// check refuses folders that lie in one another, before anything is made: what is moved must not be met again.
func (f folderFlags) check(a *app, dir string) error {
	if f.After == "keep" {
		if f.Archived != "" || f.Rejected != "" {
			return usage("add --after move, or leave them out", "--archived and --rejected say where files are moved, and they are kept")
		}
		return nil
	}
	watched, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	for _, place := range f.places(watched) {
		to, err := filepath.Abs(place)
		if err != nil {
			return err
		}
		if lieInOneAnother(watched, to) {
			return usage("name a folder beside it, with --archived and --rejected", "files can't be moved from %s to %s: they must not lie in one another", watched, to)
		}
		if err := a.keepOut(to); err != nil {
			return usageError{err}
		}
	}
	return nil
}

// places are the folders to which files are moved.
func (f folderFlags) places(dir string) (places [2]string) {
	return [2]string{or(f.Archived, filepath.Join(filepath.Dir(dir), "archived")), or(f.Rejected, filepath.Join(filepath.Dir(dir), "rejected"))}
}

func (f folderFlags) config(a *app, dir string) (inbox.Config, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return inbox.Config{}, err
	}
	if err := a.keepOut(dir); err != nil {
		return inbox.Config{}, err
	}
	name := f.Name
	if name == "" {
		name = filepath.Base(dir)
	}
	config := f.sourceFlags.config(dir, name)
	config.Quiet, config.TakeOver = f.Quiet, f.Take
	config.Watch, config.Poll = inbox.Watching(f.Watch), f.Poll
	if f.Host != "" {
		config.Host = f.Host
	}
	if f.After == "move" {
		places := f.places(dir)
		config.Archived, config.Rejected = places[0], places[1]
	}
	return config, nil
}

// machine is what runs in the process of shilu run and shilu ingest: the server, the way to it, and the archive.
type machine struct {
	unlock func()
	server *natsd.Server
	bus    *pipeline.Bus
	store  *archive.Archive
}

// start puts the parts together in the data folder.
func (a *app) start(port int) (*machine, error) {
	m := &machine{}
	if err := m.start(a, port); err != nil {
		m.stop()
		return nil, err
	}
	return m, nil
}

func (m *machine) start(a *app, port int) (err error) {
	if m.unlock, err = a.lockData(); err != nil {
		return err
	}
	if err := m.serve(a, port); err != nil {
		return err
	}
	if m.store, err = archive.Open(a.ctx, a.archiveFile(), archive.DefaultConfig()); err != nil {
		return err
	}
	refiller{a, m.bus, m.store}.begin()
	return nil
}

// serve starts the server and the way to it.
func (m *machine) serve(a *app, port int) (err error) {
	config := natsd.DefaultConfig()
	config.Dir, config.CredentialsFile, config.Port, config.Log = a.messagesDir(), a.credentialsFile(), port, a.log
	if m.server, err = natsd.Start(a.ctx, config); err != nil {
		return err
	}
	if m.bus, err = a.connectTo(m.server); err != nil {
		return err
	}
	m.bus.Report("messages", func() *pipeline.Hold {
		if t := m.server.Trouble(); t.Cause != "" {
			return &pipeline.Hold{Since: t.Since, Cause: t.Cause, Advice: "make room on the disk of " + a.Data + ", or mend it"}
		}
		return nil
	})
	return nil
}

// stop ends the parts, the last started first, and returns when all of it is on disk.
func (m *machine) stop() {
	if m.store != nil {
		m.store.Close()
	}
	if m.bus != nil {
		m.bus.Close()
	}
	if m.server != nil {
		m.server.Shutdown()
	}
	if m.unlock != nil {
		m.unlock()
	}
}

// persistWorkers is how many records may wait for the archive's writer, which takes all that wait into one transaction: 371 files
// a second with 256 against 179 with a transaction a file.
const persistWorkers = 256

// workers is how many files parse and enrich have in hand at once. A worker waits for the disk twice, when its result is stored and
// when its message is acknowledged: with four for each core 2,000 files went through at 109 a second, with one at 60.
func workers() int { return 4 * runtime.NumCPU() }

// The stages of the walk, with their handlers.
func (a *app) parseStage() pipeline.Stage {
	parse.CachePDF(a.cacheDir())
	return pipeline.Parse(workers(), parse.Handle)
}

func enrichStage() pipeline.Stage { return pipeline.Enrich(workers(), enrich.Handle) }

func persistStage(store *archive.Archive) pipeline.Stage {
	handler := persist.New(store)
	return pipeline.Persist(persistWorkers, func(ctx context.Context, record schema.Record, original []byte) (schema.Archived, error) {
		return handler.Handle(ctx, persist.In{Record: record, Original: original})
	}).Waking(store.Waiting)
}

// archiveParts are what runs where the archive is: persist, which sources have vanished, what annotators say, what people
// decide, whether the log is still the one that it was, and the fates of files that nobody waits for.
func (a *app) archiveParts(store *archive.Archive, bus *pipeline.Bus) []pipeline.Part {
	clerk := inbox.NewClerk(bus.Ledger(), a.now, a.log)
	place := &placeWatch{store: store, log: a.log, now: a.now}
	bus.Report("archive", place.held)
	return []pipeline.Part{
		tended{pipeline.AllFates(clerk.Fate), clerk},
		tended{persistStage(store), place},
		tended{pipeline.Decisions(store), refiller{a, bus, store}},
		pipeline.Gone(departures(store)),
		pipeline.Annotate(workers(), annotate.New(store, parse.Decode).Handle),
	}
}

// departures tells the archive what the event gone says.
func departures(store *archive.Archive) func(context.Context, schema.Gone) error {
	return func(ctx context.Context, gone schema.Gone) error {
		if gone.Freed {
			return store.Free(ctx, gone.Source)
		}
		return store.Gone(ctx, gone.Source)
	}
}

// tended is a part with work of its own beside the events.
type tended struct {
	pipeline.Part
	tender interface{ Run(context.Context) error }
}

// work runs the parts of the pipeline, and beside them what else there is to do, until the user or one of them ends it.
func (a *app) work(bus *pipeline.Bus, beside func(context.Context) error, parts ...pipeline.Part) error {
	all := []func(context.Context) error{beside}
	if len(parts) > 0 {
		all = append(all, func(ctx context.Context) error { return bus.Run(ctx, parts...) })
	}
	for _, part := range parts {
		if t, ok := part.(tended); ok {
			all = append(all, t.tender.Run)
		}
	}
	ctx, cancel := context.WithCancel(a.ctx)
	defer cancel()
	ended := make(chan error, len(all))
	for _, run := range all {
		go func() { ended <- run(ctx) }()
	}
	var first error
	for range all {
		if err := <-ended; first == nil {
			first = err
		}
		cancel()
	}
	return first
}

// printFate writes one line for one file.
func printFate(w io.Writer, e inbox.Entry, asJSON bool) {
	if asJSON {
		if err := printJSONLine(w, e); err == nil {
			return
		}
	}
	took := ""
	if !e.Offered.IsZero() {
		took = " in " + e.FateAt.Sub(e.Seen).Round(time.Millisecond).String()
	}
	switch {
	case e.Archived != nil:
		again := ""
		if e.Archived.Repeat {
			again = " (known already)"
		}
		fmt.Fprintf(w, "archived  %s  %s  %s, %s, %s, %s, %s%s%s\n", shown(e.Path), e.Archived.ID, count(e.Archived.Turns, "turn"),
			count(e.Archived.Speakers, "speaker"), count(e.Archived.Exchanges, "question"), count(e.Archived.Figures, "figure"),
			count(e.Archived.Problems, "problem"), took, again)
	case e.Members != nil && e.Fate == inbox.Archived:
		fmt.Fprintf(w, "archived  %s  %s%s\n", shown(e.Path), members(e.Members), took)
	case e.Members != nil && e.Fate == inbox.Lost:
		fmt.Fprintf(w, "lost      %s  it vanished before each of its members had a fate\n", shown(e.Path))
	case e.Fate == inbox.Lost:
		fmt.Fprintf(w, "lost      %s  it vanished before it was archived, and the stream no longer holds it\n", shown(e.Path))
	case e.Rejected != nil:
		fmt.Fprintf(w, "rejected  %s  %s: %s\n", shown(e.Path), e.Rejected.Stage, shown(e.Rejected.Reason))
		if e.Rejected.Advice != "" {
			fmt.Fprintf(w, "          %s\n", shown(string(e.Rejected.Advice)))
		}
	}
}
