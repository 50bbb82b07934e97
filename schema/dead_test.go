package schema

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestDeadLetterTravels(t *testing.T) {
	event, err := testFile().Event(StepParsed, "parse.1", Gone{ID: "x"}, testTime)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name    string
		headers map[string]string
		data    []byte
	}{
		{"an event", event.Headers(), event.Data},
		{"no event", map[string]string{"X-Whatever": "a %zz b", "ce-id": "%"}, []byte{0, 0xff}},
		{"nothing", map[string]string{}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			want := DeadLetter{
				Stage: "parse", Code: FaultNotText, Reason: "第 3 字节 \"x\"\n 100%", Advice: "重新保存为 UTF-8",
				Tries: 3, Time: testTime, Subject: StepReceived.Subject(testFile().State()), Message: test.headers, Data: test.data,
			}
			got, err := ReadDeadLetter(want.Headers(), want.Data)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("letter (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDeadLetterKeepsTheEventReadable(t *testing.T) {
	event := testReceived().Event(testTime)
	letter := DeadLetter{Stage: "parse", Code: FaultNotText, Reason: "r", Subject: "s", Message: event.Headers(), Data: event.Data}
	for name, read := range map[string]func() (Event, error){
		"from the letter":  letter.Event,
		"from its headers": func() (Event, error) { return ReadEvent(letter.Headers(), letter.Data) },
	} {
		got, err := read()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(event, got); diff != "" {
			t.Errorf("event %s (-want +got):\n%s", name, diff)
		}
	}
}

// A message id that travelled on would make the server drop a retry as a repeat.
func TestDeadLetterDropsTheBrokersHeaders(t *testing.T) {
	letter := DeadLetter{Message: map[string]string{
		"ce-id": "1", "Nats-Msg-Id": "m", "nats-expected-stream": "log", HeaderDeadStage: "an earlier one", "Shilu-Dead-Else": "x",
	}, Stage: "enrich"}
	headers := letter.Headers()
	for _, name := range []string{"Nats-Msg-Id", "nats-expected-stream", "Shilu-Dead-Else"} {
		if value, ok := headers[name]; ok {
			t.Errorf("header %s is %q, want none", name, value)
		}
	}
	if got := headers[HeaderDeadStage]; got != "enrich" {
		t.Errorf("stage is %q, want enrich", got)
	}
	if got := headers["ce-id"]; got != "1" {
		t.Errorf("ce-id is %q, want 1", got)
	}
	if _, ok := letter.Message["Nats-Msg-Id"]; !ok {
		t.Error("Headers changed the letter's own map")
	}
}

func TestDeadLetterCutsALongReason(t *testing.T) {
	letter := DeadLetter{Stage: "parse", Code: FaultNotText, Subject: "s", Reason: strings.Repeat("字", 10_000), Time: testTime}
	got, err := ReadDeadLetter(letter.Headers(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.Repeat("字", maxDeadReason/3); got.Reason != want {
		t.Errorf("reason has %d bytes, want %d whole characters", len(got.Reason), len(want)/3)
	}
}

func TestReadDeadLetterRefuses(t *testing.T) {
	good := DeadLetter{Stage: "parse", Code: FaultNotText, Reason: "r", Subject: "s", Time: testTime}.Headers()
	for _, test := range []struct{ header, value, want string }{
		{HeaderDeadStage, "", "header Shilu-Dead-Stage is missing"},
		{HeaderDeadCode, "", "header Shilu-Dead-Code is missing"},
		{HeaderDeadReason, "", "header Shilu-Dead-Reason is missing"},
		{HeaderDeadSubject, "", "header Shilu-Dead-Subject is missing"},
		{HeaderDeadTries, "-1", `header Shilu-Dead-Tries "-1" is not a number`},
		{HeaderDeadTries, "many", `header Shilu-Dead-Tries "many" is not a number`},
		{HeaderDeadTime, "yesterday", "header Shilu-Dead-Time: "},
		{HeaderDeadReason, "%zz", "header Shilu-Dead-Reason: "},
	} {
		headers := maps.Clone(good)
		headers[test.header] = test.value
		_, err := ReadDeadLetter(headers, nil)
		if fault := AsFault(err); fault == nil || fault.Code != FaultMalformed || !strings.HasPrefix(fault.Reason, test.want) {
			t.Errorf("%s %q: got %v, want a fault %q", test.header, test.value, err, test.want)
		}
	}
	lower := map[string]string{}
	for name, value := range good {
		lower[strings.ToLower(name)] = value
	}
	if _, err := ReadDeadLetter(lower, nil); err != nil {
		t.Errorf("names in lower case: %v", err)
	}
}

var testTime = time.Date(2024, 5, 10, 1, 31, 6, 123456789, time.UTC)

// testPath holds what breaks careless headers: Chinese, a space, a quotation mark, a percent sign and what looks like an escape.
const testPath = `通报/2024年5月10日 "一号"会议 涨50%20.txt`

func testFile() File {
	return File{
		Inbox: "新闻 办公室", Path: testPath, Number: 1715304666123, Digest: Digest([]byte("主持人：大家好。\n")), Size: 25,
		Modified: testTime, MediaType: "text/plain", Layout: "colon", Spoken: "2024-05-10", Offer: 1,
		Title: "“一号”会议", Place: "甲 楼", URL: "https://example.org/?q=%e4", Doubt: `line 1: "a"`,
	}
}

func testReceived() Received {
	return Received{File: testFile(), Original: []byte("主持人：大家好。\n")}
}
