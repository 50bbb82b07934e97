package main

import (
	"strings"
	"testing"

	"shilu/schema/query"
)

// TestSearchCommand asks the README's example in the ways that people ask.
func TestSearchCommand(t *testing.T) {
	r := newRig(t)
	run := r.start("run", "--port", "0", "--json")
	r.drop("2031-05-10 石桥镇春茶发布会.txt", "石桥镇春茶发布会\n\n主持人：各位记者，大家上午好，现在请提问。\n\n"+
		"海城日报记者：请问孟远书记，今年的春茶产值是多少？\n\n石桥镇党委书记 孟远：去年春茶产值1.2亿元，增长百分之二十五。\n\n主持人：谢谢。发布会到此结束。\n")
	run.fate()
	for question, want := range map[string]int{
		"春茶": 2, "春茶 -产值是": 1, "春茶 NEAR/5 亿元": 1, "春茶 NEAR/1 亿元": 0, "茶產": 2,
		"speaker:孟远": 1, "role:official": 1, "org:石桥镇党委 亿元": 1, "type:question 春茶": 1, "title:春茶发布会": 4,
		"figure:>1亿元": 1, "figure:>2亿元": 0, "figure:20%..30%": 1, "figure:一亿两千万元": 1, "date:2031-05": 4, "date:..2030": 0, "layout:lines": 0,
	} {
		var page query.Page
		if r.decode(&page, "search", question); page.Total != want || len(page.Hits) != want || len(page.Notes) != 0 {
			t.Errorf("search %s finds %d turns, %d hits, notes %q; want %d", question, page.Total, len(page.Hits), page.Notes, want)
		}
	}
	if got := r.must("search", "--count", "春茶"); got != "2\n" {
		t.Errorf("search --count says %q", got)
	}
	if got := r.must("search", "--count", "--exact", "茶產"); got != "0\n" {
		t.Errorf("search --exact counts %q of what is simplified in the text", got)
	}
	if got := r.must("search", "--facets", "春茶 OR 主持人 OR 谢谢"); !strings.Contains(got, "2031-05      3 █") || !strings.Contains(got, "     1  孟远\n") ||
		!strings.Contains(got, "organisations") {
		t.Errorf("search --facets prints\n%s", got)
	}
	stdout, stderr, _ := r.shilu("search", "春茶", "date:soon")
	if !strings.Contains(stderr, "searched as plain words") || !strings.Contains(stdout, "0 of 0 turns") {
		t.Errorf("of what can't be read search says %q and %q", stdout, stderr)
	}
	if got := r.must("search", "春茶", "--order", "relevance", "--limit", "1"); !strings.Contains(got, "【春茶】") || !strings.Contains(got, "more: --cursor r.") {
		t.Errorf("search prints\n%s", got)
	}
}

func TestShownIsSafe(t *testing.T) {
	for text, want := range map[string]string{
		"春茶\t(a)": "春茶\t(a)", "a\x1b[2J": `a\u001b[2J`, "a\u2028b\u2029": `a\u2028b\u2029`, "\u200e\u200f\u061c": `\u200e\u200f\u061c`,
		"\u202e\u2066\u0085\r": `\u202e\u2066\u0085\u000d`,
	} {
		if got := shown(text); got != want {
			t.Errorf("shown(%+q) = %+q, want %+q", text, got, want)
		}
	}
}
