package main_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

// room is what one package is for and what it may know. The standard library is open to all, but for what reaches outside
// (files, network, processes, SQL): that is open only to those that say so.
type room struct {
	sentence string
	imports  []string // of this module and of others; an entry that ends in "/..." stands for all below it
	outside  []string // entries of outside
}

// outside are the packages of the standard library that reach out of the process.
var outside = []string{"os", "os/exec", "os/signal", "net", "net/http", "syscall", "database/sql", "log", "log/slog"}

// house is the table of the design: schema is what things are, handlers is what is done to them, pipeline is how they get
// there, cmd is who starts it. A package without a first sentence of its own has no place in it.
var house = map[string]room{
	"shilu/schema": {
		sentence: "what things are: record, events, names, faults; no I/O and nothing from third parties",
	},
	"shilu/schema/hanzi": {
		sentence: "which characters count as the same",
		imports:  []string{"golang.org/x/text/..."},
	},
	"shilu/schema/people": {
		sentence: "who is one person across transcripts, and what decisions make of that",
		imports:  []string{"shilu/schema", "shilu/schema/hanzi"},
	},
	"shilu/schema/query": {
		sentence: "the search language and the forms of its answers",
		imports:  []string{"shilu/schema", "shilu/schema/hanzi"},
	},
	"shilu/schema/archive": {
		sentence: "the archive's shape; the only code that speaks SQL or imports go-sqlite3",
		imports:  []string{"shilu/schema", "shilu/schema/hanzi", "shilu/schema/people", "shilu/schema/query", "github.com/mattn/go-sqlite3", "github.com/klauspost/compress/..."},
		outside:  []string{"os", "database/sql", "log/slog"},
	},
	"shilu/schema/contract": {
		sentence: "holds messages against the contracts; for tests only",
		imports:  []string{"shilu/schema", "github.com/santhosh-tekuri/jsonschema/v6"},
	},
	"shilu/schema/internal/generate": {
		sentence: "writes the contracts from the Go types; a program of its own",
		imports:  []string{"shilu/schema", "github.com/invopop/jsonschema", "gopkg.in/yaml.v3"},
		outside:  []string{"os", "log"},
	},
	"shilu/handlers/unpack": {
		sentence: "archives into members, with limits; before there are events",
		imports:  []string{"shilu/schema", "golang.org/x/text/..."},
	},
	"shilu/handlers/parse": {
		sentence: "bytes into turns: the forms that transcripts take",
		imports:  []string{"shilu/schema", "golang.org/x/text/...", "golang.org/x/net/html/...", "gopkg.in/yaml.v3", "github.com/klippa-app/go-pdfium/...", "github.com/tetratelabs/wazero/..."},
	},
	"shilu/handlers/enrich": {
		sentence: "turns into exchanges, figures, dates and names",
		imports:  []string{"shilu/schema", "shilu/schema/hanzi", "shilu/handlers/enrich/internal/...", "golang.org/x/text/..."},
	},
	"shilu/handlers/enrich/internal/lexicon": {
		sentence: "words: which there are, how rare they are, and where a text has them",
	},
	"shilu/handlers/enrich/internal/gazetteer": {
		sentence: "places by name, with their administrative codes",
		imports:  []string{"shilu/schema/hanzi"},
	},
	"shilu/schema/hanzi/internal/generate": {
		sentence: "writes the table of characters; a program of its own",
		imports:  []string{"golang.org/x/text/width"},
		outside:  []string{"os", "log"},
	},
	"shilu/handlers/enrich/internal/generate": {
		sentence: "writes the tables of holidays, words and places; a program of its own",
		imports:  []string{"shilu/schema/hanzi"},
		outside:  []string{"os", "log"},
	},
	"shilu/handlers/annotate": {
		sentence: "what annotators say into a store, if the original bears it out",
		imports:  []string{"shilu/schema"},
	},
	"shilu/handlers/compare": {
		sentence: "what changed between two records, and whether a passage still stands",
		imports:  []string{"shilu/schema"},
	},
	"shilu/handlers/export": {
		sentence: "transcripts in the forms that other programs read, onto an io.Writer",
		imports:  []string{"shilu/schema"},
	},
	"shilu/handlers/persist": {
		sentence: "a record into a store that is idempotent, whatever it is made of",
		imports:  []string{"shilu/schema"},
	},
	"shilu/pipeline": {
		sentence: "stages, tries and dead letters, over Watermill; not which handlers",
		imports:  []string{"shilu/schema", "shilu/pipeline/jetstream", "github.com/ThreeDotsLabs/watermill/..."},
		outside:  []string{"log/slog"},
	},
	"shilu/pipeline/jetstream": {
		sentence: "Watermill's Publisher and Subscriber over JetStream; knows neither records nor stages",
		imports:  []string{"github.com/ThreeDotsLabs/watermill/...", "github.com/nats-io/nats.go/..."},
		outside:  []string{"net", "log/slog"},
	},
	"shilu/pipeline/inbox": {
		sentence: "the watched folder: files that settle, and a ledger; no broker",
		imports:  []string{"shilu/schema", "golang.org/x/sys/..."},
		outside:  []string{"os", "syscall", "log/slog"},
	},
	"shilu/pipeline/natsd": {
		sentence: "NATS in this process",
		imports:  []string{"github.com/nats-io/nats-server/v2/...", "github.com/nats-io/nats.go/...", "golang.org/x/crypto/..."},
		outside:  []string{"os", "net", "log/slog"},
	},
	"shilu/cmd/shilu": {
		sentence: "puts the parts together and decides nothing else",
		imports: []string{
			"shilu/...", "github.com/alecthomas/kong", "github.com/jedib0t/go-pretty/v6/...", "github.com/vbauerster/mpb/v8/...",
			"github.com/nats-io/nats.go/...", "github.com/ThreeDotsLabs/watermill/...", "gopkg.in/yaml.v3", "golang.org/x/sys/...",
		},
		outside: []string{"os", "os/exec", "os/signal", "net", "net/http", "syscall", "log/slog"},
	},
}

// forTests are packages that no shipped code may import.
var forTests = []string{"shilu/schema/contract"}

func TestEveryPackageKnowsOnlyWhatItMay(t *testing.T) {
	found := map[string]bool{}
	for _, p := range packages(t) {
		found[p.ImportPath] = true
		room, ok := house[p.ImportPath]
		if !ok {
			t.Errorf("%s has no line in the house; give it one, with the sentence that says what it is", p.ImportPath)
			continue
		}
		for _, imported := range p.Imports {
			switch {
			case isStandard(imported):
				if slices.Contains(outside, imported) && !slices.Contains(room.outside, imported) {
					t.Errorf("%s (%s) must not reach outside by %s", p.ImportPath, room.sentence, imported)
				}
			case slices.Contains(forTests, imported):
				t.Errorf("%s imports %s, which is for tests", p.ImportPath, imported)
			case !slices.ContainsFunc(room.imports, func(entry string) bool { return covers(entry, imported) }):
				t.Errorf("%s (%s) must not know %s", p.ImportPath, room.sentence, imported)
			}
		}
	}
	for name := range house {
		if !found[name] {
			t.Errorf("%s has a line in the house and is not there", name)
		}
	}
}

// The top level is the user's: only what somebody who uses or builds shilu looks for.
func TestTopLevelIsTheUsers(t *testing.T) {
	users := []string{"LICENSE", "README.md", "cmd", "deployments", "go.mod", "go.sum", "handlers", "pipeline", "schema"}
	ignored := ignoredAtTop(t)
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		name := entry.Name()
		hidden := strings.HasPrefix(name, ".")
		leftBehind := slices.ContainsFunc(ignored, func(pattern string) bool { ok, _ := path.Match(pattern, name); return ok })
		if !hidden && !leftBehind && !slices.Contains(users, name) {
			t.Errorf("%s lies at the top level, which is the user's", name)
		}
	}
}

const root = "../.."

type goPackage struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) []goPackage {
	t.Helper()
	list := exec.Command("go", "list", "-tags", "sqlite_fts5", "-json=ImportPath,Imports", "./...")
	list.Dir = root
	var stderr bytes.Buffer
	list.Stderr = &stderr
	output, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, &stderr)
	}
	var all []goPackage
	for decoder := json.NewDecoder(bytes.NewReader(output)); ; {
		var p goPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// isStandard tells by the first element, which is a host's name in every other module but this one.
func isStandard(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return first != "shilu" && !strings.Contains(first, ".")
}

func covers(entry, imported string) bool {
	if below, ok := strings.CutSuffix(entry, "/..."); ok {
		return imported == below || strings.HasPrefix(imported, below+"/")
	}
	return imported == entry
}

// ignoredAtTop lists what .gitignore says that commands leave behind.
func ignoredAtTop(t *testing.T) []string {
	t.Helper()
	file, err := os.Open(root + "/.gitignore")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var patterns []string
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		if line := strings.Trim(lines.Text(), "/ "); line != "" && !strings.HasPrefix(line, "#") {
			patterns = append(patterns, line)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return patterns
}
