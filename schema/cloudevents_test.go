package schema_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/cloudevents/sdk-go/v2/event"
	"github.com/google/go-cmp/cmp"
)

// The CloudEvents project's own Go SDK must find every golden event valid, and in it what we say is there. It has no NATS
// binding without a connection, so the few lines of the binding stand here, apart from ours.
func TestCloudEventsSDKReadsGoldenEvents(t *testing.T) {
	read := 0
	for name, g := range goldens(t) {
		if g.Attributes == nil {
			continue
		}
		t.Run(name, func(t *testing.T) {
			e, err := readBinding(g.Headers)
			if err != nil {
				t.Fatal(err)
			}
			if err := e.Validate(); err != nil {
				t.Errorf("not valid: %v", err)
			}
			if diff := cmp.Diff(g.Attributes, sdkAttributes(e)); diff != "" {
				t.Errorf("attributes (-golden +sdk):\n%s", diff)
			}
			if strings.HasPrefix(e.Type(), "shilu.decision.") { // which is about an id
				return
			}
			if !strings.ContainsRune(e.Subject(), '%') || !strings.ContainsRune(e.Subject(), '发') {
				t.Errorf("subject %q holds nothing that would break a careless reader", e.Subject())
			}
		})
		read++
	}
	if read < 6 {
		t.Errorf("the SDK read %d events, want one for each step at least", read)
	}
}

// readBinding follows section 3.1 of the NATS protocol binding: every header that begins with ce- is an attribute,
// datacontenttype too, its value percent-encoded once.
func readBinding(headers map[string]string) (event.Event, error) {
	e := event.New("1.0")
	set := map[string]func(string){
		"id": e.SetID, "type": e.SetType, "source": e.SetSource, "subject": e.SetSubject, "dataschema": e.SetDataSchema,
		"datacontenttype": func(v string) { e.SetDataContentType(v) },
	}
	for header, encoded := range headers {
		name, ok := strings.CutPrefix(strings.ToLower(header), "ce-")
		if !ok {
			continue
		}
		value, err := url.PathUnescape(encoded)
		if err != nil {
			return e, err
		}
		switch {
		case name == "specversion":
			e.SetSpecVersion(value)
		case name == "time":
			at, err := time.Parse(time.RFC3339Nano, value)
			if err != nil {
				return e, err
			}
			e.SetTime(at)
		case set[name] != nil:
			set[name](value)
		default:
			e.SetExtension(name, value)
		}
	}
	return e, nil
}

func sdkAttributes(e event.Event) map[string]string {
	all := map[string]string{
		"specversion": e.SpecVersion(), "id": e.ID(), "type": e.Type(), "source": e.Source(), "subject": e.Subject(),
		"time": e.Time().Format(time.RFC3339Nano), "datacontenttype": e.DataContentType(),
	}
	if e.DataSchema() != "" {
		all["dataschema"] = e.DataSchema()
	}
	for name, value := range e.Extensions() {
		all[name] = fmt.Sprint(value)
	}
	return all
}
