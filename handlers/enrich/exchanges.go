package enrich

import (
	"regexp"
	"slices"
	"strings"

	"shilu/schema"
)

// exchanges pairs questions with their answers. Where the labels say who asks (记者, 新华社, Q), every turn of theirs is a question and
// what the others say up to the next one answers it; otherwise a turn is a question that ends in one by its form.
func exchanges(turns []schema.Turn, c *cast) ([]schema.Exchange, []schema.Problem) {
	found := pairs(turns, c)
	var problems []schema.Problem
	for i, e := range found {
		addressees, problem := c.addressees(turns, e.Question)
		if found[i].Addressees = addressees; problem != nil {
			problems = append(problems, *problem)
		}
	}
	return found, problems
}

// pairs finds the questions and their answers.
func pairs(turns []schema.Turn, c *cast) []schema.Exchange {
	if !c.hasAskers() {
		return talkExchanges(turns, c, nil)
	}
	found := pressExchanges(turns, c)
	if c.press {
		return found
	}
	taken := make([]bool, len(turns))
	for _, e := range found {
		for _, turn := range slices.Concat(e.Question, e.Answers) {
			taken[turn] = true
		}
	}
	found = append(found, talkExchanges(turns, c, taken)...)
	slices.SortStableFunc(found, func(a, b schema.Exchange) int { return a.Question[0] - b.Question[0] })
	return found
}

// A question is one or more turns of one asker, with nobody else's between.
type question struct {
	turns []int
	asker *person
}

// pressExchanges reads a transcript with askers. Whoever leads is neither part of a question nor of an answer, but ends the answers
// by moving on, and answers by declining. What is said before the first question answers nothing.
func pressExchanges(turns []schema.Turn, c *cast) []schema.Exchange {
	var found []schema.Exchange
	var questions []question
	var answers []int
	answered := map[*person]bool{}
	closed := false
	finish := func() {
		found = append(found, pair(turns, questions, answers)...)
		questions, answers, closed = nil, nil, false
		clear(answered)
	}
	for i, turn := range turns {
		p := c.of[i]
		switch {
		case p.part == aside:
		case p.part == leads && (asksForOthers(turn.Text) || !c.press && c.asksGuest(turns, i)):
			if len(answers) > 0 || closed {
				finish()
			}
			questions = append(questions, question{turns: []int{i}, asker: p})
		case p.part == asks:
			if at := interrupted(turns, c, questions, answers, i); at >= 0 {
				questions[at].turns, answers = append(questions[at].turns, i), nil
				clear(answered)
				continue
			}
			if last := len(questions) - 1; last >= 0 && len(answers) == 0 && c.of[i-1].part != asks && isCounterQuestion(turns, i-1, questions[last]) {
				questions[last].turns = append(questions[last].turns, i)
				continue
			}
			if isInterjection(turn.Text) || p.role != schema.Journalist && !asksSomething(turn.Text) {
				continue // an audience also answers, and calls out
			}
			if len(answers) > 0 || closed {
				finish()
			}
			if last := len(questions) - 1; last >= 0 && continues(questions[last], p, turns, i) {
				questions[last].turns = append(questions[last].turns, i)
			} else {
				questions = append(questions, question{turns: []int{i}, asker: p})
			}
		case len(questions) == 0 || closed:
		case isCall(turn.Text):
			closed = len(answers) > 0
		case isPassedOn(turn.Text), len(answers) == 0 && isCounterQuestion(turns, i, questions[len(questions)-1]):
		case p.part == leads:
			if len(answers) == 0 && containsAny(turn.Text, declining) || answersThemselves.MatchString(turn.Text) {
				answers = append(answers, i)
			} else if containsAny(turn.Text, givingWord) {
				closed = true
			} else if len(answers) == 0 && c.chairAnswers(turns, i) {
				answers = append(answers, i)
			} else if containsAny(strings.ToLower(turn.Text), movingOn) && !containsAny(turn.Text, passingOn) {
				closed = true
			}
		case len(answers) > 0 && closesEvent(turn.Text):
			closed = true // a spokesperson who leads alone closes too
		case !c.press && answered[p] && c.of[answers[len(answers)-1]] != p:
			closed = true // somebody speaks again after another did: the answers have turned into a talk
		default:
			answers = append(answers, i)
			answered[p] = true
		}
	}
	finish()
	return found
}

// chairAnswers says whether whoever leads answers at a turn: it tells something, and nobody else does before the next question. Before the press
// a brief turn is a call.
func (c *cast) chairAnswers(turns []schema.Turn, i int) bool {
	text := turns[i].Text
	if i > 0 && c.of[i-1].part != asks || i+1 < len(turns) && c.of[i+1].part != asks && c.of[i+1] != c.of[i] || c.press && isBrief(text) {
		return false
	}
	return !containsAny(strings.ToLower(text), movingOn) && !closesEvent(text) && !isCall(text) && !isPassedOn(text) && !strings.ContainsAny(text, "?？")
}

// asksGuest says whether whoever leads a programme asks at a turn, and is answered by somebody who isn't there to ask.
func (c *cast) asksGuest(turns []schema.Turn, i int) bool {
	return i+1 < len(turns) && c.of[i+1].part == anyPart && formOf(turns[i].Text) != noQuestion && !isInvitation(turns[i].Text) && !isPassedOn(turns[i].Text) &&
		(i == 0 || c.of[i-1].part != asks || len(turns[i].Text) > 120)
}

// continues says whether an asker's turn goes on with the question before it: the same asker, or under a label that names whoever
// speaks, after a turn that hasn't asked anything yet.
func continues(before question, asker *person, turns []schema.Turn, turn int) bool {
	if before.asker == asker {
		return true
	}
	last := before.turns[len(before.turns)-1]
	if !asker.each || !before.asker.each || turns[last].Label != turns[turn].Label {
		return false
	}
	return last == turn-1 && !endsInMark(turns[last].Text)
}

// interrupted finds the question that an asker's turn goes on with after somebody has cut it short (Was a ceasefire -- / Let me just -- / --
// discussed?), -1 for none. What was said in between is no answer as long as it is brief.
func interrupted(turns []schema.Turn, c *cast, questions []question, answers []int, turn int) int {
	if len(answers) > mostInterruptions || slices.ContainsFunc(answers, func(answer int) bool { return !isBrief(turns[answer].Text) }) {
		return -1
	}
	for at := len(questions) - 1; at >= max(0, len(questions)-mostShared); at-- {
		last := questions[at].turns[len(questions[at].turns)-1]
		same := c.of[last] == c.of[turn] || turns[last].Label == turns[turn].Label && resumes(turns[turn].Text)
		if same && breaksOff(turns[last].Text) && goesOn(turns, last, turn) {
			return at
		}
	}
	return -1
}

// mostInterruptions is how many brief turns may stand between the parts of a question.
const mostInterruptions = 3

// isCounterQuestion says whether a turn asks back (Which vote?) and the asker goes on: it answers nothing, and what follows belongs to the
// question.
func isCounterQuestion(turns []schema.Turn, turn int, q question) bool {
	return turn+1 < len(turns) && turns[turn+1].Label == turns[q.turns[0]].Label && isBrief(turns[turn].Text) &&
		isOneSentence(turns[turn].Text) && formOf(turns[turn].Text) != noQuestion
}

// pair makes an exchange of each question. Several in a row share out the answers where their words show which belongs to which;
// otherwise all of the answers are to all of them. A long row of questions is one exchange: nobody could tell them apart.
func pair(turns []schema.Turn, questions []question, answers []int) []schema.Exchange {
	if len(questions) > mostShared {
		whole := question{asker: questions[0].asker}
		for _, q := range questions {
			whole.turns = append(whole.turns, q.turns...)
		}
		questions = []question{whole}
	}
	parts := shareOut(turns, questions, answers)
	found := make([]schema.Exchange, len(questions))
	for i, q := range questions {
		found[i] = schema.Exchange{Question: q.turns, Answers: parts[i]}
	}
	return found
}

// talkExchanges reads a talk in which nobody is known to ask. A question is a turn whose last sentence is one by its form, answered by
// whoever speaks next. A tag (…, right? 对吧？) only counts from the one who asks most of the others: it is how an interviewer makes
// sure, and how everybody else talks. Turns that are taken belong to another exchange already.
func talkExchanges(turns []schema.Turn, c *cast, taken []bool) []schema.Exchange {
	forms := make([]questionForm, len(turns))
	asked, total := map[*person]int{}, 0
	for i, turn := range turns {
		if taken != nil && (taken[i] || c.of[i].part == asks) {
			continue
		}
		text := turn.Text
		if from := resumed(turns, c, i); from < i {
			text = turns[from].Text + " " + text
		}
		if isInvitation(text) || isPassedOn(text) {
			continue
		}
		if forms[i] = formOf(text); forms[i] == noQuestion && asksBefore(text, i+1 < len(turns) && c.answersTo(i+1, i)) {
			forms[i] = plainQuestion
		}
		if c.of[i].role == schema.Host && forms[i] == noQuestion && (asksAll.MatchString(lastSentence(text)) || endsInMark(text) && !isLatin(text)) {
			forms[i] = plainQuestion
		}
		if forms[i] == plainQuestion {
			asked[c.of[i]]++
			total++
		}
	}
	var found []schema.Exchange
	for i := range turns {
		p := c.of[i]
		if last := len(found) - 1; last >= 0 && forms[i] == noQuestion && echoes(turns, c, found[last], i) {
			forms[i] = plainQuestion
		}
		first := i + 1
		for first+1 < len(turns) && c.of[first] != p && c.of[first+1] != p && isPassedOn(turns[first].Text) {
			first++
		}
		if p.part == aside || first >= len(turns) || c.of[first] == p || c.of[first].part == aside || taken != nil && taken[first] {
			continue
		}
		if forms[i] == noQuestion || forms[i] == tagQuestion && p.role != schema.Host && 2*asked[p] <= total {
			continue
		}
		if forms[first] != noQuestion && isOneSentence(turns[first].Text) {
			continue // asked back
		}
		answers := []int{first}
		for next := first + 1; next < len(turns) && forms[next] == noQuestion && !closesEvent(turns[next].Text) && (taken == nil || !taken[next]); next++ {
			before := c.of[next-1]
			if q := c.of[next]; q != before && (q == p || q.part == aside || q.part == leads || !supplements(turns[next].Text) && !c.handsTo(turns[next-1].Text, q)) {
				break
			}
			answers = append(answers, next)
		}
		if allOfThem.MatchString(strings.ToLower(lastSentence(turns[i].Text))) {
			answers = c.answersOfAll(turns, forms, i, answers)
		}
		asking := []int{i}
		if from := resumed(turns, c, i); from < i {
			asking = []int{from, i}
		}
		found = append(found, schema.Exchange{Question: asking, Answers: answers})
	}
	return found
}

// answersOfAll adds the answers of the others to a question that is put to everybody (两位觉得…？), until the asker speaks again or somebody asks.
func (c *cast) answersOfAll(turns []schema.Turn, forms []questionForm, question int, answers []int) []int {
	for next := answers[len(answers)-1] + 1; next < min(len(turns), question+mostAnswers); next++ {
		if c.of[next] == c.of[question] || c.of[next].part != anyPart || forms[next] != noQuestion {
			break
		}
		answers = append(answers, next)
	}
	return answers
}

// mostAnswers is how many turns behind a question to all of them are looked at: more people don't sit on a podium.
const mostAnswers = 12

// answersTo says whether who speaks at a turn is there to answer whoever speaks at another: an official a member, anybody a host.
func (c *cast) answersTo(turn, other int) bool {
	p, asker := c.of[turn], c.of[other]
	return p != asker && (asker.role == schema.Host || asker.role == schema.Guest && p.role == schema.Official)
}

// echoes says whether a turn asks again, by its mark alone, what has just been answered to the same person (Thirty minutes each way?), before the
// same answers again. Elsewhere a mark proves nothing.
func echoes(turns []schema.Turn, c *cast, before schema.Exchange, i int) bool {
	if i+1 >= len(turns) || before.Answers[len(before.Answers)-1] != i-1 || c.of[before.Question[0]] != c.of[i] || c.of[i-1] != c.of[i+1] {
		return false
	}
	return endsInMark(turns[i].Text) && isBrief(turns[i].Text) && isOneSentence(turns[i].Text)
}

// resumed is the turn that turn i goes on with after a brief interruption, i itself where it doesn't.
func resumed(turns []schema.Turn, c *cast, i int) int {
	if i >= 2 && c.of[i-2] == c.of[i] && breaksOff(turns[i-2].Text) && isBrief(turns[i-1].Text) && goesOn(turns, i-2, i) {
		return i - 2
	}
	return i
}

var (
	// allOfThem puts a question to everybody who is there.
	allOfThem = regexp.MustCompile(`[两兩二三四五六几幾各每]位|(?:大家|你们|你們|您几位)(?:都|各自|怎么|怎麼|觉得|覺得|分别|分別)|\b(?:both|each|all|either) of you\b`)
	// asksAll is how a host asks all of them without a question: 请每位用一句话说说. 请大家发言 calls them.
	asksAll = regexp.MustCompile(`(?:[两兩二三四五六几幾各每]位|大家)[^。！？]{0,12}(?:用一句|一句话|一句話|[说說][说說]|[谈談][谈談]|[讲講][讲講]|分享)`)
	// movingOn ends what is being answered.
	movingOn = append(strings.Fields(`
下一个问题 下一個問題 下一位 下一题 下一題 最后一个问题 最後一個問題 最后一位 最後一位 最后一题 最後一題 继续提问 繼續提問 到此结束 到此結束 到这里 到這裡 到這邊 到这儿 結束 结束 `),
		"next question", "last question", "final question", "move on", "thank you all", "that concludes")
	// passingOn hands the question to whoever answers.
	passingOn = strings.Fields("回答 解答 作答 答复 答覆 答復")
	// givingWord lets somebody speak who wasn't asked.
	givingWord = strings.Fields("说两句 說兩句 讲两句 講兩句 说几句 說幾句 讲几句 講幾句")
	// answersThemselves is a host who doesn't pass the question on.
	answersThemselves = regexp.MustCompile(`我[来來](?:回答|解答|回[应應]|[说說]明|答)|[这這](?:个|個)?(?:问题|問題|[题題])我(?:回答|答|[来來])|由我(?:[来來])?回答`)
	// declining is an answer too, even from whoever leads.
	declining = strings.Fields("不便回答 不便回應 不便回应 无可奉告 無可奉告 会后回复 會後回覆 会后答复 會後答覆 书面答复 書面答覆 书面回复 書面回覆")
)
