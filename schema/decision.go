package schema

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Decision is what a person decided about the archive, and the payload of its event. A decision is never changed or deleted: another one,
// of the kind undone, takes it back. What holds follows from all that there are, in whatever order they come.
type Decision struct {
	// ID names the decision: the Unix milliseconds when it was made, or more where it has to come after another, and eight hexadecimal
	// digits of chance.
	ID string `json:"id" jsonschema:"pattern=^[0-9]{13}-[0-9a-f]{8}$"`
	// Kind is what was decided: removed, merged, split, renamed, undone. Others may be added.
	Kind DecisionKind `json:"kind" jsonschema:"pattern=^[a-z]+$"`
	// About names what it is about: a transcript; the first of the identities, as NAME@ORGANISATION; where the kind is undone, the decision
	// that no longer holds.
	About string `json:"about" jsonschema:"minLength=1"`
	// Identities are whom a decision about people is about: the two that are one person where it merges, else the one.
	Identities []Identity `json:"identities,omitempty"`
	// Name is what a person is called from now on, where they were renamed.
	Name string `json:"name,omitempty"`
	// Who decided, in a word that people know them by.
	Who string `json:"who" jsonschema:"minLength=1"`
	// Why they did, for people.
	Why string `json:"why" jsonschema:"minLength=1"`
	// Made is when, in UTC.
	Made time.Time `json:"made"`
}

// DecisionKind is the part of the subject and of the type that says what was decided.
type DecisionKind string

// The kinds.
const (
	// DecisionRemoved takes a transcript out of the archive and the streams, and keeps it out.
	DecisionRemoved DecisionKind = "removed"
	// DecisionMerged says that two identities are one person, who is known by the first.
	DecisionMerged DecisionKind = "merged"
	// DecisionSplit says that an identity is not the person that it was merged with before; one with a transcript is not the person of
	// that name and organisation in others.
	DecisionSplit DecisionKind = "split"
	// DecisionRenamed says what the person of an identity is called.
	DecisionRenamed DecisionKind = "renamed"
	// DecisionUndone takes another decision back.
	DecisionUndone DecisionKind = "undone"
)

// DecisionKinds lists the kinds.
var DecisionKinds = []DecisionKind{DecisionRemoved, DecisionMerged, DecisionSplit, DecisionRenamed, DecisionUndone}

// AboutPeople says that decisions of the kind name identities. Where two contradict each other the later one holds: see the package people.
func (k DecisionKind) AboutPeople() bool {
	return k == DecisionMerged || k == DecisionSplit || k == DecisionRenamed
}

// decisionDigits are those of the milliseconds; with leading zeros they are in the order of time.
const decisionDigits = 13

// DecisionID makes an id of the time and of chance.
func DecisionID(at time.Time, chance uint32) string {
	return fmt.Sprintf("%0*d-%08x", decisionDigits, at.UnixMilli(), chance)
}

// DecisionIDAfter makes an id that comes after another, whatever the clock of whoever made that one.
func DecisionIDAfter(last string, at time.Time, chance uint32) string {
	if ms, err := strconv.ParseInt(last[:min(len(last), decisionDigits)], 10, 64); err == nil && ms >= at.UnixMilli() {
		at = time.UnixMilli(ms + 1)
	}
	return DecisionID(at, chance)
}

// DecisionSchema is the URI of the JSON Schema that the data of every decision follow.
const DecisionSchema = "urn:shilu:schema:decision.v1"

// DecisionFilter matches the events of every decision.
const DecisionFilter = decisionSubject + ">"

// Type is the CloudEvents type, shilu.decision.removed.v1.
func (k DecisionKind) Type() string { return decisionSubject + string(k) + ".v1" }

// Subject is where the decision is published.
func (d Decision) Subject() string { return decisionSubject + string(d.Kind) + "." + d.ID }

// decisionSource is who says so: whoever owns the archive, for the person.
const decisionSource = "/archive"

// Event wraps the decision; the offer is raised when it is put in again.
func (d Decision) Event(offer int) (Event, error) {
	data, err := json.Marshal(d)
	if err != nil {
		return Event{}, fmt.Errorf("encode the decision %s: %w", d.ID, err)
	}
	e := Event{
		ID: d.eventID(), Type: d.Kind.Type(), Source: decisionSource, Subject: d.About, Time: d.Made.UTC(),
		DataContentType: jsonType, DataSchema: DecisionSchema, Data: data, Extensions: map[string]string{ExtOffer: strconv.Itoa(offer)},
	}
	if d.Kind == DecisionRemoved {
		e.Extensions[ExtTranscript] = d.About
	}
	return e, nil
}

func (d Decision) eventID() string { return string(d.Kind) + "." + d.ID }

// Decision reads an event of a decision and holds it against its contract. The error is a Fault.
func (e Event) Decision() (Decision, error) {
	var d Decision
	if err := e.Decode(&d); err != nil {
		return Decision{}, err
	}
	if err := d.Check(); err != nil {
		return Decision{}, malformed("data of %s: %w", e.ID, err)
	}
	for what, both := range map[string][2]string{
		"type": {e.Type, d.Kind.Type()}, "id": {e.ID, d.eventID()}, "subject": {e.Subject, d.About},
	} {
		if both[0] != both[1] {
			return Decision{}, malformed("attribute %s is %q, the data say %q", what, both[0], both[1])
		}
	}
	if d.Kind == DecisionRemoved && e.Extensions[ExtTranscript] != d.About {
		return Decision{}, malformed("attribute %s is %q, the data say %q", ExtTranscript, e.Extensions[ExtTranscript], d.About)
	}
	if text, ok := e.Extensions[ExtOffer]; ok {
		if offer, ok := parseNumber(text); !ok || offer > math.MaxInt32 {
			return Decision{}, malformed("attribute %s %q is not a number", ExtOffer, text)
		}
	}
	return d, nil
}

// Check says what is wrong with a decision that somebody wants to make.
func (d Decision) Check() error {
	switch {
	case !isDecision(d.ID):
		return fmt.Errorf("id %q is no decision's", d.ID)
	case !slices.Contains(DecisionKinds, d.Kind):
		return fmt.Errorf("its kind %q is none that this shilu knows", d.Kind)
	case strings.TrimSpace(d.Who) == "" || strings.TrimSpace(d.Why) == "":
		return fmt.Errorf("decision %s doesn't say who decided it, or why", d.ID)
	case d.Made.IsZero():
		return fmt.Errorf("decision %s doesn't say when it was made", d.ID)
	}
	if d.Kind.AboutPeople() {
		return d.checkPeople()
	}
	about := isDecision(d.About)
	if d.Kind == DecisionRemoved {
		about = isHex(d.About, idLength)
	}
	switch {
	case !about:
		return fmt.Errorf("it is about %q, which is nothing of the kind %s", d.About, d.Kind)
	case len(d.Identities) > 0 || d.Name != "":
		return fmt.Errorf("decision %s, of the kind %s, is about people", d.ID, d.Kind)
	}
	return nil
}

func (d Decision) checkPeople() error {
	want := 1
	if d.Kind == DecisionMerged {
		want = 2
	}
	if len(d.Identities) != want {
		return fmt.Errorf("decision %s names %d people, one of the kind %s names %d", d.ID, len(d.Identities), d.Kind, want)
	}
	for _, i := range d.Identities {
		if err := i.check(); err != nil {
			return fmt.Errorf("decision %s: %w", d.ID, err)
		}
	}
	switch {
	case d.About != d.Identities[0].String():
		return fmt.Errorf("it is about %q, and names %q", d.About, d.Identities[0])
	case d.Kind == DecisionMerged && d.Identities[0] == d.Identities[1]:
		return fmt.Errorf("decision %s merges %q with itself", d.ID, d.About)
	case (d.Kind == DecisionRenamed) != (strings.TrimSpace(d.Name) != ""):
		return fmt.Errorf("decision %s, of the kind %s, has the name %q", d.ID, d.Kind, d.Name)
	}
	return nil
}

var decisionID = regexp.MustCompile(`^[0-9]{13}-[0-9a-f]{8}$`)

func isDecision(id string) bool { return decisionID.MatchString(id) }

// ParseDecisionSubject returns the kind and the id that a subject names; the rest of the Decision is empty.
func ParseDecisionSubject(subject string) (Decision, bool) {
	rest, ok := strings.CutPrefix(subject, decisionSubject)
	kind, id, found := strings.Cut(rest, ".")
	return Decision{ID: id, Kind: DecisionKind(kind)}, ok && found && isDecision(id)
}
