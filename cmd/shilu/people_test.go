package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/nats-io/nats.go/jetstream"

	"shilu/schema"
	"shilu/schema/contract"
	"shilu/schema/query"
)

// briefing is a transcript in which somebody speaks as what the list of guests says, which is nothing where it is "".
func briefing(name, affiliation, answer string) string {
	return "09:00:00\n\n“守望蓝海”新闻发布会\n\n■发布人:" + affiliation + " " + name + "\n\n09:00:30 主持人\n\n各位记者朋友,大家上午好!下面请记者提问。\n\n" +
		"09:02:10 记者\n\n请问全市的海岸线保护得怎么样?\n\n09:03:00 " + name + "\n\n" + answer + "\n"
}

// press is a rig with some people in its archive.
type press struct {
	*rig
	run *process
}

// publish drops a transcript and returns its id.
func (p *press) publish(file, text string) string {
	p.t.Helper()
	p.drop(file, text)
	e := p.run.fate()
	if e.Archived == nil {
		p.t.Fatalf("%s: %+v", file, e.Rejected)
	}
	return e.Archived.ID
}

// people are "NAME: POST, POST (transcripts)", in the order of the list.
func (p *press) people(args ...string) (all []string) {
	p.t.Helper()
	var listed peopleListed
	p.decode(&listed, append([]string{"people", "list"}, args...)...)
	for _, one := range listed.People {
		var posts []string
		for _, held := range one.Posts {
			posts = append(posts, fmt.Sprintf("%s %s..%s", post(held), held.First, held.Last))
		}
		all = append(all, fmt.Sprintf("%s: %s (%d)", one.Name, strings.Join(posts, ", "), one.Transcripts))
	}
	return all
}

func (p *press) want(when string, want []string, args ...string) {
	p.t.Helper()
	if got := p.people(args...); !slices.Equal(got, want) {
		p.t.Errorf("%s: people list %s gives\n  %s\nwant\n  %s", when, strings.Join(args, " "), strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func startPress(t *testing.T) *press {
	t.Helper()
	p := &press{rig: newRig(t)}
	p.run = p.start("run", "--port", "0", "--json")
	return p
}

// The same name in the same organisation is one person and elsewhere a candidate, until somebody decides it; the decisions outlive a
// revision, and an archive that is made anew from the log or from the originals.
func TestPeople(t *testing.T) {
	p := startPress(t)
	p.publish("2031-01-10 a.txt", briefing("杜若川", "云汀市海洋局局长", "海岸线长126公里。"))
	p.publish("2031-02-10 b.txt", briefing("杜若川", "雲汀市海洋局副局長", "近岸水质优良。"))
	p.publish("2032-03-10 c.txt", briefing("杜若川", "云汀市水利局局长", "水库蓄水充足。"))
	p.publish("2032-04-10 d.txt", briefing("杜若川", "", "今天就到这里。"))
	const (
		sea   = "云汀市海洋局 局长 2031-01-10..2031-01-10, 雲汀市海洋局 副局長 2031-02-10..2031-02-10"
		water = "云汀市水利局 局长 2032-03-10..2032-03-10"
		alone = "杜若川:  (1)"
	)
	apart := []string{"杜若川: " + sea + " (2)", "杜若川: " + water + " (1)", alone}
	p.want("before anything is decided", apart)
	p.want("candidates", apart, "--candidates")
	p.want("of one organisation", apart[1:2], "水利")
	p.want("with two words", apart[:1], "云汀", "副局长")
	if _, stderr, code := p.shilu("people", "show", "杜若川"); code != exitError || strings.Count(stderr, "杜若川") != 4 || !strings.Contains(stderr, "NAME@ORGANISATION") {
		t.Errorf("an ambiguous name: exit code %d, %q", code, stderr)
	}

	var made peopleDecided
	p.decode(&made, "people", "merge", "杜若川@云汀市海洋局", "杜若川@云汀市水利局", "--why", "调任水利局", "--who", "孟远")
	if len(made.Decisions) != 1 || made.Decisions[0].Who != "孟远" || len(made.People) != 1 || len(made.People[0].Identities) != 2 {
		t.Fatalf("merged: %+v", made)
	}
	merged := made.Decisions[0].ID
	p.want("merged", []string{"杜若川: " + sea + ", " + water + " (3)", alone})
	p.must("people", "rename", "杜若川@云汀市水利局", "杜局长", "--why", "通称")
	now := []string{"杜局长: " + sea + ", " + water + " (3)", alone}
	p.want("renamed", now)

	var shown personShown
	p.decode(&shown, "people", "show", "杜局长")
	if len(shown.Appearances) != 3 || shown.Turns != 3 || len(shown.Candidates) != 1 || !shown.Candidates[0].Alone || len(shown.Decisions) != 2 || shown.Decisions[0].Why != "调任水利局" {
		t.Errorf("shown %+v, want 3 appearances, 2 decisions and a candidate", shown)
	}
	for _, words := range []string{"2031-01-10               云汀市海洋局 局长  1 transcript, 1 turn", "杜若川@云汀市海洋局 is also 杜若川@云汀市水利局", "孟远: 调任水利局", "candidates"} {
		if stdout := p.must("people", "show", shown.ID[:6]); !strings.Contains(stdout, words) {
			t.Errorf("people show doesn't say %q:\n%s", words, stdout)
		}
	}

	var page query.Page
	if p.decode(&page, "search", "by:"+shown.ID[:8]); page.Total != 3 {
		t.Errorf("search by:%s finds %d turns, want 3", shown.ID[:8], page.Total)
	}
	other := p.publish("2032-03-10 c.txt", briefing("杜若川", "云汀市水利局局长", "水库蓄水充足,供水无虞。"))
	p.want("after a revision", now)
	p.settle()
	if lines, last, stderr, code := p.verifies(); code != 0 {
		t.Errorf("verify: exit code %d, %+v %+v\n%s", code, last, lines, stderr)
	}
	p.run.interrupt()
	same := func(when string) {
		t.Helper()
		for _, from := range []string{fromLog, fromOriginals} {
			var made rebuilt
			if p.decode(&made, "rebuild", "--from", from); made.Digest != made.Before {
				t.Errorf("%s, made anew from %s: %+v", when, from, made)
			}
			p.want(when+", made anew from "+from, now)
		}
	}
	same("merged")

	// No shilu runs here: the command decides alone. What one transcript says is somebody else's, also in its next revision.
	p.must("people", "split", "杜若川@云汀市水利局", "--transcript", other[:8], "--why", "另一位杜若川")
	now = []string{"杜局长: " + sea + " (2)", "杜若川: " + water + " (1)", alone}
	p.want("split", now)
	p.run = p.start("run", "--port", "0", "--json")
	p.publish("2032-03-10 c.txt", briefing("杜若川", "云汀市水利局局长", "水库蓄水十分充足。"))
	p.want("split, and revised", now)
	p.must("people", "undo", merged, "--why", "同名不同人")
	now[0] = "杜若川: " + sea + " (2)"
	p.want("undone", now)
	if stdout := p.must("people", "ledger"); strings.Count(stdout, "taken back by") != 1 || !strings.Contains(stdout, "somebody else in "+other) {
		t.Errorf("the ledger says\n%s", stdout)
	}
	p.run.interrupt()
	same("split")
	p.checkDecisions(4)
}

// checkDecisions holds the log's events of decisions against their contract.
func (p *press) checkDecisions(want int) {
	p.t.Helper()
	p.streams(func(js jetstream.JetStream) error {
		stream, err := js.Stream(p.t.Context(), "shilu-log")
		if err != nil {
			return err
		}
		info, err := stream.Info(p.t.Context(), jetstream.WithSubjectFilter(schema.DecisionFilter))
		if err != nil {
			return err
		}
		if got := len(info.State.Subjects); got != want {
			p.t.Errorf("the log has %d decisions, want %d", got, want)
		}
		for subject := range info.State.Subjects {
			message, err := stream.GetLastMsgForSubject(p.t.Context(), subject)
			if err != nil {
				return err
			}
			headers := map[string]string{}
			for name, values := range message.Header {
				headers[name] = values[0]
			}
			if err := contract.Check(subject, headers, message.Data); err != nil {
				p.t.Errorf("%s: %v", subject, err)
			}
		}
		return nil
	})
}

// What a decision names and nobody is any more is told, not dropped.
func TestPeopleNotFoundAnyMore(t *testing.T) {
	p := startPress(t)
	id := p.publish("2031-01-10 a.txt", briefing("杜若川", "云汀市海洋局局长", "海岸线长126公里。"))
	p.publish("2031-02-10 b.txt", briefing("杜若川", "云汀市水利局局长", "水库蓄水充足。"))
	p.must("people", "merge", "杜若川@云汀市水利局", "杜若川@云汀市海洋局", "--why", "调任")
	p.must("remove", id, "--why", "发布单位要求撤回")
	p.want("after the removal", []string{"杜若川: 云汀市水利局 局长 2031-02-10..2031-02-10 (1)"})
	if _, stderr, _ := p.shilu("people", "list"); !strings.Contains(stderr, "shilu people ledger") {
		t.Errorf("people list notes %q", stderr)
	}
	if stdout := p.must("people", "ledger", "--unfound"); !strings.Contains(stdout, "no present transcript has 杜若川@云汀市海洋局") {
		t.Errorf("the ledger says\n%s", stdout)
	}
	p.must("remove", id, "--undo", "--why", "撤回有误")
	p.run.interrupt()
	p.run = p.start("run", "--port", "0", "--json")
	p.run.fate()
	p.want("after the undoing", []string{"杜若川: 云汀市海洋局 局长 2031-01-10..2031-01-10, 云汀市水利局 局长 2031-02-10..2031-02-10 (2)"})
	p.run.interrupt()
}

func TestPeopleRefused(t *testing.T) {
	p := startPress(t)
	id := p.publish("2031-01-10 a.txt", briefing("杜若川", "云汀市海洋局局长", "海岸线长126公里。"))
	other := p.publish("2031-02-10 b.txt", briefing("骆一帆", "云汀市海洋局副局长", "近岸水质优良。"))
	for _, test := range []struct {
		args   []string
		code   int
		advice string
	}{
		{[]string{"merge", "杜若川", "杜若川@云汀市海洋局"}, exitError, "one person already"},
		{[]string{"merge", "杜若川", "孟远"}, exitError, "no person is called 孟远"},
		{[]string{"split", "杜若川"}, exitError, "--transcript"},
		{[]string{"split", "杜若川", "--transcript", other[:8]}, exitError, "doesn't speak in " + other},
		{[]string{"split", "杜若川", "--transcript", "zz"}, exitError, "no such transcript"},
		{[]string{"rename", "杜若川", " "}, exitUsage, "in quotes"},
		{[]string{"undo", "1"}, exitError, "people ledger"},
		{[]string{"merge", "杜若川"}, exitUsage, "other"},
	} {
		_, stderr, code := p.shilu(append(append([]string{"people"}, test.args...), "--why", "x")...)
		if code != test.code || !strings.Contains(stderr, test.advice) {
			t.Errorf("people %s: exit code %d, %q; want %d with %q", strings.Join(test.args, " "), code, stderr, test.code, test.advice)
		}
	}
	if stdout := p.must("people", "ledger"); stdout != "" {
		t.Errorf("the ledger says %q, want nothing", stdout)
	}
	p.must("people", "split", "杜若川", "--transcript", id, "--why", "x", "--who", "孟远")
	p.run.interrupt()
}
