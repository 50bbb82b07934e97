package jetstream

import (
	"errors"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/nats-io/nats.go"
)

// What a received message's metadata holds beside what was sent. The Publisher leaves these keys out, so that a handler may pass
// its input's metadata on.
const (
	MetaStream     = "jetstream-stream"
	MetaSubject    = "jetstream-subject"
	MetaSequence   = "jetstream-sequence"   // in the stream
	MetaDeliveries = "jetstream-deliveries" // 1 at the first delivery to this consumer; absent on a message that was only read
	MetaTime       = "jetstream-time"       // when it was stored, RFC 3339 with nanoseconds
	MetaRepeated   = "jetstream-repeated"   // the names of headers that were there more than once, with spaces between: see Check
	MetaUnresolved = "jetstream-unresolved" // why the payload is not what was sent: see Check
)

const (
	metaPrefix = "jetstream-"
	natsPrefix = "Nats-" // the server's own: instructions on the way in, notes on the way out
	uuidHeader = "Watermill-UUID"
)

// ErrUnresolved is in what Check returns for a message whose payload couldn't be fetched. Try again later.
var ErrUnresolved = errors.New("the payload could not be fetched")

// ErrRepeatedHeader is in what Check returns for a message that had a header twice. It will not get better.
var ErrRepeatedHeader = errors.New("a header is there more than once")

// Check says what is wrong with a received message; a handler must not look at the payload before. The adapter hands such a
// message over all the same, because only the pipeline knows when to give one up.
func Check(m *message.Message) error {
	if names, ok := m.Metadata[MetaRepeated]; ok {
		return fmt.Errorf("%w: %s", ErrRepeatedHeader, names)
	}
	if why, ok := m.Metadata[MetaUnresolved]; ok {
		return fmt.Errorf("%w: %s", ErrUnresolved, why)
	}
	return nil
}

// Sequence is the message's place in its stream, 0 for one that came from none.
func Sequence(m *message.Message) uint64 {
	n, _ := strconv.ParseUint(m.Metadata[MetaSequence], 10, 64)
	return n
}

// Deliveries is how often the message was delivered to this consumer, 0 for one that was only read. It counts everything: a
// delivery that a crash, a lost connection or a closing subscriber cut short counts like one that failed.
func Deliveries(m *message.Message) int {
	n, _ := strconv.Atoi(m.Metadata[MetaDeliveries])
	return n
}

// encode makes the headers of what is to be sent. NATS would change or drop what it can't carry, so that is an error here.
func encode(m *message.Message) (nats.Header, error) {
	header := make(nats.Header, len(m.Metadata)+2)
	for key, value := range m.Metadata {
		if strings.HasPrefix(key, metaPrefix) {
			continue
		}
		if err := carries(key, value); err != nil {
			return nil, err
		}
		header[key] = []string{value}
	}
	if m.UUID != "" {
		if err := carries(uuidHeader, m.UUID); err != nil {
			return nil, err
		}
		header[uuidHeader] = []string{m.UUID}
	}
	return header, nil
}

// Carries reports whether Publish can send metadata of this key and value. A stranger's message may have come with headers that it
// can't, for the server takes more than a client may send.
func Carries(key, value string) bool { return carries(key, value) == nil }

func carries(key, value string) error {
	switch {
	case key == "" || strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r == ':' || r == 0x7f }):
		return fmt.Errorf("metadata key %q can't be a header's name", key)
	case strings.HasPrefix(key, natsPrefix):
		return fmt.Errorf("metadata key %q is the server's own", key)
	case strings.ContainsAny(value, "\r\n"):
		return fmt.Errorf("metadata %s has a line break in its value", key)
	case value != strings.Trim(value, " \t"):
		return fmt.Errorf("metadata %s has white space around its value", key)
	}
	return nil
}

// place is where a message lies.
type place struct {
	stream   string
	subject  string
	sequence uint64
	time     time.Time
}

// decode is encode backwards. Of a header with several values the first counts, and MetaRepeated has its name.
func decode(header nats.Header, data []byte, at place) *message.Message {
	m := message.NewMessage("", data)
	var repeated []string
	for key, values := range header {
		if len(values) > 1 {
			repeated = append(repeated, key)
		}
		switch {
		case len(values) == 0 || strings.HasPrefix(key, natsPrefix) || strings.HasPrefix(key, metaPrefix):
		case key == uuidHeader:
			m.UUID = values[0]
		default:
			m.Metadata[key] = values[0]
		}
	}
	if m.UUID == "" { // sent by somebody who knows nothing of Watermill
		m.UUID = at.stream + ":" + strconv.FormatUint(at.sequence, 10)
	}
	if len(repeated) > 0 {
		sort.Strings(repeated)
		m.Metadata[MetaRepeated] = strings.Join(repeated, " ")
	}
	m.Metadata[MetaStream] = at.stream
	m.Metadata[MetaSubject] = at.subject
	m.Metadata[MetaSequence] = strconv.FormatUint(at.sequence, 10)
	m.Metadata[MetaTime] = at.time.UTC().Format(time.RFC3339Nano)
	return m
}
