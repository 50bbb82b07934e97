package schema

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Annotated is the payload of the event annotated: all that one annotator has to say of one transcript. An annotator is a program
// that is no part of the walk, in any language; its next word on the same transcript takes the place of this one.
type Annotated struct {
	// ID is the transcript's.
	ID string `json:"id" jsonschema:"pattern=^[0-9a-f]{32}$"`
	// Annotator is the program's name, under which the archive keeps its word: lower-case letters, digits and hyphens.
	Annotator string `json:"annotator" jsonschema:"pattern=^[a-z][a-z0-9-]*$,maxLength=64"`
	// Version is raised whenever the annotator would say something else of the same record. A higher one replaces a lower one.
	Version int `json:"version" jsonschema:"minimum=1"`
	// Read is the versions of the record that the annotator read; absent where it read the original alone.
	Read Versions `json:"read,omitempty" jsonschema:"pattern=^[a-z]+[.][0-9]+([+][a-z]+[.][0-9]+)*$"`
	// Annotations may be empty: the annotator found nothing, or no longer finds what it once did.
	Annotations []Annotation `json:"annotations"`
}

// MarshalJSON writes an empty list as [], never as null.
func (a Annotated) MarshalJSON() ([]byte, error) {
	type plain Annotated
	a.Annotations = list(a.Annotations)
	return json.Marshal(plain(a))
}

// Annotation is something that was found at one place. It names the place in the decoded text, which depends on the original bytes
// alone: however turns, speakers and figures come to be read, it stays where it is.
type Annotation struct {
	// Place is the code point of the decoded text at which Quote begins, counted from 0 as a turn's spans are.
	Place int `json:"place" jsonschema:"minimum=0"`
	// Quote is the decoded text at that place, to the letter. It is the proof: what isn't there is refused.
	Quote string `json:"quote" jsonschema:"minLength=1"`
	// Kind says what was found, in a word of the annotator's own.
	Kind string `json:"kind" jsonschema:"pattern=^[a-z][a-z0-9_-]*$"`
	// Value is what it comes to: a string, or a number that a double holds; null where kind and quote say all.
	Value any `json:"value,omitempty"`
	// Label is what people are shown of it, in the language of the transcript.
	Label Opt `json:"label,omitempty"`
	// Ref names the thing outside of the transcript: a URI, an administrative code, a document number; or another place in it, as
	// #c1234. Never a turn's index or a speaker's id, which the next version of a handler may give to another.
	Ref Opt `json:"ref,omitempty"`
}

// Note is an Annotated with what its envelope says.
type Note struct {
	Annotated
	// Source is who says it, a URI reference of the annotator's own making.
	Source string
	// Path is that of a file of the transcript, for people; "" where the annotator doesn't say.
	Path string
	// Made is when the annotator said it. It decides between two words of one version about one record.
	Made  time.Time
	Offer int
}

// ExtAnnotator is the extension attribute that carries Annotated.Annotator.
const ExtAnnotator = "annotator"

// Versions is the chain of all that had a hand in it: the handlers of the record that was read, then the annotator.
func (a Annotated) Versions() Versions {
	return a.Read.With(Version{Handler: a.Annotator, Number: a.Version})
}

// Subject is where the annotator publishes it.
func (a Annotated) Subject() string {
	return transcriptSubject + string(StepAnnotated) + "." + a.name()
}

// DeadSubject is where a stage puts it if it gives it up.
func (a Annotated) DeadSubject(stage string) string { return deadSubject + stage + "." + a.name() }

func (a Annotated) name() string { return a.ID + "." + a.Annotator }

// eventID is EventID's form for what is said of a transcript and not of a state.
func (a Annotated) eventID() string {
	return string(StepAnnotated) + "." + a.name() + "/" + string(a.Versions())
}

// ParseAnnotatedSubject returns whose word about which transcript a subject carries; the rest of the Annotated is empty.
func ParseAnnotatedSubject(subject string) (Annotated, bool) {
	rest, ok := strings.CutPrefix(subject, transcriptSubject+string(StepAnnotated)+".")
	id, annotator, found := strings.Cut(rest, ".")
	return Annotated{ID: id, Annotator: annotator}, ok && found && isHex(id, idLength) && isAnnotator(annotator)
}

// Newer reports whether n takes the place of an earlier word of the same annotator on the same transcript: by its version, then by
// the versions of the record that it read, then by its time. So it is the same whatever order they come in.
func (n Note) Newer(than Note) bool {
	return cmp.Or(cmp.Compare(n.Version, than.Version), n.Read.Compare(than.Read), n.Made.Compare(than.Made)) > 0
}

// Prove holds each quote against the decoded text. The error is a Fault that names the first that isn't at its place.
func (a Annotated) Prove(decoded string) error {
	order := make([]int, len(a.Annotations))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(a.Annotations[i].Place, a.Annotations[j].Place) })
	place, rest := 0, decoded // one way through the text, however many annotations there are
	for _, i := range order {
		n := a.Annotations[i]
		for place < n.Place && rest != "" {
			_, size := utf8.DecodeRuneInString(rest)
			place, rest = place+1, rest[size:]
		}
		if place < n.Place || !strings.HasPrefix(rest, n.Quote) {
			return Faultf(FaultQuote, "places count code points of the decoded text from 0: mend the annotator, raise its version and publish again",
				"annotation %d (%s) quotes %q at #c%d, where the text has %q", i, n.Kind, head(n.Quote), n.Place, head(rest))
		}
	}
	return nil
}

// head is enough of a text to see what is meant.
func head(text string) string {
	runes := 0
	for i := range text {
		if runes++; runes > 30 {
			return text[:i] + "…"
		}
	}
	return text
}

// Event wraps it.
func (n Note) Event() (Event, error) {
	data, err := json.Marshal(n.Annotated)
	if err != nil {
		return Event{}, fmt.Errorf("encode %s: %w", StepAnnotated, err)
	}
	return Event{
		ID: n.eventID(), Type: StepAnnotated.Type(), Source: n.Source, Subject: attribute(n.Path), Time: n.Made.UTC(),
		DataContentType: jsonType, DataSchema: StepAnnotated.Schema(), Data: data,
		Extensions: map[string]string{
			ExtTranscript: n.ID, ExtAnnotator: n.Annotator, ExtVersions: string(n.Versions()), ExtOffer: strconv.Itoa(n.Offer),
		},
	}, nil
}

// Note reads an event annotated and holds it against its contract. The error is a Fault.
func (e Event) Note() (Note, error) {
	n := Note{Source: e.Source, Path: e.Subject, Made: e.Time}
	if err := e.Decode(&n.Annotated); err != nil {
		return Note{}, err
	}
	if err := n.contradiction(); err != nil {
		return Note{}, malformed("data of %s: %w", e.ID, err)
	}
	if _, err := url.Parse(e.Source); err != nil {
		return Note{}, malformed("attribute source %q is no URI reference", e.Source)
	}
	if e.Time.IsZero() {
		return Note{}, malformed("attribute time is missing")
	}
	for name, want := range map[string]string{ExtTranscript: n.ID, ExtAnnotator: n.Annotator, ExtVersions: string(n.Versions())} {
		if got := e.Extensions[name]; got != want {
			return Note{}, malformed("attribute %s is %q, the data say %q", name, got, want)
		}
	}
	if want := n.eventID(); e.ID != want {
		return Note{}, malformed("attribute id is %q, not %q", e.ID, want)
	}
	if text, ok := e.Extensions[ExtOffer]; ok {
		offer, ok := parseNumber(text)
		if !ok || offer > math.MaxInt32 {
			return Note{}, malformed("attribute %s %q is not a number", ExtOffer, text)
		}
		n.Offer = int(offer)
	}
	return n, nil
}

// contradiction says what the types can't.
func (a Annotated) contradiction() error {
	switch {
	case !isHex(a.ID, idLength):
		return fmt.Errorf("id %q is no transcript's", a.ID)
	case !isAnnotator(a.Annotator):
		return fmt.Errorf("annotator %q is no name of lower-case letters, digits and hyphens", a.Annotator)
	case a.Version < 1:
		return fmt.Errorf("version %d is less than 1", a.Version)
	case a.Read != "" && !chain.MatchString(string(a.Read)):
		return fmt.Errorf("read %q is no chain of handlers", a.Read)
	}
	for i, n := range a.Annotations {
		switch {
		case n.Place < 0:
			return fmt.Errorf("annotation %d is at %d", i, n.Place)
		case n.Quote == "":
			return fmt.Errorf("annotation %d quotes nothing", i)
		case !kind.MatchString(n.Kind):
			return fmt.Errorf("annotation %d is of the kind %q, which is no word of lower-case letters, digits, - and _", i, n.Kind)
		}
		switch n.Value.(type) {
		case nil, string, float64:
		default:
			return fmt.Errorf("annotation %d has a value that is neither string nor number", i)
		}
	}
	return nil
}

// maxAnnotator keeps a subject readable.
const maxAnnotator = 64

var (
	annotator = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)
	kind      = regexp.MustCompile(`^[a-z][a-z0-9_-]*$`)
	chain     = regexp.MustCompile(`^[a-z]+[.][0-9]+([+][a-z]+[.][0-9]+)*$`)
)

func isAnnotator(name string) bool { return len(name) <= maxAnnotator && annotator.MatchString(name) }
