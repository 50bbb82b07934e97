package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"shilu/handlers/compare"
	"shilu/handlers/export"
	"shilu/schema"
)

// A quotation is cited in every form, stands, and is told to be moved, changed or gone after the file was revised.
func TestCiteAndCheck(t *testing.T) {
	r := newRig(t)
	const words = "全市海岸线长126公里"
	id := r.archived(map[string]string{"2031-05-10.txt": conference})["2031-05-10.txt"]
	var record schema.Record
	r.decode(&record, "show", id)
	turn := record.Turns[2]
	place := fmt.Sprintf("%s#c%d", id, turn.Spans[0][0])

	cited := r.must("cite", place[:10]+place[32:], "--quote", words)
	for _, want := range []string{"“" + words + "”\n杜若川. “守望蓝海”新闻发布会[Z]. 2031-05-10: 09:03:00[", place, record.Digest} {
		if !strings.Contains(cited, want) {
			t.Errorf("the citation is %q, want %q in it", cited, want)
		}
	}
	if whole := r.must("cite", id+"#2"); !strings.Contains(whole, "“"+turn.Text+"”") {
		t.Errorf("the whole turn is %q", whole)
	}
	var own export.Citation
	r.decode(&own, "cite", id, "--quote", words)
	if own.Permalink != place || own.End != own.Start+len([]rune(words)) || own.Time != "09:03:00" {
		t.Errorf("%+v, want it at %s", own, place)
	}

	// Each form, in a file, is found again and stands.
	for _, form := range export.CitationFormats() {
		if err := os.WriteFile(r.path(form), []byte(r.must("cite", place, "--quote", words, "--format", form)), 0o644); err != nil {
			t.Fatal(err)
		}
		if got := r.must("cite", "--check", form); !strings.HasPrefix(got, "stands ") {
			t.Errorf("%s: %q", form, got)
		}
	}
	if got := r.must("cite", "--check", cited); !strings.HasPrefix(got, "stands ") {
		t.Errorf("a citation as the argument: %q", got)
	}
	for _, bad := range []struct {
		code int
		args []string
	}{
		{exitUsage, []string{"cite"}}, {exitUsage, []string{"cite", place, "--check", "x"}}, {exitUsage, []string{"cite", id}}, {exitUsage, []string{"show", id, id}},
		{exitError, []string{"cite", id + "#c0"}}, {exitError, []string{"cite", place, "--quote", "没说过"}}, {exitError, []string{"cite", "--check", "missing"}},
	} {
		if stdout, stderr, code := r.shilu(bad.args...); code != bad.code || stdout != "" || strings.Count(stderr, "\n") < 1 {
			t.Errorf("%v: exit code %d, want %d, %q, %q", bad.args, code, bad.code, stdout, stderr)
		}
	}

	// The revision has another figure, a line more, and lacks the last answer.
	revised := strings.NewReplacer("126公里", "128公里", "各位记者朋友,大家上午好!", "各位记者朋友,各位来宾,大家上午好!", "石浦镇有渔民2100多户,户均增收1.2万元,同比增长12%。谢谢!", "这个问题会后再答。").Replace(conference)
	next := r.archived(map[string]string{"2031-05-10.txt": revised})["2031-05-10.txt"]
	for quote, want := range map[string]compare.Standing{words: compare.Altered, "修复海草床400余亩": compare.Moved, "户均增收1.2万元": compare.Gone} {
		citation := r.must("cite", id, "--quote", quote, "--json")
		stdout, stderr, code := r.shilu("cite", "--check", citation, "--json")
		var got []checked
		if err := json.Unmarshal([]byte(stdout), &got); err != nil || len(got) != 1 {
			t.Fatalf("%v: %s%s", err, stdout, stderr)
		}
		if code != exitError || got[0].Standing != want || (want != compare.Gone) != strings.HasPrefix(string(got[0].Now), next+"#c") {
			t.Errorf("%s: exit code %d, %+v, want %s", quote, code, got[0], want)
		}
	}
	stdout, _, _ := r.shilu("cite", "--check", cited)
	if !strings.HasPrefix(stdout, "changed  "+place+" → "+next) || !strings.Contains(stdout, "长[-126-]{+128+}公里") {
		t.Errorf("the check says %q", stdout)
	}

	// A link into the old revision tells the place in the new one.
	var present schema.Record
	r.decode(&present, "show", next)
	_, stderr, code := r.shilu("show", place)
	if want := fmt.Sprintf("%s#c%d", next, present.Turns[2].Spans[0][0]); code != 0 || !strings.Contains(stderr, want) {
		t.Errorf("the old link says %q, want %s", stderr, want)
	}

	var changes revisions
	r.decode(&changes, "show", "--diff", id)
	if changes.Before != id || changes.After != next || len(changes.Changes) < 5 || changes.Changes[2].Kind != compare.Changed {
		t.Errorf("the difference is %+v", changes)
	}
	told := r.must("show", "--diff", id, next[:12])
	for _, want := range []string{id + " → " + next, "~ #2 09:03:00 杜若川", "长[-126-]{+128+}公里", "- #4 09:05:40 骆一帆"} {
		if !strings.Contains(told, want) {
			t.Errorf("the difference is\n%s\nwant %q in it", told, want)
		}
	}
	if _, stderr, code := r.shilu("show", "--diff", next); code != exitError || !strings.Contains(stderr, "--diff A B") {
		t.Errorf("of what is present: exit code %d, %s", code, stderr)
	}
}
