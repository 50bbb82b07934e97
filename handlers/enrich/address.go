package enrich

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"shilu/schema"
)

// A call is somebody spoken of by their post: 唐政委, or 政委 alone behind a word that turns to them.
type call struct {
	start, end int    // in the text, in bytes, surname and post
	surname    string // "" where only the post is said
	post       string
	turnsTo    bool // 谢谢, 请教 or 交给 stands before it
	opens      bool // it begins a clause: 发言人能否证实？
}

// calls finds everybody who is spoken of by a post.
func calls(text string) []call {
	var found []call
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		length := 0
		if postStarts.has(r) {
			length, _ = postAtStart(text[at:])
		}
		if length == 0 {
			at += size
			continue
		}
		made := call{start: at, end: at + length, post: text[at : at+length]}
		if made.turnsTo = turnsTo(text[:at]); !made.turnsTo { // 谢 of 谢谢 is a surname too
			if family := trailingSurname(text[:at]); family != "" {
				made.surname, made.start = family, at-len(family)
				made.turnsTo = turnsTo(text[:made.start])
			}
		}
		made.opens = made.surname == "" && beginsClause(text[:at]) && !isPartOfWord(text[made.end:])
		if made.surname != "" || made.turnsTo || made.opens {
			found = append(found, made)
		}
		at += length
	}
	return found
}

// beginsClause says whether a clause begins behind before.
func beginsClause(before string) bool {
	r, size := utf8.DecodeLastRuneInString(before)
	return size == 0 || unicode.IsPunct(r) || unicode.IsSpace(r)
}

// isPartOfWord says whether a post goes on as another word: 部长级, 主任会议.
func isPartOfWord(after string) bool {
	return slices.ContainsFunc(postEndings, func(word string) bool { return strings.HasPrefix(after, word) })
}

// turnsTo says whether what stands before a name or a post turns to its holder.
func turnsTo(before string) bool {
	for _, filler := range callFillers {
		before = strings.TrimSuffix(before, filler)
	}
	return slices.ContainsFunc(callCues, func(cue string) bool { return strings.HasSuffix(before, cue) })
}

// heedCalls learns the posts of those whose office is printed nowhere from how the turns next to theirs speak of them: whoever speaks
// after them thanks the post (谢谢公使), whoever speaks before them hands over to it (把时间交给政委, 请林副署长说明) or asks it (想请教部长). What
// is only asked must be heard twice, because somebody else may answer for the one who was asked. In a meeting without askers a post alone
// proves nothing: there everybody thanks the guest of honour, whoever spoke last.
func (c *cast) heedCalls(turns []schema.Turn) {
	votes := map[*person]map[string]int{}
	asked := c.hasAskers()
	vote := func(p *person, made call, weight int) {
		post := made.post
		if made.surname == "" && !asked || isRoleWord(post) {
			return
		}
		if votes[p] == nil {
			votes[p] = map[string]int{}
		}
		votes[p][post] += weight
	}
	for i, turn := range turns {
		if i > 0 && c.of[i-1] != c.of[i] {
			opening := firstRunes(turn.Text, 12)
			if before := c.of[i-1]; before.name != "" && before.part == anyPart && before.role == "" && containsAny(opening, hostThanks) {
				before.part = leads
			} else if before.wantsOffice() {
				for _, made := range calls(opening) {
					if containsAny(opening[:made.start], thanks) && before.isCalled(made.surname) {
						vote(before, made, 2)
					}
				}
			}
		}
		if i+1 < len(turns) && c.of[i+1] != c.of[i] && c.of[i+1].wantsOffice() {
			after := c.of[i+1]
			for _, made := range calls(turn.Text) {
				switch ends := len(turn.Text)-made.end < len(lastRunes(turn.Text, 30)); {
				case !after.isCalled(made.surname) || made.opens && !made.turnsTo:
				case ends && (made.surname != "" || containsAny(lastRunes(turn.Text[:made.start], 8), handingOver)):
					vote(after, made, 2)
				default:
					vote(after, made, 1)
				}
			}
		}
	}
	holders := map[string]*person{} // of a post, whoever is called by it most
	for _, p := range c.people {
		for post, n := range votes[p] {
			if holder := holders[post]; holder == nil || n > votes[holder][post] {
				holders[post] = p
			}
		}
	}
	for _, p := range c.people {
		best := ""
		for post, n := range votes[p] {
			if n >= 2 && holders[post] == p && (best == "" || n > votes[p][best] || n == votes[p][best] && post < best) {
				best = post
			}
		}
		if best != "" {
			p.affiliations = append(p.affiliations, best)
		}
	}
}

// wantsOffice says whether a person is known by name only.
func (p *person) wantsOffice() bool {
	return p.name != "" && len(p.affiliations) == 0 && p.part == anyPart && p.role != schema.Journalist
}

// isCalled says whether a surname, or none, fits the person.
func (p *person) isCalled(surname string) bool {
	if surname == "" {
		return true
	}
	family := p.surname
	if p.name != "" {
		family = familyName(p.name)
	}
	return nameKey(surname) == nameKey(family)
}

var (
	thanks     = strings.Fields("谢谢 謝謝 感谢 感謝 多谢 多謝")
	hostThanks = strings.Fields("谢谢主持人 謝謝主持人 感谢主持人 感謝主持人 谢谢司仪 謝謝司儀")
	// callCues are said to or of somebody whose turn it is, was or will be.
	callCues = strings.Fields("请教 請教 请问 請問 想问 想問 追问 追問 提给 提給 问给 交给 交給 请 請 有请 有請 谢谢 謝謝 感谢 感謝 欢迎 歡迎 邀请 邀請 先请 先請 给 給 向")
	// postEndings make another word of a post that they follow.
	postEndings = strings.Fields("级 級 们 們 室 办 辦 会议 會議")
	// callFillers may stand between such a word and the name.
	callFillers = strings.Fields("的 我们 我們 我 一下 下 们 是 一下子")
)
