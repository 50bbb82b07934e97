package enrich

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// questionForm is what the last sentence of a turn is by its form.
type questionForm int

const (
	noQuestion    questionForm = iota
	plainQuestion              // What else? 怎么做？
	tagQuestion                // …, right? …，对吧？
)

// formOf reads a turn's last sentence. A question mark alone proves little: people raise their voice at the end of a statement, and
// speech recognition writes it down. In English a clause of the sentence must also begin like a question, in Chinese it must hold a
// question word.
func formOf(text string) questionForm {
	sentence := lastSentence(text)
	if !endsInMark(sentence) {
		return noQuestion
	}
	if strings.IndexFunc(sentence, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0 {
		return chineseForm(sentence)
	}
	return englishForm(sentence)
}

func chineseForm(sentence string) questionForm {
	body := strings.TrimRightFunc(sentence, isClosing)
	for _, tag := range chineseTags {
		if strings.HasSuffix(body, tag) {
			return tagQuestion
		}
	}
	for _, particle := range []string{"吗", "嗎", "么", "麼", "呢", "未", "没有", "沒有"} {
		if strings.HasSuffix(body, particle) {
			return plainQuestion
		}
	}
	if containsAny(body, chineseQuestionWords) || offersBoth(body) {
		return plainQuestion
	}
	return noQuestion
}

// offersBoth says whether a sentence leaves the choice between a verb and its denial: 算不算, 来没来.
func offersBoth(s string) bool {
	var before, middle rune
	for _, r := range s {
		if r == before && (middle == '不' || middle == '没' || middle == '沒' || middle == '唔') && unicode.Is(unicode.Han, r) {
			return true
		}
		before, middle = middle, r
	}
	return false
}

// asksBefore says whether a turn asks before its last sentence, which gives the reason: 博士呢？去年我们只有五个。Of somebody who isn't there to be
// asked only a brief turn does: people ask themselves, and go on.
func asksBefore(text string, answerable bool) bool {
	last := lastSentence(text)
	rest := strings.TrimSpace(text[:strings.LastIndex(text, last)])
	if formOf(rest) == plainQuestion && (answerable || isBrief(text) && isOneSentence(rest)) {
		return true
	}
	if !answerable {
		return false
	}
	last = lastSentence(rest)
	rest = strings.TrimSpace(rest[:strings.LastIndex(rest, last)])
	return formOf(rest) == plainQuestion
}

// asksForOthers says whether whoever leads reads a question out, or asks one before the others do: 网友问，…？ 我先提一个问题。…？
func asksForOthers(text string) bool {
	if formOf(text) != plainQuestion || isInvitation(text) || containsAny(text, []string{"哪位", "谁来", "誰來", "由谁", "由誰"}) {
		return false
	}
	return readsOut.MatchString(text)
}

// readsOut is how a host says whose question it is.
var readsOut = regexp.MustCompile(`(?:网友|網友|网民|網民|观众|觀眾|听众|聽眾|粉丝|粉絲|评论区|評論區|留言|线上|線上|弹幕|彈幕)[^。？！]{0,20}[问問]|我(?:先|也|再|来|來|想|先来|先來|替大家)*(?:提一?[个個]|请?问|請?問)|questions? (?:from|comes from|submitted)`)

func englishForm(sentence string) questionForm {
	clauses := strings.FieldsFunc(strings.ToLower(strings.ReplaceAll(sentence, "’", "'")), func(r rune) bool { return strings.ContainsRune(",;:–—-", r) })
	tag := false
	for i, clause := range clauses {
		words := strings.FieldsFunc(clause, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' })
		tag = i > 0 && i == len(clauses)-1 && englishTags[strings.Join(words, " ")]
		if tag {
			break
		}
		for len(words) > 1 && englishFillers[words[0]] {
			words = words[1:]
		}
		if len(words) > 0 && englishOpeners[words[0]] || i == len(clauses)-1 && len(words) > 2 && words[0] == "you" && !addressing[words[1]] { // You had the watch?
			return plainQuestion
		}
	}
	if tag {
		return tagQuestion
	}
	return noQuestion
}

// endsInMark says whether text ends in a question mark, quotation marks and brackets apart.
func endsInMark(text string) bool {
	text = strings.TrimRightFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(closingQuotes, r) })
	return strings.HasSuffix(text, "?") || strings.HasSuffix(text, "？")
}

// lastSentence goes back from the end to the mark that ends the sentence before. Dots that trail off (…) are a pause.
func lastSentence(text string) string {
	end := len(strings.TrimRightFunc(text, func(r rune) bool { return unicode.IsSpace(r) || isClosing(r) }))
	for at := end; at > 0; {
		r, size := utf8.DecodeLastRuneInString(text[:at])
		switch r {
		case '。', '！', '？', '!', '?':
			return strings.TrimSpace(text[at:])
		case '.':
			if at < len(text) && unicode.IsSpace(rune(text[at])) {
				return strings.TrimSpace(text[at:])
			}
		}
		at -= size
	}
	return strings.TrimSpace(text)
}

// isOneSentence says whether text is no more than its last sentence.
func isOneSentence(text string) bool { return len(lastSentence(text)) == len(strings.TrimSpace(text)) }

// isInterjection says whether an asker's turn is too short to ask anything and doesn't: 好的，谢谢。 I see.
func isInterjection(text string) bool {
	if strings.ContainsAny(text, "?？") {
		return false
	}
	lower := strings.ToLower(text)
	if isBrief(text) && apology.MatchString(lower) {
		return true
	}
	return utf8.RuneCountInString(text) <= longestInterjection && !containsAny(lower, requests) && !isRemark(text)
}

// isRemark says whether an asker's brief turn in Chinese puts something forward to be answered, and does more than nod: 有人担心形成垄断。
func isRemark(text string) bool {
	return !isLatin(text) && utf8.RuneCountInString(text) > 8 && !nodding.MatchString(text)
}

// asksSomething says whether text holds a question mark, or a word that asks.
func asksSomething(text string) bool {
	return strings.ContainsAny(text, "?？") || containsAny(text, askingWords) || imperative.MatchString(strings.ToLower(text))
}

// isClosing are marks that may follow a sentence's last word.
func isClosing(r rune) bool { return strings.ContainsRune("。！？!?."+closingQuotes, r) }

// longestInterjection is in characters; 请介绍一下相关情况 is shorter, and is told by its words.
const longestInterjection = 24

const closingQuotes = "”’」』\"')）"

var (
	chineseTags          = strings.Fields("对吧 對吧 是吧 好吧 对吗 對嗎 是吗 是嗎 好吗 好嗎 好不好 对不对 對不對 是不是")
	chineseQuestionWords = strings.Fields(`
什么 什麼 甚麼 怎么 怎麼 怎样 怎樣 如何 为何 為何 有何 哪 谁 誰 多少 几 幾 是否 有没有 有沒有 是不是 能不能 可不可以 会不会 會不會 要不要 能否 可否 何时 何時 何以 多久 多大 多长 多長 请问 請問 请教 請教
还是 還是 幾耐 點解 點樣 點算 邊個 邊度 乜嘢 係咪 有冇 咩`)  // 还是 offers a choice; what follows is Cantonese

	askingWords = strings.Fields("请问 請問 请教 請教 想问 想問 想反映 反映一下 想咨询 咨询一下 想投诉 想求助 想諮詢")
	// imperative asks in the form of an order: Please state your name. 请谈谈感受。
	imperative = regexp.MustCompile(`(?:^|[.,;] )(?:and |so |now,? )?(?:please |can you )?(?:state|tell|describe|explain|walk|identify|give)\b|\bplease (?:state|tell|describe|explain|identify|give)\b|[请請](?:您|你)?(?:介绍|介紹|谈谈|談談|说说|說說|说明|說明|解释|解釋)`)
	// nodding begins what an asker says who has heard enough.
	nodding = regexp.MustCompile(`^(?:好|谢|謝|感谢|感謝|多谢|多謝|明白|了解|知道|嗯|哦|喔|对|對|是[的啊，。]|没有|沒有|可以|行|OK|ok|[（(])`)
	// apology is of somebody who breaks in.
	apology = regexp.MustCompile(`^(?:抱歉|不好意思|对不起|對不起|sorry|excuse me)`)

	englishTags    = lineSet("right|correct|yeah|no|ok|okay|huh|you know|is that right|isn't it|aren't they|aren't you|don't you|doesn't it|didn't it|wasn't it|won't it")
	englishFillers = wordSet(`
so and but okay ok well yeah yes yep no um uh like now then also or because right great alright all hmm oh ah hey hi sorry wait i guess just actually maybe anyway cool sure thanks
`)
	// addressing follow a you that asks nothing.
	addressing     = wordSet("know see mean guys all can could should might say said guessed think")
	englishOpeners = wordSet(`
what why how who which where when whose whom what's how's who's where's when's why's
do does did is are was were am can could will would should shall may might must have has had
isn't aren't wasn't weren't don't doesn't didn't can't couldn't won't wouldn't shouldn't haven't hasn't hadn't any anything anyone anybody
`)
	// requests ask without a question mark.
	requests = append(strings.Fields(`
请 請 问 問 教 谈 談 介绍 介紹 说明 說明 解释 解釋 如何 怎么 怎麼 怎样 怎樣 什么 什麼 为何 為何 为什么 是否 能否 可否 有没有 有沒有 吗 嗎 呢 看法 评论 評論 回应 回應 澄清 证实 證實`),
		"please", "tell", "explain", "comment", "talk about", "describe", "follow up", "what", "why", "how")
)

// lineSet makes a set of phrases divided by |.
func lineSet(table string) map[string]bool {
	set := map[string]bool{}
	for _, phrase := range strings.Split(table, "|") {
		set[strings.TrimSpace(phrase)] = true
	}
	return set
}
