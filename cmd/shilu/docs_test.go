package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"shilu/pipeline/inbox"
)

// root is the repository, seen from this package.
const root = "../.."

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var shellBlock = regexp.MustCompile("(?s)```sh\n(.*?)```")

// The README's commands are run as they stand there, in a folder of the test's own, with the built binary for `go run`.
func TestTheREADMEsCommandsRun(t *testing.T) {
	r := newRig(t)
	if err := os.CopyFS(r.path("deployments/examples"), os.DirFS(filepath.Join(root, "deployments/examples"))); err != nil {
		t.Fatal(err)
	}
	ci, err := os.ReadFile(filepath.Join(root, ".ci/run"))
	if err != nil {
		t.Fatal(err)
	}
	const goRun = "go run -tags sqlite_fts5 ./cmd/shilu"
	var running *process
	ran := 0
	for _, block := range shellBlock.FindAllStringSubmatch(readme(t), -1) {
		for line := range strings.Lines(block[1]) {
			line = strings.TrimSpace(line)
			ran++
			switch {
			case line == goRun+" run":
				running = r.start("run", "--port", "0", "--json")
			case strings.HasPrefix(line, "go test"):
				// This is such a run. CI has to use the README's own words.
				if want := strings.Replace(line, "sqlite_fts5", `"$tags"`, 1); !bytes.Contains(ci, []byte(want)) {
					t.Errorf(".ci/run doesn't run %q", want)
				}
			default:
				cmd := exec.Command("sh", "-c", strings.ReplaceAll(line, goRun, binary))
				cmd.Dir = r.dir
				out, err := cmd.CombinedOutput()
				if err != nil {
					t.Errorf("%s: %v\n%s", line, err, out)
				}
				if strings.HasPrefix(line, goRun) && len(bytes.TrimSpace(out)) == 0 || strings.Contains(string(out), "0 of 0 turns") {
					t.Errorf("%s shows nothing:\n%s", line, out)
				}
			}
			if strings.HasPrefix(line, "cp ") {
				for range 2 {
					if e := running.fate(); e.Archived == nil || e.Archived.Turns == 0 {
						t.Errorf("the example %s: %+v, want archived with turns", e.Path, e)
					}
				}
			}
		}
	}
	if ran < 5 || running == nil {
		t.Errorf("ran %d commands of the README, want its two and those around them", ran)
	}
}

// Every verb stands in the README, and every flag says what it is for.
func TestVerbsAndFlagsAreDocumented(t *testing.T) {
	parser, err := kong.New(new(commands), kong.Name("shilu"))
	if err != nil {
		t.Fatal(err)
	}
	text := readme(t)
	var look func(node *kong.Node)
	look = func(node *kong.Node) {
		for _, flag := range node.Flags {
			if flag.Help == "" {
				t.Errorf("%s --%s has no help", node.FullPath(), flag.Name)
			}
		}
		for _, child := range node.Children {
			look(child)
		}
	}
	look(parser.Model.Node)
	for _, verb := range parser.Model.Children {
		if !strings.Contains(text, "`shilu "+verb.Name) {
			t.Errorf("the README doesn't name `shilu %s`", verb.Name)
		}
	}
}

// The README lists the names that are never taken, as the inbox does.
func TestIgnoredNamesAreDocumented(t *testing.T) {
	_, list, found := strings.Cut(readme(t), "<!-- ignored -->")
	list, _, _ = strings.Cut(list, "<!-- /ignored -->")
	var got []string
	for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(list, -1) {
		got = append(got, m[1])
	}
	if !found || !reflect.DeepEqual(got, inbox.Ignored) {
		t.Errorf("the README lists %q,\nthe inbox ignores %q", got, inbox.Ignored)
	}
}
