package enrich

import (
	"slices"
	"strings"
	"unicode/utf8"

	"shilu/schema"
)

// This file takes labels apart in which office and name are run together, as Chinese writes them.

// readChinese reads a label without spaces and brackets in which office and name are run together, in any order.
func readChinese(s string) label {
	s, _ = cutRank(s)
	if family := calledBySurname(s); family != "" {
		return label{surname: family}
	}
	if isChineseName(s) && !isOrganization(s) {
		if _, _, standing := postAtEnd(s); standing == noStanding {
			return label{name: s}
		}
	}
	if l, ok := readOutletAndName(s); ok {
		return l
	}
	if l, ok := readPostInside(s); ok {
		return l
	}
	for _, word := range []string{"代表", "同仁", "同志"} { // 教育部代表: whoever the organisation sent
		if organization, ok := strings.CutSuffix(s, word); ok && isOrganization(organization) {
			return label{affiliation: organization}
		}
	}
	if l, ok := readPostLast(s); ok {
		return l
	}
	if isOrganization(s) {
		return label{affiliation: s}
	}
	if utf8.RuneCountInString(s) < 2 || strings.ContainsAny(s, "、，,0123456789") || !couldBeName(s) {
		return label{}
	}
	return label{name: s}
}

// calledBySurname is the surname of somebody whom colleagues call by it and their post's first character: 张总, 李工. 钟导 and 高处 are names of people
// as well, 陈工 hardly.
func calledBySurname(s string) string {
	for _, short := range []string{"总", "總", "工", "董"} {
		if family, ok := strings.CutSuffix(s, short); ok && surnames[family] {
			return family
		}
	}
	return ""
}

// readOutletAndName reads 中央社甲某.
func readOutletAndName(s string) (label, bool) {
	for at := range s {
		if at > 0 && isChineseName(s[at:]) && isOutlet(s[:at]) {
			return label{name: s[at:], affiliation: s[:at], role: schema.Journalist, part: asks}, true
		}
	}
	return label{}, false
}

// readPostInside reads what has the post before the name (张家产镇党委书记甲某) or inside it, as Taiwan's records do out of respect
// (性平處甲副處長某某).
func readPostInside(s string) (label, bool) {
	for at := range s {
		length, standing := postAtStart(s[at:])
		if standing == noStanding {
			continue
		}
		before, post, after := s[:at], s[at:at+length], s[at+length:]
		if given := utf8.RuneCountInString(after); given == 0 || given > 4 {
			continue
		}
		if family := trailingSurname(before); family != "" && utf8.RuneCountInString(after) <= 2 && !endsInOrganization(before) {
			organization := strings.TrimSuffix(before, family)
			if organization == "" || endsInOrganization(organization) {
				return label{name: family + after, affiliation: organization + post}, true
			}
		}
		if isChineseName(after) {
			return label{name: after, affiliation: before + post}, true
		}
		if utf8.RuneCountInString(after) == 3 && length > 3 && (before == "" || endsInOrganization(before)) && !isOrganization(after) && isHan(after) { // a surname that no table has
			if _, _, standing := postAtEnd(after); standing == noStanding && couldBeName(after) {
				return label{name: after, affiliation: before + post}, true
			}
		}
	}
	return label{}, false
}

// readPostLast reads what ends in a post: an office (外交部发言人), a name with it (甲某书记), an organisation, a name and a post
// (某某處甲某處長), or a surname only (黄组长).
func readPostLast(s string) (label, bool) {
	start, _, standing := postAtEnd(s)
	if standing == noStanding {
		return label{}, false
	}
	before, post := s[:start], s[start:]
	if before == "" || isOrganization(before) || isHeadOf(post, before) || slices.Contains(departments, before) {
		return label{affiliation: s}, true
	}
	for _, n := range []int{4, 3, 2} {
		at := runesFromEnd(before, n)
		if at < 0 || !isChineseName(before[at:]) {
			continue
		}
		return label{name: before[at:], affiliation: before[:at] + post}, true
	}
	if family := trailingSurname(before); family != "" {
		if organization := strings.TrimSuffix(before, family); organization == "" || endsInOrganization(organization) {
			return label{surname: family, affiliation: organization + post}, true
		}
	}
	return label{affiliation: s}, true
}

// isHeadOf says whether a post is named for the body before it: 天文台|台長, 博物馆|馆长. 文台 is no name there.
func isHeadOf(post, body string) bool {
	head, size := utf8.DecodeRuneInString(strings.TrimPrefix(post, "副"))
	last, _ := utf8.DecodeLastRuneInString(body)
	return head == last && utf8.RuneCountInString(body) > 2 && (strings.HasSuffix(post[size:], "长") || strings.HasSuffix(post[size:], "長"))
}

// trailingSurname returns the surname that s ends with, "" if it ends with none.
func trailingSurname(s string) string {
	for _, n := range []int{2, 1} {
		if at := runesFromEnd(s, n); at >= 0 && surnames[s[at:]] {
			return s[at:]
		}
	}
	return ""
}

// runesFromEnd is where the last n characters of s start, -1 if it has fewer.
func runesFromEnd(s string, n int) int {
	at := len(s)
	for range n {
		_, size := utf8.DecodeLastRuneInString(s[:at])
		if size == 0 {
			return -1
		}
		at -= size
	}
	return at
}

// couldBeName refuses what names a document or an event rather than somebody.
func couldBeName(s string) bool {
	for _, ending := range thingEndings {
		if strings.HasSuffix(s, ending) {
			return false
		}
	}
	return utf8.RuneCountInString(s) <= 5 || strings.ContainsAny(s, "·・‧")
}
