package enrich

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"shilu/schema"
)

// This file tells what neither asks nor answers: a call to speak, thanks, a question handed on, a turn that somebody cuts short.

// isCall says whether a turn does no more than call somebody to speak, let them go on, or thank: Okay. Steve, go ahead. 请继续。Thanks, everyone.
func isCall(text string) bool {
	if !isBrief(text) || strings.ContainsAny(text, "?？0123456789") {
		return false
	}
	lower := strings.ToLower(strings.TrimSpace(text))
	return goAhead.MatchString(lower) && !tellsBefore(lower) || onlyThanks.MatchString(lower)
}

// tellsBefore says whether something is told before the sentence that calls the next one: We have no trips to announce. Yes, in the back.
func tellsBefore(lower string) bool {
	last := lastSentence(lower)
	before := strings.TrimSpace(lower[:strings.LastIndex(lower, last)])
	if !isLatin(before) || len(strings.Fields(before)) < 4 {
		return false
	}
	return !leadsUp.MatchString(before) && !goAhead.MatchString(before)
}

// leadsUp is said before somebody is called.
var leadsUp = regexp.MustCompile(`^(?:ok|okay|all right|alright|yes|well|so|now|let['’]?s|let me|we['’]ll|i['’]ll|i will|we will|thanks?|thank you|next|sorry)\b`)

// isPassedOn says whether a turn does no more than hand a question to somebody else: 請社會局長說明。I'll let Ann take that.
func isPassedOn(text string) bool {
	if !isBrief(text) {
		return false
	}
	lower := strings.TrimSpace(strings.ToLower(text))
	if strings.Contains(lower, "speak for themselves") { // declines
		return false
	}
	if isOneSentence(text) && (handsOnInEnglish.MatchString(lower) || handsOnAsking.MatchString(lower)) {
		return true
	}
	return !strings.ContainsAny(text, "?？") && handsOn.MatchString(lower)
}

// closesEvent says whether a turn does no more than end the event: 今天的发布会就到这里，谢谢大家。All right, that's all for today.
func closesEvent(text string) bool {
	return utf8.RuneCountInString(text) <= longestClosing && !strings.ContainsAny(text, "?？") && closing.MatchString(strings.ToLower(text))
}

// longestClosing is in characters; people thank everybody while they close.
const longestClosing = 90

// handsTo says whether somebody who answers leaves the rest to the next speaker: 小燕，你给大伙念念。Sam can speak to that.
func (c *cast) handsTo(text string, next *person) bool {
	last := lastSentence(text)
	if len(last) > 200 || endsInMark(last) {
		return false
	}
	for _, m := range c.mentions(last) {
		if len(m.who) == 1 && m.who[0] == next {
			return true
		}
	}
	if words := strings.Fields(last); len(words) > 2 && isLatin(next.name) && knowsHow[words[1]] { // Sam can speak to that.
		return isFirstNameOf(words[0], next.name)
	}
	return false
}

// knowsHow are said of somebody who is to go on.
var knowsHow = wordSet("can will could may might should would has is")

// supplements says whether a turn opens by adding to what another has answered: 我补充一下。Let me add to that.
func supplements(text string) bool {
	return supplement.MatchString(strings.ToLower(firstRunes(text, 40)))
}

// isInvitation says whether a turn ends by asking for questions, for remarks or for somebody to speak, which is no question to be answered: 还有
// 没有其他问题？哪位要分享？Any other questions?
func isInvitation(text string) bool {
	return endsInMark(text) && invitation.MatchString(strings.ToLower(lastSentence(text)))
}

// breaksOff says whether a turn ends before its sentence does.
func breaksOff(text string) bool {
	text = strings.TrimRightFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(closingQuotes, r) })
	return strings.HasSuffix(text, "--") || strings.HasSuffix(text, "—") || strings.HasSuffix(text, "–") || strings.HasSuffix(text, "…") || strings.HasSuffix(text, "⋯") || strings.HasSuffix(text, "...")
}

// resumes says whether a turn begins within a sentence.
func resumes(text string) bool {
	text = strings.TrimSpace(text)
	for _, mark := range []string{"--", "—", "–", "…", "⋯", "..."} {
		if strings.HasPrefix(text, mark) {
			return true
		}
	}
	return false
}

// goesOn says whether turn i takes up what the turn at from left off: in the middle of the sentence, from its beginning again, or called to do
// so. People also trail off, get a nod, and ask something else.
func goesOn(turns []schema.Turn, from, i int) bool {
	text := strings.TrimSpace(turns[i].Text)
	first, _ := utf8.DecodeRuneInString(text)
	again := firstRunes(text, 4)
	return resumes(text) || unicode.IsLower(first) || isCall(turns[i-1].Text) ||
		len(again) < len(text) && strings.HasPrefix(strings.TrimSpace(turns[from].Text), again)
}

// isBrief says whether a turn is over in a breath: some twenty Chinese characters or a dozen words.
func isBrief(text string) bool {
	if len(text) > 120 {
		return false
	}
	if isLatin(text) {
		return len(strings.Fields(text)) <= 12
	}
	return utf8.RuneCountInString(text) <= 22
}

var (
	goAhead = regexp.MustCompile(`(?:\bgo (?:ahead|on)\b|\bplease (?:continue|proceed|go)\b|\bin the (?:back|front|middle)\b|\bnext (?:up|one)?[.!]?$|^(?:yes|okay|ok|all right|alright)?[,. ]*(?:please|sir|ma['’]am|your question)[.!]?$` +
		`|请继续|請繼續|请讲|請講|[请請](?:提问|提問|说|說|发问|發問)|[您你][说說讲講][。！]?$|^好?[的，,。]*[请請].{0,12}(?:提问|提問|发问|發問)[。！]?$)`)
	onlyThanks = regexp.MustCompile(`^(?:(?:ok|okay|好|好的|好了|all right|alright)[,，.。 ]*)?(?:thanks?|thank you|谢谢|謝謝|多谢|多謝|感谢|感謝)(?:[,，]? ?(?:you|everyone|everybody|all|very much|so much|guys|folks|大家|各位|您|你|你们|你們|主持人|记者朋友|媒體朋友|媒体朋友))*(?:[,，]?[\p{Han}]{1,6})?[.!。！]*$`)
	handsOn    = regexp.MustCompile(`^(?:好的?[，,。]?|谢谢[。，,]?|謝謝[。，,]?|这个问题|這個問題|这个|這個|这一题|這一題|那|那麼|那么|[，,])*(?:由|请|請|麻烦|麻煩|有请|有請).{1,16}(?:说明|說明|回答|解答|作答|答复|答覆|答復|回应|回應|补充|補充|介绍|介紹|来讲|來講|报告|報告)(?:一下)?[。！]?$`)
	// handsOnAsking is how a minister asks to be relieved: 這個部分是不是請署長來說明？
	handsOnAsking = regexp.MustCompile(`^(?:这个|這個)?(?:问题|問題|部分)?(?:是不是|可不可以|能不能|能否|可否|是否)(?:先)?(?:由|请|請).{1,16}(?:说明|說明|回答|答复|答覆|答復|回应|回應|补充|補充|报告|報告)(?:一下)?[？?。]?$`)
	closing       = regexp.MustCompile(`到此结束|到此結束|到此为止|到此為止|(?:就|先|[聊谈談说說讲講])到[这這](?:里|裡|邊|边|儿|兒)|散会|散會|(?:会|會)(?:就)?(?:结束|結束)了?[，。,.]|今天就[这這][样樣]|` +
		`that['’]s (?:all|it) for today|that['’]s all the time we have|see you (?:all )?(?:tomorrow|next (?:week|time|month))|thanks,? (?:everybody|everyone|all)\b|thank you(?:,| all|,? everybody|,? everyone)|\badjourned\b`)
	supplement       = regexp.MustCompile(`^(?:好[的，,。 ]*|[谢謝][谢謝][^。，,]{0,8}[。，,])?我?(?:来|來|再|也|想|简单|簡單)*(?:补充|補充)|^我[来來再也]*(?:[说說][明几幾两兩一]|[讲講][几幾两兩])|\b(?:just to add|i(?:['’]d| would)(?: just)? add|let me(?: just)? add|if i (?:can|could|may)(?: just)? add|to add to that)\b`)
	handsOnInEnglish = regexp.MustCompile(`^(?:well,? |so,? |okay,? |ok,? )?i(?:['’]ll| will) (?:let|ask|defer to|hand|turn|pass)\b|^(?:[\pL]+[,:] )?(?:do you want to|would you like to|can you) take (?:that|this)(?: one)?[.?]?$|^[\pL]+ will take (?:that|this)\b`)
	// invitation begins a sentence: who is named in it is asked.
	invitation = regexp.MustCompile(`^(?:(?:好|那|那麼|那么|请问|請問|不知道|不曉得|不晓得|看看?|现在|現在|现场|現場|大家|各位|在座的?|接下来|接下來|如果|[，,、 ])*(?:[还還](?:有没有|有沒有|有)|有没有|有沒有)(?:其他|其它|别的|別的|什么|什麼|任何|要|人|谁|誰|哪一?位|更多|一些|的)*(?:问题|問題|意见|意見|补充|補充|提案|想法|建议|建議|回应|回應|分享|发言|發言|提问|提問)[要的想吗嗎呢]*[？?]` +
		`|(?:请问|請問|看|那|好|[，, ])*(?:谁|誰|有人|哪一?位|哪一個|哪个).{0,4}(?:要|想|愿意|願意|可以)?.{0,3}(?:分享|回应|回應|发言|發言|提问|提問|补充|補充|開始|开始|先[说說讲講]).{0,4}[？?]` +
		`|.{0,12}补充[质質][询詢]|.{0,12}補充質詢` +
		`|(?:so|okay|ok|all right|are there|do you have|does anyone have|do we have|[, ])*(?:any|no) (?:(?:other|more|further|final|last) (?:questions|comments|thoughts|remarks)|questions)\b[^.?]{0,30}\?` +
		`|(?:anyone|anybody) else\?|who (?:else )?(?:wants|would like) to\b[^.?]{0,60}\?)`)
)
