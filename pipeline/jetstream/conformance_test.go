package jetstream_test

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/ThreeDotsLabs/watermill/pubsub/tests"

	"shilu/pipeline/jetstream"
)

// TestPubSub runs Watermill's suite.
//
// A test can't ask which of its subtests were skipped, so this one runs itself in a process of its own and reads the outcome. What
// is skipped has to be what pipeline/README.md says, with a reason, is skipped.
func TestPubSub(t *testing.T) {
	if os.Getenv("JETSTREAM_TEST_SUITE") == "here" {
		suite(t)
		return
	}
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestPubSub$", "-test.v", "-test.timeout=10m")
	if testing.Short() {
		child.Args = append(child.Args, "-test.short")
	}
	child.Env = append(os.Environ(), "JETSTREAM_TEST_SUITE=here")
	out, err := child.CombinedOutput()
	if err != nil {
		t.Fatalf("the suite: %v\n%s", err, out)
	}
	got := skipped(string(out))
	t.Logf("passed: %d, skipped: %s", strings.Count(string(out), "        --- PASS: "), strings.Join(got, ", "))
	if want := skippedByReadme(t); !slices.Equal(got, want) {
		t.Errorf("the suite skipped %q, the README says %q", got, want)
	}
}

func suite(t *testing.T) {
	conn := connect(t, serve(t))
	provision(t, conn, jetstream.Stream{Name: "suite", Subjects: []string{"suite.>"}})
	group := func(t *testing.T, group string) (message.Publisher, message.Subscriber) {
		config := jetstream.DefaultSubscriberConfig()
		config.Stream = "suite"
		config.Name = func(topic string) string { return group + "-" + strings.TrimPrefix(topic, "suite.") }
		config.RetryWait = jetstream.Growing(time.Millisecond, 10*time.Millisecond)
		config.CloseTimeout = 100 * time.Millisecond // many of the suite's tests close with a message in hand that nobody answers
		subscriber, err := conn.Subscriber(config)
		if err != nil {
			t.Fatal(err)
		}
		return conn.Publisher(jetstream.PublisherConfig{}), subscriber
	}
	// Those who give no group share the topic's messages, but in the one test that wants each of them to have all.
	single := func(t *testing.T) (message.Publisher, message.Subscriber) {
		if strings.Contains(t.Name(), "TestNewSubscriberReceivesOldMessages") {
			return group(t, watermill.NewShortUUID())
		}
		return group(t, "all")
	}
	tests.TestPubSub(t, tests.Features{
		ConsumerGroups:                      true,
		ExactlyOnceDelivery:                 false,
		GuaranteedOrder:                     true,
		GuaranteedOrderWithSingleSubscriber: true,
		Persistent:                          true,
		NewSubscriberReceivesOldMessages:    true,
		GenerateTopicFunc:                   func(c tests.TestContext) string { return "suite." + c.TestID.String() },
	}, single, group)
}

// skipped finds lines like "--- SKIP: TestPubSub/TestReconnect/<id> (0.00s)".
func skipped(output string) []string {
	var names []string
	for _, m := range regexp.MustCompile(`--- SKIP: TestPubSub/(\w+)/`).FindAllStringSubmatch(output, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return names
}

// skippedByReadme reads the first column of the table under "What the suite skips".
func skippedByReadme(t *testing.T) []string {
	t.Helper()
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(readme), "\n## What Watermill's suite skips\n")
	if !found {
		t.Fatal("pipeline/README.md has no section on what the suite skips")
	}
	section, _, _ = strings.Cut(section, "\n## ")
	var names []string
	for _, m := range regexp.MustCompile("(?m)^\\| `(\\w+)` \\| \\S").FindAllStringSubmatch(section, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return names
}
