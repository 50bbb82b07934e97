package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shilu/schema"
	"shilu/schema/query"
)

// conference is a transcript of the tests' own: a guest list, a question, two answers.
const conference = `09:00:00

“守望蓝海”新闻发布会

■发布人:云汀市海洋局局长 杜若川

                云汀市石浦镇镇长 骆一帆

09:00:30 主持人

各位记者朋友,大家上午好!今天的发布会请来了海洋局局长杜若川、石浦镇镇长骆一帆。下面请记者提问。

09:02:10 记者

我的问题是提给杜若川局长的,全市的海岸线保护得怎么样?

09:03:00 杜若川

全市海岸线长126公里,去年投入3.5亿元,修复海草床400余亩。

09:05:00 记者

石浦镇的渔民今年的收入怎么样?

09:05:40 骆一帆

石浦镇有渔民2100多户,户均增收1.2万元,同比增长12%。谢谢!
`

func TestADroppedFileBecomesASearchableRecord(t *testing.T) {
	r := newRig(t)
	run := r.start("run", "--port", "0", "--json")
	const name = `2031-05-10 发布会 "甲" 100%.txt`
	r.drop(name, conference)
	e := run.fate()
	if e.Path != name || e.Archived == nil {
		t.Fatalf("fate %+v of %s, want archived", e.Rejected, e.Path)
	}
	if got := *e.Archived; got.Turns != 5 || got.Exchanges != 2 || got.Date != "2031-05-10" || got.Repeat {
		t.Errorf("archived %+v, want 5 turns, 2 exchanges, 2031-05-10", got)
	}

	var page query.Page
	for q, want := range map[string]int{"海岸线": 2, "海": 3, "蓝海": 0, "渔民 AND 增收": 1, "海岸线 -公里": 1, "海岸綫": 2, `"1.2万"`: 1} {
		r.decode(&page, "search", q)
		if page.Total != want {
			t.Errorf("search %s found %d turns, want %d", q, page.Total, want)
		}
	}
	r.decode(&page, "search", "海草床")
	hit := page.Hits[0]
	if hit.Speaker.Name != "杜若川" || hit.Speaker.Affiliation != "云汀市海洋局局长" || hit.Time != "09:03:00" {
		t.Errorf("found %+v, want it said by 杜若川, 云汀市海洋局局长, at 09:03:00", hit.Speaker)
	}

	if got := r.must("show", e.Archived.ID, "--original"); got != conference {
		t.Error("the original came back changed")
	}
	var record schema.Record
	r.decode(&record, "show", e.Archived.ID[:8])
	if record.ID != e.Archived.ID || len(record.Figures) < 5 {
		t.Errorf("show gives %s with %d figures, want %s with 5 at least", record.ID, len(record.Figures), e.Archived.ID)
	}
	for place, want := range map[string]string{"2": "杜若川", fmt.Sprintf("c%d", record.Turns[2].Spans[0][0]+5): "杜若川", "4": "骆一帆"} {
		var one schema.Record
		r.decode(&one, "show", e.Archived.ID+"#"+place)
		if len(one.Turns) != 1 || one.Turns[0].Label != want {
			t.Errorf("show #%s gives %+v, want the turn of %s", place, one.Turns, want)
		}
	}
	for nowhere, want := range map[string]int{"c0": exitError, "99": exitError, "x": exitUsage} {
		if _, stderr, code := r.shilu("show", e.Archived.ID+"#"+nowhere); code != want || !strings.Contains(stderr, nowhere) {
			t.Errorf("show #%s: exit code %d, want %d, %q", nowhere, code, want, stderr)
		}
	}
	var inspected schema.Record
	r.decode(&inspected, "inspect", filepath.Join("inbox", name))
	if inspected.ID != record.ID || len(inspected.Turns) != len(record.Turns) || inspected.Turns[2].Text != record.Turns[2].Text {
		t.Error("inspect and show disagree")
	}

	var s status
	r.decode(&s, "status")
	if len(s.Files) != 1 || s.Counts["archived"] != 1 || s.Dead != 0 {
		t.Errorf("status %+v, want one file, archived", s.Counts)
	}
	if stdout, _, code := r.shilu("doctor"); code != 0 {
		t.Errorf("doctor: exit code %d\n%s", code, stdout)
	}
	if code := run.interrupt(); code != 0 {
		t.Errorf("Ctrl-C: exit code %d, want 0", code)
	}

	// A second start goes on where it was: what is known stays done, what is new is taken.
	run = r.start("run", "--port", "0", "--json")
	r.drop("2031-05-11.txt", strings.Replace(conference, "126公里", "127公里", 1))
	if e := run.fate(); e.Path != "2031-05-11.txt" || e.Archived == nil {
		t.Errorf("the second start told of %s, want 2031-05-11.txt", e.Path)
	}
	run.interrupt()
	if _, err := os.Stat(filepath.Join(r.path("inbox"), name)); err != nil {
		t.Errorf("the file is no longer where it was dropped: %v", err)
	}
}

func TestWhatIsNoTextIsRejectedWithAReason(t *testing.T) {
	r := newRig(t)
	run := r.start("run", "--port", "0", "--json")
	r.drop("picture.txt", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x02\x00")
	e := run.fate()
	if e.Rejected == nil || e.Rejected.Stage != "parse" || e.Rejected.Reason == "" || e.Rejected.Advice == "" {
		t.Fatalf("fate %+v, want rejected by parse, with reason and advice", e)
	}
	var letter letterJSON
	if err := json.Unmarshal([]byte(r.must("dead", "list", "--json")), &letter); err != nil {
		t.Fatal(err)
	}
	if letter.Path != "picture.txt" || letter.Code != e.Rejected.Code {
		t.Errorf("dead letter %+v, want picture.txt, %s", letter, e.Rejected.Code)
	}
	if got := r.must("dead", "show", "1", "--bytes"); !strings.HasPrefix(got, "\x89PNG") {
		t.Errorf("the letter holds %q, want the original bytes", got)
	}
	r.must("dead", "retry", "1")
	if again := run.fate(); again.Rejected == nil || again.Offer != 1 {
		t.Errorf("after the retry: %+v, want rejected again, offer 1", again)
	}
	r.must("dead", "drop", "--all")
	if got := r.must("dead", "list"); got != "" {
		t.Errorf("after drop: %q, want no letters", got)
	}
	if _, stderr, code := r.shilu("dead", "show", "1"); code != exitError || !strings.Contains(stderr, "shilu dead list") {
		t.Errorf("show of a letter that is gone: exit code %d, %q", code, stderr)
	}
}

// Killed at random and started again, everything that was dropped is archived once.
func TestKilledAtAnyMomentNothingIsLost(t *testing.T) {
	t.Parallel()
	const rounds, perRound = 4, 15
	r := newRig(t)
	want := map[string]bool{}
	for round := range rounds {
		run := r.start("run", "--port", "0", "--json")
		for i := range perRound {
			text := strings.Replace(conference, "126公里", strings.Repeat("1", round+1)+strings.Repeat("2", i+1)+"公里", 1)
			want[schema.TranscriptID(schema.Digest([]byte(text)))] = true
			r.drop(string(rune('a'+round))+string(rune('a'+i))+".txt", text)
			if i == perRound/2 {
				run.fate() // so that the next ones are at every stage of the walk when it dies
			}
		}
		run.kill()
	}
	run := r.start("run", "--port", "0", "--json")
	run.said("Ctrl-C ends")
	var s status
	for deadline := time.Now().Add(patience); ; {
		r.decode(&s, "status")
		if s.Counts["archived"] == rounds*perRound {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("after %v: %v", patience, s.Counts)
		}
		run.fate() // the next look is worth it only when something has happened
	}
	got := map[string]int{}
	for _, e := range s.Files {
		got[e.Archived.ID]++
	}
	for id := range want {
		if got[id] != 1 {
			t.Errorf("%s is archived %d times", id, got[id])
		}
	}
	var page query.Page
	r.decode(&page, "search", "海草床")
	if page.Total != rounds*perRound {
		t.Errorf("search finds %d turns, want %d", page.Total, rounds*perRound)
	}
	run.interrupt()
}

func TestIngest(t *testing.T) {
	r := newRig(t)
	if err := os.WriteFile(r.path("a.txt"), []byte(conference), 0o644); err != nil {
		t.Fatal(err)
	}
	if stdout := r.must("ingest", "a.txt"); !strings.Contains(stdout, "1 archived, 0 rejected") {
		t.Errorf("ingest says %q", stdout)
	}
	if err := os.WriteFile(r.path("b.txt"), []byte("\x00\x00\x00\x00\x01\x02"), 0o644); err != nil {
		t.Fatal(err)
	}
	if stdout, stderr, code := r.shilu("ingest", "b.txt"); code != exitVerdict || !strings.Contains(stdout, "rejected") {
		t.Errorf("ingest of no text: exit code %d, want %d\n%s%s", code, exitVerdict, stdout, stderr)
	}
	if _, stderr, code := r.shilu("ingest", "missing.txt"); code != exitError || !strings.Contains(stderr, "missing.txt") {
		t.Errorf("ingest of nothing: exit code %d\n%s", code, stderr)
	}
	// Beside a running shilu the work is that one's.
	run := r.start("run", "--port", "0", "--json")
	r.drop("first.txt", conference)
	run.fate()
	if err := os.WriteFile(r.path("c.txt"), []byte(strings.Replace(conference, "126", "128", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	if stdout := r.must("ingest", "c.txt"); !strings.Contains(stdout, "1 archived, 0 rejected") {
		t.Errorf("ingest beside run says %q", stdout)
	}
}

// Four processes and a server of its own do together what run does alone.
func TestWatchAndWorkersAgainstAServerOfItsOwn(t *testing.T) {
	r := newRig(t)
	url := startServer(t)
	var workers []*process
	for _, args := range [][]string{{"worker", "parse"}, {"worker", "parse", "enrich"}, {"worker", "persist"}} {
		workers = append(workers, r.start(append(args, "--nats", url, "--nats-user", serverUser, "--nats-password", serverPassword)...))
	}
	watch := r.start("watch", "inbox", "--json", "--nats", url, "--nats-user", serverUser, "--nats-password", serverPassword)
	r.drop("a.txt", conference)
	if e := watch.fate(); e.Archived == nil {
		t.Fatalf("fate %+v, want archived", e)
	}
	var page query.Page
	r.decode(&page, "search", "海草床")
	if page.Total != 1 {
		t.Errorf("found %d turns, want 1", page.Total)
	}
	for _, p := range append(workers, watch) {
		if code := p.interrupt(); code != 0 {
			t.Errorf("exit code %d at Ctrl-C, want 0", code)
		}
	}
	if _, stderr, code := r.shilu("status", "--nats", url, "--nats-user", serverUser, "--nats-password", "wrong"); code != exitError || strings.Contains(stderr, "wrong") {
		t.Errorf("a wrong password: exit code %d, %q; it must be refused and not be repeated", code, stderr)
	}
}
