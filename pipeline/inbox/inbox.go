package inbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
	"unicode/utf8"

	"shilu/schema"
)

// Config is what an Inbox needs to know. Start from DefaultConfig.
type Config struct {
	// Dir is the folder.
	Dir string
	// Name stands in every source's identity, and belongs to one folder.
	Name string
	// Host tells folders of the same path on different machines apart. The machine's name unless set; a container should set
	// it, since its name changes at every start.
	Host string
	// TakeOver claims the name although another folder holds it: for a folder that was moved.
	TakeOver bool
	// Quiet is how long a file's size and times must stand still before it is read.
	Quiet time.Duration
	// Patience is how long a file may stay empty before it is rejected, and may grow before that is reported. A growing file is
	// never taken: no half of it would be right.
	Patience time.Duration
	// Rescan is the time between two scans of the whole folder.
	Rescan time.Duration
	// Watch is how changes are learnt of between two scans, and Poll the time between two looks into folders that don't tell of them.
	Watch Watching
	Poll  time.Duration
	// Recheck is the time between two rounds of asking after files that have no fate.
	Recheck time.Duration
	// MaxSize is the largest file that is read, in bytes.
	MaxSize int64
	// InFlight is how many files may be offered without a fate; the others wait in the folder. The members of a container count, but the
	// container with which the number is reached is offered whole.
	InFlight int
	// Archived and Rejected are the folders to which files are moved that have such a fate, outside of Dir and on its file system; where they
	// are "" the files stay. Take moves nothing.
	Archived, Rejected string
	// Linger is how long a file must have stood still before it is moved.
	Linger time.Duration
	// Layout and Spoken (YYYY-MM-DD) travel with every file where they are set: a layout or a day of speech somebody asked for. They
	// come before what a sidecar says.
	Layout string
	Spoken string
	// Sidecar reads what stands beside a file; nil is for files that have none, whatever they are called. The error says what is wrong
	// in it and travels with the file, and so does what could be read all the same. It is called from several goroutines.
	Sidecar func(body []byte) (Facts, error)
	// Unpack opens what holds files of its own; it returns nil for anything else, and nil is for an inbox in which there are no
	// containers. How much memory a member may take is its limit to set. It is called from several goroutines, what it returns is
	// called by one at a time.
	Unpack func(path string, body []byte) Unpacked
	// Now is the clock.
	Now func() time.Time
	// Fated is called after a fate was written, by whomever, once for each, from several goroutines; nil is allowed. It must return soon.
	Fated func(Entry)
}

// DefaultConfig watches dir under the name.
func DefaultConfig(dir, name string) Config {
	host, err := os.Hostname()
	if err != nil {
		host = "localhost"
	}
	return Config{
		Dir: dir, Name: name, Host: host,
		Quiet: 400 * time.Millisecond, Patience: time.Minute, Rescan: time.Minute, Watch: WatchAuto, Poll: 2 * time.Second, Recheck: 30 * time.Second,
		MaxSize: 64 << 20, InFlight: 1000, Linger: 10 * time.Second,
		Now: time.Now,
	}
}

// Inbox watches one folder. It does nothing until Run or Take.
type Inbox struct {
	cfg       Config
	ledger    Ledger
	transport Transport
	log       *slog.Logger
	book      *book
	gauges    gauges
	busy      sync.Mutex // held by Run and Take
	opening   sync.Mutex // held while a container is taken
	// watch begins to watch below an absolute path, and remote tells which folders have to be polled beside that.
	watch  func(root string) (watcher, error)
	remote func(dir string) string
	// reached is told each step of a move.
	reached func(step)
}

// Stats counts what an Inbox sees.
type Stats struct {
	Known     int    // sources whose file is there
	Unsettled int    // files that are being watched for quiet
	Queued    int    // settled, and not yet done with
	Waiting   int    // offered, without a fate
	Moving    int    // to be moved, now or when they have stood still for long enough
	Offered   uint64 // since the start
	Scans     uint64 // of the folder or one in it, ended since the start
	Overflows uint64 // times that the watch queue overflowed, since the start; each is followed by a scan
}

// New checks the configuration, and reports all of its mistakes at once.
func New(cfg Config, ledger Ledger, transport Transport, log *slog.Logger) (*Inbox, error) {
	var wrong []error
	demand := func(ok bool, format string, args ...any) {
		if !ok {
			wrong = append(wrong, fmt.Errorf(format, args...))
		}
	}
	demand(cfg.Dir != "", "the inbox's folder is not given")
	demand(cfg.Name != "" && utf8.ValidString(cfg.Name), "the inbox's name %q is not a name", cfg.Name)
	demand(cfg.Quiet > 0, "quiet must be longer than %s", cfg.Quiet)
	demand(cfg.Patience >= cfg.Quiet, "patience %s must not be shorter than quiet %s", cfg.Patience, cfg.Quiet)
	demand(cfg.Rescan > 0, "rescan must be longer than %s", cfg.Rescan)
	demand(slices.Contains([]Watching{WatchAuto, WatchNative, WatchPoll}, cfg.Watch), "there is no way of watching %q", cfg.Watch)
	demand(cfg.Poll > 0, "poll must be longer than %s", cfg.Poll)
	demand(cfg.Recheck > 0, "recheck must be longer than %s", cfg.Recheck)
	demand(cfg.MaxSize > 0, "the largest size must be more than %d bytes", cfg.MaxSize)
	demand(cfg.InFlight > 0, "more than %d files must be allowed in flight", cfg.InFlight)
	demand((cfg.Archived == "") == (cfg.Rejected == ""), "files are moved to two folders: for those that are archived, and for those that are rejected")
	demand(cfg.Archived == "" || filepath.Clean(cfg.Archived) != filepath.Clean(cfg.Rejected), "files that are archived and rejected can't be moved to one folder, %s", cfg.Archived)
	demand(cfg.Linger >= 0, "linger must not be less than %s", time.Duration(0))
	if cfg.Spoken != "" {
		_, err := time.Parse(time.DateOnly, cfg.Spoken)
		demand(err == nil, "the day of speech %q is not YYYY-MM-DD", cfg.Spoken)
	}
	demand(cfg.Now != nil, "there is no clock")
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	for _, dir := range []*string{&cfg.Archived, &cfg.Rejected} {
		if *dir == "" {
			continue
		}
		var err error
		if *dir, err = filepath.Abs(*dir); err != nil {
			return nil, err
		}
	}
	i := &Inbox{
		cfg: cfg, ledger: ledger, transport: transport, log: log.With("inbox", cfg.Name),
		book: newBook(cfg.Name, ledger, cfg.Quiet), watch: watchNative, remote: remoteKind, reached: func(step) {},
	}
	i.book.leaves = i.leaves
	i.book.unreadable = func(err error) { i.log.Warn("an entry is passed over, its file is taken anew", "error", err) }
	if cfg.Fated != nil {
		i.book.fated = cfg.Fated
	}
	return i, nil
}

// Run claims the name, takes what is in the folder and watches it until ctx ends, and returns nil then. A name that belongs to
// another folder is a Fault. A ledger or transport that is away is waited for, and so is a folder that goes away later.
func (i *Inbox) Run(ctx context.Context) error {
	err := i.work(ctx, func(l *loop) error {
		if err := l.startWatch(); err != nil {
			return err
		}
		defer l.stopWatch()
		i.log.Info("watching", "folder", l.folder.dir, "mode", i.cfg.Watch, "rescan", i.cfg.Rescan)
		l.run(ctx)
		return nil
	})
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// work opens the folder, makes sure that the name is its own, reads the ledger, and lets do what there is to do.
func (i *Inbox) work(ctx context.Context, do func(*loop) error) error {
	if !i.busy.TryLock() {
		return errors.New("the inbox is already at work")
	}
	defer i.busy.Unlock()
	f, err := openFolder(i.cfg.Dir)
	if err != nil {
		return err
	}
	defer f.close()
	f.sidecars = i.cfg.Sidecar != nil
	if err := i.openPlaces(f); err != nil {
		return err
	}
	var claimed string
	err = i.persevere(ctx, func() (err error) {
		if claimed, err = i.claimName(ctx, f); err != nil {
			return err
		}
		receipt, err := i.transport.Receipt(ctx)
		if err != nil {
			return fmt.Errorf("ask for the stream: %w", err)
		}
		i.book.setReceipt(receipt)
		if err := i.book.load(ctx); err != nil {
			return fmt.Errorf("read the ledger: %w", err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return do(i.newLoop(f, claimed))
}

// Fate writes what became of an offer into the ledger; the pipeline calls it for every event archived and rejected. It is
// idempotent, and leaves alone what is of another inbox or of another state than the present one. The error is thought to pass.
func (i *Inbox) Fate(ctx context.Context, file schema.File, fate Fate) error {
	if file.Inbox != i.cfg.Name {
		return nil
	}
	_, err := i.settleFate(ctx, file.Path, file.Number, fate)
	return err
}

// settleFate returns the entry as it is then.
func (i *Inbox) settleFate(ctx context.Context, path string, number int64, fate Fate) (Entry, error) {
	entry, _, err := i.book.change(ctx, path, func(e *Entry) bool { return e.accept(number, fate) })
	if err != nil {
		return Entry{}, err
	}
	if entry.Number > number { // of a file that was moved away before the present one came?
		_, _, err := i.book.change(ctx, formerName(path, number), func(e *Entry) bool { return e.accept(number, fate) })
		return entry, err
	}
	return entry, i.settleContainer(ctx, entry)
}

// Stats may be called at any time.
func (i *Inbox) Stats() Stats {
	known, waiting, moving := i.book.counts()
	return Stats{
		Known: known, Waiting: waiting, Moving: moving + int(i.gauges.moving.Load()),
		Unsettled: int(i.gauges.unsettled.Load()), Queued: int(i.gauges.queued.Load()),
		Scans: i.gauges.scans.Load(), Offered: i.gauges.offered.Load(), Overflows: i.gauges.overflows.Load(),
	}
}
