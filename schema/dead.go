package schema

import (
	"maps"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// DeadLetter is a message that a stage gave up, with the reason. On NATS it is that message again, its headers and bytes
// untouched, and plain headers beside them that say what happened, so that `nats stream view` shows both and a retry has
// nothing to undo. The message need not be an event: one that breaks the contract is kept just as it came.
type DeadLetter struct {
	Stage  string // where it ended: parse, enrich, persist or annotate
	Code   string // a Fault's
	Reason string
	Advice string
	Tries  int       // how often a handler was given it; 0 when it could not even be read
	Time   time.Time // when it was given up
	// Subject is where the message had been published, and where a retry publishes it again.
	Subject string
	// Message is the message's own headers, without those of the broker.
	Message map[string]string
	Data    []byte
}

// The headers of a dead letter. Values are percent-encoded in the way of Event's.
const (
	HeaderDeadStage   = "Shilu-Dead-Stage"
	HeaderDeadCode    = "Shilu-Dead-Code"
	HeaderDeadReason  = "Shilu-Dead-Reason"
	HeaderDeadAdvice  = "Shilu-Dead-Advice"
	HeaderDeadTries   = "Shilu-Dead-Tries"
	HeaderDeadTime    = "Shilu-Dead-Time"
	HeaderDeadSubject = "Shilu-Dead-Subject"
)

const (
	deadPrefix = "shilu-dead-" // in lower case
	// natsPrefix begins the headers that instruct the server about one publication (Nats-Msg-Id, Nats-Expected-Stream, …) or
	// tell about one delivery. They are no part of the message, and sent once more they would make the server drop or refuse it.
	natsPrefix = "nats-"
)

// maxDeadReason bounds the reason and the advice, in bytes before encoding, which may triple them: an error may quote a whole
// line of input, and data at the limit for a message leaves 16 KiB for all the headers.
const maxDeadReason = 1024

// Event reads the message, which may be none; the error is a Fault.
func (d DeadLetter) Event() (Event, error) { return ReadEvent(d.Message, d.Data) }

// Headers are the NATS headers of the letter; its body is Data. A reason or an advice of more than 1 KiB is cut.
func (d DeadLetter) Headers() map[string]string {
	h := message(d.Message)
	put := func(name, value string) {
		if value != "" {
			h[name] = percentEncode(value)
		}
	}
	put(HeaderDeadStage, d.Stage)
	put(HeaderDeadCode, d.Code)
	put(HeaderDeadReason, cut(d.Reason, maxDeadReason))
	put(HeaderDeadAdvice, cut(d.Advice, maxDeadReason))
	put(HeaderDeadTries, strconv.Itoa(d.Tries))
	put(HeaderDeadTime, d.Time.UTC().Format(time.RFC3339Nano))
	put(HeaderDeadSubject, d.Subject)
	return h
}

// ReadDeadLetter reads what Headers wrote; header names are compared without regard to case. The error is a Fault.
func ReadDeadLetter(headers map[string]string, data []byte) (DeadLetter, error) {
	d := DeadLetter{Message: message(headers), Data: data}
	var tries, at string
	fields := map[string]*string{
		HeaderDeadStage: &d.Stage, HeaderDeadCode: &d.Code, HeaderDeadReason: &d.Reason, HeaderDeadAdvice: &d.Advice,
		HeaderDeadTries: &tries, HeaderDeadTime: &at, HeaderDeadSubject: &d.Subject,
	}
	for name, into := range fields {
		value, err := percentDecode(header(headers, name))
		if err != nil {
			return DeadLetter{}, malformed("header %s: %w", name, err)
		}
		*into = value
	}
	for _, name := range []string{HeaderDeadStage, HeaderDeadCode, HeaderDeadReason, HeaderDeadSubject} {
		if *fields[name] == "" {
			return DeadLetter{}, malformed("header %s is missing", name)
		}
	}
	var err error
	if d.Tries, err = strconv.Atoi(tries); err != nil || d.Tries < 0 {
		return DeadLetter{}, malformed("header %s %q is not a number", HeaderDeadTries, tries)
	}
	if d.Time, err = parseTime(at); err != nil {
		return DeadLetter{}, malformed("header %s: %w", HeaderDeadTime, err)
	}
	return d, nil
}

// message returns the headers without those of the broker and of an earlier letter.
func message(headers map[string]string) map[string]string {
	h := maps.Clone(headers)
	if h == nil {
		h = map[string]string{}
	}
	maps.DeleteFunc(h, func(name, _ string) bool {
		name = strings.ToLower(name)
		return strings.HasPrefix(name, natsPrefix) || strings.HasPrefix(name, deadPrefix)
	})
	return h
}

// header finds a header whatever its case; some clients write all names in theirs.
func header(headers map[string]string, name string) string {
	if value, ok := headers[name]; ok {
		return value
	}
	for other, value := range headers {
		if strings.EqualFold(other, name) {
			return value
		}
	}
	return ""
}

// cut shortens text to at most limit bytes, between two characters.
func cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit]
}
