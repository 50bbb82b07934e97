package enrich

import (
	"strings"
	"unicode"

	"shilu/schema"
)

// mostShared is how many questions in a row are told apart: people don't remember more of them when they answer.
const mostShared = 4

// shareOut divides answers among questions in a row, in order, each getting at least one: where the cut gives every answer to the
// question with which it shares the most pairs of characters that the other questions don't have. Where there are fewer answers than
// questions, or two cuts are equally good, each question gets all of them.
func shareOut(turns []schema.Turn, questions []question, answers []int) [][]int {
	parts := make([][]int, len(questions))
	for i := range parts {
		parts[i] = answers
	}
	k, m := len(questions), len(answers)
	if k < 2 || m < k {
		return parts
	}
	scores := likeness(turns, questions, answers)

	// best[j][i] is the best total of the first j answers when the last of them goes to question i; ways counts how many cuts reach it.
	type state struct{ total, ways, from int }
	best := make([][]state, m)
	for j := range best {
		best[j] = make([]state, k)
		for i := range best[j] {
			best[j][i] = state{total: -1}
			if j == 0 {
				if i == 0 {
					best[j][i] = state{total: scores[0][0], ways: 1}
				}
				continue
			}
			for _, from := range []int{i, i - 1} {
				if from < 0 || best[j-1][from].total < 0 {
					continue
				}
				total := best[j-1][from].total + scores[i][j]
				switch {
				case total > best[j][i].total:
					best[j][i] = state{total: total, ways: best[j-1][from].ways, from: from}
				case total == best[j][i].total:
					best[j][i].ways = 2
				}
			}
		}
	}
	if last := best[m-1][k-1]; last.ways != 1 || last.total == 0 {
		return parts
	}
	cut := make([][]int, k)
	for i, j := k-1, m-1; j >= 0; j-- {
		cut[i] = append([]int{answers[j]}, cut[i]...)
		i = best[j][i].from
	}
	return cut
}

// likeness counts for each question and answer the pairs of characters of the answer that this question has and no other.
func likeness(turns []schema.Turn, questions []question, answers []int) [][]int {
	const several = -1
	owner := map[[2]rune]int{}
	for i, q := range questions {
		for _, turn := range q.turns {
			eachPair(turns[turn].Text, func(pair [2]rune) {
				if other, known := owner[pair]; known && other != i {
					owner[pair] = several
				} else {
					owner[pair] = i
				}
			})
		}
	}
	scores := make([][]int, len(questions))
	for i := range scores {
		scores[i] = make([]int, len(answers))
	}
	for j, turn := range answers {
		counted := map[[2]rune]bool{}
		eachPair(turns[turn].Text, func(pair [2]rune) {
			if i, known := owner[pair]; known && i != several && !counted[pair] {
				counted[pair] = true
				scores[i][j]++
			}
		})
	}
	return scores
}

// functionCharacters stand in every sentence, whatever it is about.
const functionCharacters = "的了是在我你您他她它们們这這那个個一有也就都很和跟與与不会會要可以想说說到为為因所其而及等什么麼怎样樣请請吗嗎呢吧"

// eachPair gives every two neighbouring characters or letters of text that may say what it is about.
func eachPair(text string, do func([2]rune)) {
	var before rune
	for _, r := range text {
		if !unicode.IsLetter(r) || strings.ContainsRune(functionCharacters, r) {
			before = 0
			continue
		}
		if before != 0 {
			do([2]rune{before, r})
		}
		before = r
	}
}
