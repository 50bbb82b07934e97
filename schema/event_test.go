package schema

import (
	"maps"
	"math"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// paths are names that files have. Linux allows every byte but NUL and the slash.
var paths = []string{
	"a.txt",
	testPath,
	"发布会 50%.txt",
	`"quoted"`,
	"a%20b%0Ac%",
	"line\nbreak\r\n.txt",
	"bell\a tab\t delete\x7f next-line\u0085.txt",
	"麦克风🎤与👨‍👩‍👧.txt",
	"not utf-8: \xff\xfe.txt",
	"half a character: \xe4\xb8",
	"noncharacter \ufffe \U0001ffff \ufdd0",
	"replacement \ufffd",
	" leading and trailing ",
	"a.zip!/内/b.txt",
	`back\slash"`,
}

func TestReceivedTravels(t *testing.T) {
	for _, path := range paths {
		want := testReceived()
		want.Path = path
		got, err := travel(t, want.Event(testTime)).Received()
		if err != nil {
			t.Errorf("path %q: %v", path, err)
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("path %q (-want +got):\n%s", path, diff)
		}
	}
}

func TestEventTravels(t *testing.T) {
	for _, path := range paths {
		file := testFile()
		file.Path = path
		want, err := file.Event(StepArchived, "parse.3+enrich.7", Archived{ID: file.State().ID}, testTime)
		if err != nil {
			t.Fatal(err)
		}
		got := travel(t, want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("path %q (-want +got):\n%s", path, diff)
		}
		back, err := got.File()
		if err != nil || back.State() != file.State() || back.Path != path || back.Offer != file.Offer {
			t.Errorf("path %q: file is %+v, %v", path, back, err)
		}
		if got.Versions() != "parse.3+enrich.7" {
			t.Errorf("versions are %q", got.Versions())
		}
	}
}

// travel sends an event through headers, as a broker would.
func travel(t *testing.T, e Event) Event {
	t.Helper()
	got, err := ReadEvent(e.Headers(), e.Data)
	if err != nil {
		t.Fatalf("read %q: %v", e.Subject, err)
	}
	return got
}

func TestHeadersOnTheWire(t *testing.T) {
	event := testReceived().Event(testTime)
	event.Extensions[ExtTrace] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
	want := map[string]string{
		"ce-specversion":     "1.0",
		"ce-id":              "received.9da8e41f80212cd0aa4877a5144da617.c08f218a717671f6.1715304666123",
		"ce-type":            "shilu.transcript.received.v1",
		"ce-source":          "/inbox/%25E6%2596%25B0%25E9%2597%25BB%2520%25E5%258A%259E%25E5%2585%25AC%25E5%25AE%25A4",
		"ce-subject":         "%E9%80%9A%E6%8A%A5/2024%E5%B9%B45%E6%9C%8810%E6%97%A5%20%22%E4%B8%80%E5%8F%B7%22%E4%BC%9A%E8%AE%AE%20%E6%B6%A850%2520.txt",
		"ce-time":            "2024-05-10T01:31:06.123456789Z",
		"ce-datacontenttype": "text/plain",
		"ce-transcript":      "9da8e41f80212cd0aa4877a5144da617",
		"ce-origin":          "c08f218a717671f6",
		"ce-number":          "1715304666123",
		"ce-inbox":           "%E6%96%B0%E9%97%BB%20%E5%8A%9E%E5%85%AC%E5%AE%A4",
		"ce-digest":          "9da8e41f80212cd0aa4877a5144da61778652647151dd5a053c65df4e07e6b1d",
		"ce-size":            "25",
		"ce-modified":        "2024-05-10T01:31:06.123456789Z",
		"ce-layout":          "colon",
		"ce-spoken":          "2024-05-10",
		"ce-title":           "%E2%80%9C%E4%B8%80%E5%8F%B7%E2%80%9D%E4%BC%9A%E8%AE%AE",
		"ce-place":           "%E7%94%B2%20%E6%A5%BC",
		"ce-url":             "https://example.org/?q=%25e4",
		"ce-doubt":           "line%201:%20%22a%22",
		"ce-offer":           "1",
		"ce-traceparent":     "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
	}
	if diff := cmp.Diff(want, event.Headers()); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
}

// The rules of CloudEvents 1.0.2 and its NATS binding, whatever the file is called.
func TestEventKeepsTheStandard(t *testing.T) {
	var (
		name  = regexp.MustCompile(`^ce-[a-z0-9]{1,20}$`)
		value = regexp.MustCompile(`^([!#$&-~]|%[0-9A-F]{2})+$`)
	)
	for _, path := range paths {
		received := testReceived()
		received.Path, received.Inbox = path, "收件 箱/\"1\"?#%"
		for _, given := range received.given() {
			*given = "a\nb\xff\x00"
		}
		enriched, err := received.File.Event(StepEnriched, "parse.1", Gone{}, testTime)
		if err != nil {
			t.Fatal(err)
		}
		for _, event := range []Event{received.Event(testTime), enriched} {
			if event.ID == "" || event.Type == "" || event.Subject == "" {
				t.Errorf("path %q: id, type or subject is empty", path)
			}
			if source, err := url.Parse(event.Source); err != nil || source.String() != event.Source || source.RawQuery != "" || source.Fragment != "" {
				t.Errorf("source %q is no path of a URI reference: %v", event.Source, err)
			}
			if event.DataSchema != "" {
				if u, err := url.Parse(event.DataSchema); err != nil || !u.IsAbs() {
					t.Errorf("dataschema %q is no URI: %v", event.DataSchema, err)
				}
			}
			for header, encoded := range event.Headers() {
				if !name.MatchString(header) {
					t.Errorf("header %q is no attribute's", header)
				}
				if !value.MatchString(encoded) {
					t.Errorf("path %q: header %s is %q, which the binding forbids", path, header, encoded)
				}
				decoded, err := url.PathUnescape(encoded)
				if err != nil || strings.ContainsFunc(decoded, forbidden) || !utf8.ValidString(decoded) {
					t.Errorf("path %q: attribute %s is %q, %v: the type system forbids it", path, header, decoded, err)
				}
			}
			if _, err := time.Parse(time.RFC3339, event.Headers()["ce-time"]); err != nil {
				t.Error(err)
			}
		}
	}
}

// forbidden is the standard's list: control characters and noncharacters.
func forbidden(r rune) bool {
	return r <= 0x1f || r >= 0x7f && r <= 0x9f || r >= 0xfdd0 && r <= 0xfdef || r&0xffff == 0xfffe || r&0xffff == 0xffff
}

func TestReadEventFollowsTheBinding(t *testing.T) {
	base := map[string]string{"CE-SpecVersion": "1.0", "Ce-Id": "1", "ce-TYPE": "t", "ce-source": "/s", "Nats-Msg-Id": "%zz", "traceparent": "\x00"}
	for encoded, want := range map[string]string{
		"Euro%20%E2%82%AC%20%F0%9F%98%80": "Euro € 😀", // the binding's own example
		"euro%20%e2%82%ac":                "euro €",   // lower case
		"%61b":                            "ab",       // encoded without need
		"a b 中":                           "a b 中",    // not encoded, as a plain client may send it
		`"a \"b\" \\ c%20d"`:              `a "b" \ c d`,
		`"`:                               `"`,
		"a+b":                             "a+b",
		"%2525":                           "%25", // one round only
	} {
		headers := maps.Clone(base)
		headers["ce-subject"] = encoded
		event, err := ReadEvent(headers, []byte("x"))
		if err != nil {
			t.Errorf("subject %q: %v", encoded, err)
			continue
		}
		if event.Subject != want || event.ID != "1" || event.Type != "t" || event.Source != "/s" || len(event.Extensions) != 0 {
			t.Errorf("subject %q is read as %+v, want %q", encoded, event, want)
		}
	}
}

func TestReadEventRefuses(t *testing.T) {
	base := map[string]string{"ce-specversion": "1.0", "ce-id": "1", "ce-type": "t", "ce-source": "/s"}
	for _, test := range []struct {
		header, value string
		want          string
	}{
		{"ce-specversion", "0.3", `header ce-specversion is "0.3", not 1.0`},
		{"ce-specversion", "", `header ce-specversion is "", not 1.0`},
		{"ce-id", "", "header ce-id is missing"},
		{"ce-type", "", "header ce-type is missing"},
		{"ce-source", "", "header ce-source is missing"},
		{"ce-time", "2024-05-10", "header ce-time: "},
		{"ce-time", "9999-12-31T23:59:59-10:00", "header ce-time: year 10000"},
		{"ce-subject", "%zz", "header ce-subject: "},
		{"ce-subject", "100%", "header ce-subject: "},
		{"ce-subject", "%C0%A0", "header ce-subject: "}, // an overlong space, the binding's example
		{"ce-subject", "%ED%A0%80", "header ce-subject: "},
		{"ce-subject", "a%0Ab", `header ce-subject "a\nb" holds a character`},
		{"ce-subject", "a\x00b", `header ce-subject "a\x00b" holds a character`},
		{"ce-offer", "%EF%BF%BF", "header ce-offer "},
		{"Ce-Id", "2", "header ce-id is there twice"},
		{"ce-", "x", "header ce- is "},
		{"ce-my-name", "x", "header ce-my-name is "},
		{"ce-名", "x", "header ce-名 is "},
	} {
		headers := maps.Clone(base)
		headers[test.header] = test.value
		event, err := ReadEvent(headers, nil)
		if fault := AsFault(err); fault == nil || fault.Code != FaultMalformed || !strings.HasPrefix(fault.Reason, test.want) {
			t.Errorf("%s %q: got %+v, %v; want a fault %q", test.header, test.value, event, err, test.want)
		}
	}
}

func TestFileRefuses(t *testing.T) {
	for _, test := range []struct{ attribute, value, want string }{
		{"subject", "", "attributes subject and inbox must not be empty"},
		{ExtInbox, "", "attributes subject and inbox must not be empty"},
		{ExtDigest, "", `attribute digest "" is not a SHA-256`},
		{ExtDigest, strings.Repeat("A", 64), "attribute digest "},
		{ExtDigest, strings.Repeat("0", 64), "attribute transcript "},
		{ExtTranscript, strings.Repeat("0", 32), "attribute transcript "},
		{ExtOrigin, "", "attribute origin "},
		{"subject", "another.txt", "attribute origin "},
		{ExtNumber, "", `attribute number "" is not a number`},
		{ExtNumber, "-1", `attribute number "-1" is not a number`},
		{ExtNumber, "+1", `attribute number "+1" is not a number`},
		{ExtNumber, "1e3", `attribute number "1e3" is not a number`},
		{ExtSize, "x", `attribute size "x" is not a number`},
		{ExtOffer, "9223372036854775807", "attribute offer "},
		{ExtModified, "yesterday", "attribute modified: "},
		{ExtRawPath, "another.txt", "attribute rawpath "},
		{ExtRawPath, "%", "attribute rawpath "},
	} {
		event := testReceived().Event(testTime)
		if test.attribute == "subject" {
			event.Subject = test.value
		} else {
			event.Extensions[test.attribute] = test.value
		}
		file, err := event.File()
		if fault := AsFault(err); fault == nil || fault.Code != FaultMalformed || fault.Advice == "" || !strings.HasPrefix(fault.Reason, test.want) {
			t.Errorf("%s %q: got %+v, %v; want a fault %q", test.attribute, test.value, file, err, test.want)
		}
	}
}

func TestReceivedRefusesOtherBytes(t *testing.T) {
	event := testReceived().Event(testTime)
	event.Data = append(event.Data, ' ')
	if _, err := event.Received(); AsFault(err) == nil {
		t.Errorf("got %v, want a fault", err)
	}
}

func TestDecodeRefuses(t *testing.T) {
	for _, data := range []string{"", "{", "[]", `{"turns":1}`, "{} {}"} {
		var record Record
		if err := (Event{Type: "t", Data: []byte(data)}).Decode(&record); AsFault(err) == nil {
			t.Errorf("data %q: got %v, want a fault", data, err)
		}
	}
}

func TestEventOfWhatJSONCannotHold(t *testing.T) {
	_, err := testFile().Event(StepEnriched, "", Record{Figures: []Figure{{Value: math.Inf(1)}}}, testTime)
	if err == nil || AsFault(err) != nil {
		t.Errorf("got %v, want an error that names the step and is no fault", err)
	}
}

// The same happening has the same id, and a deliberate repeat of it passes the broker.
func TestEventAndMessageIDs(t *testing.T) {
	file := testFile()
	subject := StepParsed.Subject(file.State())
	parsed := func(file File, versions Versions) Event {
		e, err := file.Event(StepParsed, versions, Gone{}, testTime)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	first, again := parsed(file, "parse.1"), parsed(file, "parse.1")
	if first.ID != again.ID || first.MessageID(subject) != again.MessageID(subject) {
		t.Error("a repeat has another id")
	}
	file.Offer++
	offered := parsed(file, "parse.1")
	if first.ID != offered.ID {
		t.Error("another offer has another event id")
	}
	ids := map[string]bool{
		first.MessageID(subject):                        true,
		offered.MessageID(subject):                      true,
		parsed(file, "parse.2").MessageID(subject):      true,
		first.MessageID(DeadSubject("x", file.State())): true,
	}
	if len(ids) != 4 {
		t.Errorf("message ids coincide: %v", ids)
	}
}

// FuzzReadEvent feeds the attribute that a stranger controls most, and one more header of any name. What is read must be
// written and read again to the same event, and nothing may panic.
func FuzzReadEvent(f *testing.F) {
	good := testReceived().Event(testTime).Headers()
	for _, path := range paths {
		f.Add(percentEncode(path), "ce-time", "2024-05-10T01:31:06Z", []byte("x"))
	}
	for _, encoded := range []string{"", "%", "%zz", `"a\"`, `"`, "%C0%A0", "%00", "\xff"} {
		f.Add(encoded, "ce-"+ExtRawPath, encoded, []byte(nil))
	}
	f.Add("a", "CE-ID", "2", []byte("{}"))
	f.Add("a", "ce-time", "0000-01-01T00:00:00+23:59", []byte("{}"))
	f.Add("a", "ce-"+ExtNumber, "007", []byte("{}"))
	f.Fuzz(func(t *testing.T, subject, name, value string, data []byte) {
		headers := maps.Clone(good)
		headers["ce-subject"] = subject
		headers[name] = value
		event, err := ReadEvent(headers, data)
		if err != nil {
			if AsFault(err) == nil {
				t.Fatalf("%v is no fault", err)
			}
			return
		}
		again, err := ReadEvent(event.Headers(), event.Data)
		if err != nil {
			t.Fatalf("what was read can't be read again: %v", err)
		}
		if diff := cmp.Diff(event, again); diff != "" {
			t.Fatalf("read twice (-first +second):\n%s", diff)
		}
		file, err := event.File()
		if err != nil {
			if AsFault(err) == nil {
				t.Fatalf("%v is no fault", err)
			}
			return
		}
		if state, err := ParseState(file.State().String()); err != nil || state != file.State() {
			t.Fatalf("state %v doesn't travel: %v", file.State(), err)
		}
	})
}
