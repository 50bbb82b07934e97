// Command shilu turns transcripts that are dropped into a folder into searchable, citable records in one SQLite file.
//
// One file of this package is one verb. What a verb needs it puts together from the other packages (run.go shows the whole
// machine), and decides nothing itself.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"shilu/schema"
)

// The exit codes, as the README lists them.
const (
	exitError   = 1 // it could not be done; standard error says why and what to do
	exitUsage   = 2 // the command line or shilu.yaml is wrong
	exitVerdict = 3 // it was done, and the answer is bad: a file was rejected, a check found something
)

// commands is the command line: the flags that every verb understands, and the verbs.
type commands struct {
	Data string     `default:"shilu-data" placeholder:"DIR" help:"The folder of the archive, of the messages and of the credentials (${default})."`
	NATS natsFlag   `embed:"" prefix:"nats-"`
	URL  string     `name:"nats" placeholder:"URL" help:"A NATS server of its own process; without it, the one that shilu run starts."`
	Log  slog.Level `default:"info" placeholder:"LEVEL" help:"How much is logged to standard error: debug, info, warn or error (${default})."`

	Run       runCommand       `cmd:"" help:"Watch a folder and archive what is dropped there: NATS, workers and archive in one process."`
	Ingest    ingestCommand    `cmd:"" help:"Archive these files now, then end."`
	Watch     watchCommand     `cmd:"" help:"Watch a folder and publish its files to a NATS server."`
	Worker    workerCommand    `cmd:"" help:"Run stages against a NATS server: parse, enrich, persist."`
	Subscribe subscribeCommand `cmd:"" help:"Print events as JSON Lines."`
	Inspect   inspectCommand   `cmd:"" help:"Show what would become of a file, without storing anything."`
	Search    searchCommand    `cmd:"" help:"Find turns in the archive."`
	Show      showCommand      `cmd:"" help:"Show a transcript of the archive, or its original bytes."`
	Cite      citeCommand      `cmd:"" help:"Cite what is said, or tell whether quotations still stand."`
	People    peopleCommand    `cmd:"" help:"Who speaks across transcripts: list, show, merge, split, rename."`
	Export    exportCommand    `cmd:"" help:"Take transcripts out of the archive: JSON Lines, CSV, Markdown, WebVTT, Akoma Ntoso."`
	Replay    replayCommand    `cmd:"" help:"Bring what older handlers made up to the present ones."`
	Dead      deadCommand      `cmd:"" help:"List, show, retry or drop dead letters."`
	Verify    verifyCommand    `cmd:"" help:"Hold folder, ledger, log, archive and index against each other, and each turn against its original."`
	Rebuild   rebuildCommand   `cmd:"" help:"Make the archive anew from the event log."`
	Remove    removeCommand    `cmd:"" help:"Take a transcript out of the archive and the streams, and keep it out."`
	Backup    backupCommand    `cmd:"" help:"Copy the archive into one file, beside a running shilu too."`
	Status    statusCommand    `cmd:"" help:"Show what became of every file, and what is under way."`
	Doctor    doctorCommand    `cmd:"" help:"Check that everything that shilu needs is well."`
	Version   versionCommand   `cmd:"" help:"Show the versions of the program and of what it is made of."`
}

// app is what every verb is run with.
type app struct {
	*commands
	ctx    context.Context // ends at the first Ctrl-C or SIGTERM; the second ends the process
	stdout io.Writer
	stderr io.Writer
	log    *slog.Logger
	now    func() time.Time
}

func main() {
	ctx, end := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		end()
		<-signals
		fmt.Fprintln(os.Stderr, "shilu: ended at once; what was in hand is done again at the next start")
		os.Exit(exitError)
	}()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is main with everything passed in; it returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if err := checkConfigFile(); err != nil {
		return fail(stderr, exitUsage, err)
	}
	var c commands
	ended := -1
	parser, err := kong.New(&c,
		kong.Name("shilu"),
		kong.Description("Transcripts dropped into a folder become searchable, citable records in one SQLite file."),
		kong.DefaultEnvars("SHILU"),
		kong.Configuration(loadConfig, configFile()),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { ended = code }),
	)
	if err != nil {
		return fail(stderr, exitUsage, err)
	}
	parsed, err := parser.Parse(args)
	if ended >= 0 { // --help was printed
		return ended
	}
	if err != nil {
		return fail(stderr, exitUsage, withAdvice(err, "shilu --help lists the commands, shilu COMMAND --help their flags"))
	}
	a := &app{
		commands: &c, ctx: ctx, stdout: stdout, stderr: stderr, now: time.Now,
		log: slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: c.Log})),
	}
	err = parsed.Run(a)
	var verdict verdictError
	var wrong usageError
	switch {
	case err == nil, errors.Is(err, errEnded):
		return 0
	case errors.As(err, &wrong):
		return fail(stderr, exitUsage, err)
	case errors.As(err, &verdict):
		return fail(stderr, exitVerdict, err)
	default:
		return fail(stderr, exitError, err)
	}
}

// verdictError says that the work was done and its answer is bad.
type verdictError string

func (v verdictError) Error() string { return string(v) }

// usageError says that the command line is wrong in a way that only its verb can tell. A verb looks for that before it makes anything.
type usageError struct{ error }

func (u usageError) Unwrap() error { return u.error }

// usage makes a usageError that says what to write instead.
func usage(advice, format string, args ...any) error {
	return usageError{withAdvice(fmt.Errorf(format, args...), advice)}
}

// checkGlob is for flags that choose files by a pattern.
func checkGlob(flag, pattern string) error {
	if _, err := path.Match(pattern, ""); err != nil {
		return usage("a pattern has *, ? and [a-z]", "%s %q: %w", flag, pattern, err)
	}
	return nil
}

// advised is an error that knows what to do about it.
type advised struct {
	error
	advice string
}

func (a advised) Unwrap() error { return a.error }

// withAdvice adds to err what the user can do.
func withAdvice(err error, advice string) error {
	if err == nil {
		return nil
	}
	return advised{err, advice}
}

// fail tells the user what is wrong, then what to do.
func fail(stderr io.Writer, code int, err error) int {
	fmt.Fprintf(stderr, "shilu: %s\n", shownLines(err.Error()))
	var a advised
	if errors.As(err, &a) {
		fmt.Fprintf(stderr, "  %s\n", a.advice)
	} else if fault := schema.AsFault(err); fault != nil && fault.Advice != "" {
		fmt.Fprintf(stderr, "  %s\n", fault.Advice)
	}
	return code
}
