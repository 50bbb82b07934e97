package schema

import (
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Event is a CloudEvents 1.0 event. On NATS it travels in binary mode: each attribute is a header named "ce-" and its name, its
// value percent-encoded as the binding demands, and Data is the message's body.
type Event struct {
	ID              string // deterministic, see EventID: a repeat has the same
	Type            string
	Source          string // URI reference of the inbox
	Subject         string // the file's path in the inbox, see ExtRawPath
	Time            time.Time
	DataContentType string
	DataSchema      string
	// Extensions are the attributes beyond the standard's; the Ext… constants name those that are ours.
	Extensions map[string]string
	Data       []byte
}

// The extension attributes. CloudEvents allows lower-case letters and digits only.
const (
	ExtTranscript = "transcript" // TranscriptID
	ExtOrigin     = "origin"     // SourceID ("source" is the standard's)
	ExtNumber     = "number"     // the state's number
	ExtInbox      = "inbox"      // the inbox's name
	ExtRawPath    = "rawpath"    // the path percent-encoded, where it holds what the subject must not
	ExtDigest     = "digest"     // SHA-256 of the original bytes
	ExtSize       = "size"       // of the original, in bytes
	ExtModified   = "modified"   // of the file, RFC 3339
	ExtTitle      = "title"      // the title that somebody gave
	ExtSpoken     = "spoken"     // the day of speech that somebody gave, YYYY-MM-DD
	ExtPlace      = "place"      // the place of speech that somebody gave
	ExtURL        = "url"        // where it was published, as somebody said
	ExtLayout     = "layout"     // the layout that somebody asked for
	ExtDoubt      = "doubt"      // what is wrong in the sidecar that these come from
	ExtOffer      = "offer"      // 0, 1, …: raised by whoever puts something in again
	ExtVersions   = "versions"   // Versions up to here
	ExtRestored   = "restored"   // when it was put back from an archive that holds what came of it
	ExtDataRef    = "dataref"    // where the data lies when it is too large for a message
	ExtTrace      = "traceparent"
)

const (
	headerPrefix = "ce-"
	specVersion  = "1.0"
	jsonType     = "application/json"
)

// File is what is known of a transcript's file besides its bytes. The event received carries all of it in attributes, and every
// later event of the same walk what names the walk.
type File struct {
	Inbox     string
	Path      string
	Number    int64
	Digest    string
	Size      int64
	Modified  time.Time
	MediaType string
	Title     string // given, in a sidecar for instance, not found; so are Place and URL
	Place     string
	URL       string
	Layout    string // asked for, not detected
	Spoken    string // YYYY-MM-DD, given, not found
	Doubt     string // what is wrong in the sidecar
	Offer     int
}

// State is the name of the file's walk.
func (f File) State() State {
	return State{ID: TranscriptID(f.Digest), Source: SourceID(f.Inbox, f.Path), Number: f.Number}
}

// Origin is the file as a record's source.
func (f File) Origin() Source {
	return Source{Inbox: f.Inbox, Path: f.Path, Number: f.Number}
}

// Received is a file with its bytes: what parse is given.
type Received struct {
	File
	Original []byte
}

// Event wraps the file's own bytes.
func (r Received) Event(at time.Time) Event {
	e := r.File.envelope(StepReceived, "", at)
	e.DataContentType, e.Data = r.MediaType, r.Original
	set := func(name, value string) {
		if value != "" {
			e.Extensions[name] = value
		}
	}
	set(ExtSize, strconv.FormatInt(r.Size, 10))
	if !r.Modified.IsZero() {
		set(ExtModified, r.Modified.UTC().Format(time.RFC3339Nano))
	}
	for name, value := range r.given() {
		set(name, attribute(*value))
	}
	return e
}

// given are the attributes that hold what somebody wrote by hand.
func (f *File) given() map[string]*string {
	return map[string]*string{
		ExtTitle: &f.Title, ExtSpoken: &f.Spoken, ExtPlace: &f.Place, ExtURL: &f.URL, ExtLayout: &f.Layout, ExtDoubt: &f.Doubt,
	}
}

// Event wraps a payload of the file's walk as JSON.
func (f File) Event(step Step, versions Versions, payload any, at time.Time) (Event, error) {
	data, err := marshal(payload)
	if err != nil {
		return Event{}, fmt.Errorf("encode %s: %w", step, err)
	}
	e := f.envelope(step, versions, at)
	e.DataContentType, e.DataSchema, e.Data = jsonType, step.Schema(), data
	return e, nil
}

// marshal spares a record the second reading that json.Marshal gives to what a MarshalJSON returns: a tenth of the time that a file takes.
func marshal(payload any) ([]byte, error) {
	if m, ok := payload.(json.Marshaler); ok {
		return m.MarshalJSON()
	}
	return json.Marshal(payload)
}

func (f File) envelope(step Step, versions Versions, at time.Time) Event {
	state := f.State()
	e := Event{
		ID:      EventID(step, state, versions),
		Type:    step.Type(),
		Source:  "/inbox/" + url.PathEscape(f.Inbox),
		Subject: attribute(f.Path),
		Time:    at.UTC(),
		Extensions: map[string]string{
			ExtTranscript: state.ID,
			ExtOrigin:     state.Source,
			ExtNumber:     strconv.FormatInt(f.Number, 10),
			ExtInbox:      f.Inbox,
			ExtDigest:     f.Digest,
			ExtOffer:      strconv.Itoa(f.Offer),
		},
	}
	if e.Subject != f.Path {
		e.Extensions[ExtRawPath] = percentEncode(f.Path)
	}
	if versions != "" {
		e.Extensions[ExtVersions] = string(versions)
	}
	return e
}

// EventID names what happened: the step, the walk, and every handler that had a hand in it. The same input through the same
// handlers gives the same id, so that subscribers can tell repeats.
func EventID(step Step, state State, versions Versions) string {
	id := string(step) + "." + state.String()
	if versions != "" {
		id += "/" + string(versions)
	}
	return id
}

// MessageID is what the broker drops repeats by. It holds the subject, because a stream looks for repeats across all of its
// subjects, and the offer, because a stream remembers the ids of deleted messages too and a deliberate repeat must pass.
func (e Event) MessageID(subject string) string {
	return subject + "|" + e.ID + "|" + e.Extensions[ExtOffer]
}

// Versions is the chain of handlers that made the event's data.
func (e Event) Versions() Versions { return Versions(e.Extensions[ExtVersions]) }

// File reads back what Received.Event and File.Event wrote. The error is a Fault.
func (e Event) File() (File, error) {
	f := File{
		Inbox:  e.Extensions[ExtInbox],
		Path:   e.Subject,
		Digest: e.Extensions[ExtDigest],
	}
	for name, into := range f.given() {
		*into = e.Extensions[name]
	}
	if e.Type == StepReceived.Type() {
		f.MediaType = e.DataContentType
	}
	if raw := e.Extensions[ExtRawPath]; raw != "" {
		path, err := url.PathUnescape(raw)
		if err != nil || attribute(path) != e.Subject {
			return File{}, malformed("attribute %s %q is not the path of subject %q", ExtRawPath, raw, e.Subject)
		}
		f.Path = path
	}
	if !isHex(f.Digest, 64) {
		return File{}, malformed("attribute %s %q is not a SHA-256", ExtDigest, f.Digest)
	}
	if f.Path == "" || f.Inbox == "" {
		return File{}, malformed("attributes subject and %s must not be empty", ExtInbox)
	}
	for name, into := range map[string]*int64{ExtNumber: &f.Number, ExtSize: &f.Size} {
		text, ok := e.Extensions[name]
		if !ok && name == ExtSize {
			continue // only received carries it
		}
		n, ok := parseNumber(text)
		if !ok {
			return File{}, malformed("attribute %s %q is not a number", name, text)
		}
		*into = n
	}
	if text, ok := e.Extensions[ExtOffer]; ok {
		n, ok := parseNumber(text)
		if !ok || n > math.MaxInt32 {
			return File{}, malformed("attribute %s %q is not a number", ExtOffer, text)
		}
		f.Offer = int(n)
	}
	if text, ok := e.Extensions[ExtModified]; ok {
		at, err := parseTime(text)
		if err != nil {
			return File{}, malformed("attribute %s: %w", ExtModified, err)
		}
		f.Modified = at
	}
	state := f.State()
	for name, want := range map[string]string{ExtTranscript: state.ID, ExtOrigin: state.Source} {
		if got := e.Extensions[name]; got != want {
			return File{}, malformed("attribute %s %q is not %s, which digest, inbox and path give", name, got, want)
		}
	}
	return f, nil
}

// Received reads an event received. The error is a Fault.
func (e Event) Received() (Received, error) {
	f, err := e.File()
	if err != nil {
		return Received{}, err
	}
	if got := Digest(e.Data); got != f.Digest {
		return Received{}, malformed("data has the digest %s, not %s", got, f.Digest)
	}
	return Received{File: f, Original: e.Data}, nil
}

// Decode reads the JSON data into payload. The error is a Fault.
func (e Event) Decode(payload any) error {
	if err := json.Unmarshal(e.Data, payload); err != nil {
		return malformed("data of %s: %w", e.Type, err)
	}
	return nil
}

// Headers are the NATS headers of binary mode.
func (e Event) Headers() map[string]string {
	h := make(map[string]string, 8+len(e.Extensions))
	put := func(name, value string) {
		if value != "" {
			h[headerPrefix+name] = percentEncode(value)
		}
	}
	put("specversion", specVersion)
	put("id", e.ID)
	put("type", e.Type)
	put("source", e.Source)
	put("subject", e.Subject)
	if !e.Time.IsZero() {
		put("time", e.Time.UTC().Format(time.RFC3339Nano))
	}
	put("datacontenttype", e.DataContentType)
	put("dataschema", e.DataSchema)
	for name, value := range e.Extensions {
		put(name, value)
	}
	return h
}

// ReadEvent reads a message in binary mode; header names are compared without regard to case. What the standard forbids in an
// attribute is refused, so that nobody downstream meets it. The error is a Fault.
func ReadEvent(headers map[string]string, data []byte) (Event, error) {
	e := Event{Extensions: map[string]string{}, Data: data}
	var version, at string
	seen := map[string]bool{}
	standard := map[string]*string{
		"specversion": &version, "id": &e.ID, "type": &e.Type, "source": &e.Source, "subject": &e.Subject, "time": &at,
		"datacontenttype": &e.DataContentType, "dataschema": &e.DataSchema,
	}
	for name, encoded := range headers {
		name, ok := strings.CutPrefix(strings.ToLower(name), headerPrefix)
		if !ok {
			continue // a header of the broker's or of somebody else's
		}
		if seen[name] || !isAttributeName(name) {
			return Event{}, malformed("header %s%s is there twice or no name of an attribute", headerPrefix, name)
		}
		seen[name] = true
		value, err := percentDecode(encoded)
		if err != nil {
			return Event{}, malformed("header %s%s: %w", headerPrefix, name, err)
		}
		if value != attribute(value) {
			return Event{}, malformed("header %s%s %q holds a character that CloudEvents forbids", headerPrefix, name, value)
		}
		if into, ok := standard[name]; ok {
			*into = value
		} else if value != "" { // an empty attribute is an absent one
			e.Extensions[name] = value
		}
	}
	if version != specVersion {
		return Event{}, malformed("header %sspecversion is %q, not %s", headerPrefix, version, specVersion)
	}
	for _, name := range []string{"id", "type", "source"} {
		if *standard[name] == "" {
			return Event{}, malformed("header %s%s is missing", headerPrefix, name)
		}
	}
	if at != "" {
		t, err := parseTime(at)
		if err != nil {
			return Event{}, malformed("header %stime: %w", headerPrefix, err)
		}
		e.Time = t
	}
	return e, nil
}

func malformed(format string, args ...any) *Fault {
	return Faultf(FaultMalformed, "whoever published it must follow schema/asyncapi.yaml", format, args...)
}

// isAttributeName follows the standard's naming rule: lower-case letters and digits.
func isAttributeName(name string) bool {
	return name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789") == ""
}

// attribute replaces by U+FFFD what the standard's type system forbids in a string: control characters, noncharacters and
// bytes that aren't UTF-8. A file's name may hold any of them.
func attribute(value string) string {
	return strings.Map(func(r rune) rune {
		control := r < 0x20 || 0x7f <= r && r <= 0x9f
		nonCharacter := r&0xfffe == 0xfffe || 0xfdd0 <= r && r <= 0xfdef
		if control || nonCharacter {
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(value, string(utf8.RuneError)))
}

// parseTime reads RFC 3339; a time zone may carry it out of the years that can be written again.
func parseTime(text string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return time.Time{}, err
	}
	t = t.UTC()
	if year := t.Year(); year < 0 || year > 9999 {
		return time.Time{}, fmt.Errorf("year %d is not of four digits", year)
	}
	return t, nil
}

// percentEncode follows the NATS binding, 3.1.3.2: space, double quote, percent and everything outside printable ASCII is
// written as the percent-encoded bytes of its UTF-8.
func percentEncode(value string) string {
	const hexDigits = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(value); i++ {
		c := value[i]
		if c > ' ' && c < 0x7f && c != '"' && c != '%' {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(hexDigits[c>>4])
		b.WriteByte(hexDigits[c&15])
	}
	return b.String()
}

// percentDecode follows the same rule: a value in double quotes, as older publishers write it, is unquoted first; then one
// round of decoding, which must give UTF-8.
func percentDecode(value string) (string, error) {
	if len(value) >= 2 && value[0] == '"' && value[len(value)-1] == '"' {
		value = quotedPair.ReplaceAllString(value[1:len(value)-1], "$1")
	}
	value, err := url.PathUnescape(value)
	if err != nil {
		return "", err
	}
	if !utf8.ValidString(value) {
		return "", fmt.Errorf("%q is not UTF-8", value)
	}
	return value, nil
}

// quotedPair is a backslash and what it protects (RFC 7230, 3.2.6).
var quotedPair = regexp.MustCompile(`\\(.)`)
