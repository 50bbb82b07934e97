package inbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

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
	// Recheck is the time between two rounds of asking after files that have no fate.
	Recheck time.Duration
	// MaxSize is the largest file that is read, in bytes.
	MaxSize int64
	// InFlight is how many files may be offered without a fate; the others wait in the folder.
	InFlight int
	// Layout and Spoken (YYYY-MM-DD) travel with every file where they are set: a layout or a day of speech somebody asked for.
	Layout string
	Spoken string
	// Now is the clock.
	Now func() time.Time
	// Fated is called after a fate was written, once for each; nil is allowed. It must return soon.
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
		Quiet: 400 * time.Millisecond, Patience: time.Minute, Rescan: time.Minute, Recheck: 30 * time.Second,
		MaxSize: 64 << 20, InFlight: 1000,
		Now: time.Now,
	}
}

// Inbox watches one folder. It does nothing until Run or Take.
type Inbox struct {
	cfg       Config
	ledger    Ledger
	transport Transport
	log       *slog.Logger
}

// Stats counts what an Inbox sees.
type Stats struct {
	Known     int    // sources whose file is there
	Unsettled int    // files that are being watched for quiet
	Queued    int    // settled, not yet offered
	Waiting   int    // offered, without a fate
	Offered   uint64 // since the start
	Overflows uint64 // times that the watch queue overflowed, since the start; each is followed by a scan
}

// New checks the configuration, and reports all of its mistakes at once.
func New(cfg Config, ledger Ledger, transport Transport, log *slog.Logger) (*Inbox, error) {
	return &Inbox{cfg: cfg, ledger: ledger, transport: transport, log: log}, nil
}

// Run claims the name, takes what is in the folder and watches it until ctx ends, and returns nil then. A name that belongs to
// another folder is a Fault. A ledger or transport that is away is waited for.
func (i *Inbox) Run(ctx context.Context) error {
	<-ctx.Done()
	return nil
}

// Result is what became of one file given to Take.
type Result struct {
	// Path is as it was given; for a file found in a folder that was given, it is that joined with the way to the file.
	Path string
	// Entry holds the fate. It is empty where Err is set.
	Entry Entry
	// Err says why the file was not taken: it does not exist, can't be read, or lies outside of the inbox.
	Err error
}

// Take offers the files now, once, and waits for the fate of each; folders are walked. What was archived before in the same
// state is not offered again, what was rejected is. each is called as soon as a result is known, from one goroutine. Take and Run
// exclude each other. The error is about the whole: a name that belongs to another folder, or the end of ctx.
func (i *Inbox) Take(ctx context.Context, paths []string, each func(Result)) error {
	return errors.New("take: " + fmt.Sprint(len(paths)))
}

// Fate writes what became of an offer into the ledger; the pipeline calls it for every event archived and rejected. It is
// idempotent, and leaves alone what is of another inbox or of another state than the present one. The error is thought to pass.
func (i *Inbox) Fate(ctx context.Context, file schema.File, fate Fate) error {
	return nil
}

// Stats may be called at any time.
func (i *Inbox) Stats() Stats { return Stats{} }
