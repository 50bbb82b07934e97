package enrich

import (
	"strings"
	"unicode"
)

// findDocuments finds the titles of documents and their numbers.
func (n *nameReader) findDocuments() {
	for i := 0; i < len(n.t.r); i++ {
		end := 0
		start := i
		switch r := n.t.r[i]; r {
		case '《':
			end = n.titleEnd(i, '《', '》')
		case '「', '『', '“', '‘':
			if end = n.titleEnd(i, r, closingMark(r)); end > 0 && !n.namesLaw(i+1, end-1) {
				end = 0
			}
		case '〔', '[', '〕', '（', '(', '［', '字':
			start, end = n.documentNumber(i)
		case '中':
			end = n.nationalLaw(i)
		}
		if end > i {
			n.add(span{start: start, end: end, kind: kindDocument})
			i = end - 1
		}
	}
}

// titleEnd is the end of the title that begins at i, its marks included, 0 if it doesn't end.
func (n *nameReader) titleEnd(i int, opening, closing rune) int {
	depth := 0
	for at := i; at < min(len(n.t.r), i+longestTitle); at++ {
		switch n.t.r[at] {
		case opening:
			depth++
		case closing:
			if depth--; depth == 0 {
				return at + 1
			}
		case '\n':
			return 0
		}
	}
	return 0
}

func closingMark(opening rune) rune {
	return map[rune]rune{'「': '」', '『': '』', '“': '”', '‘': '’'}[opening]
}

// namesLaw says whether what stands in quotation marks is the title of a law or the like: it ends in a word for one and holds no
// punctuation. 办法 alone is a way to do something.
func (n *nameReader) namesLaw(start, end int) bool {
	if end-start < 4 || end-start > 40 {
		return false
	}
	inside := string(n.t.r[start:end])
	if strings.ContainsFunc(inside, func(r rune) bool { return unicode.IsPunct(r) && !strings.ContainsRune("()（）、《》", r) }) {
		return false
	}
	for _, ending := range documentEndings {
		rest, ok := strings.CutSuffix(inside, ending)
		if !ok || !strings.ContainsFunc(rest, unicode.IsLetter) {
			continue
		}
		switch ending {
		case "法":
			return !strings.ContainsFunc(lastRunes(rest, 1), func(r rune) bool { return strings.ContainsRune("办方做说作想看用手无违合非司执", r) })
		case "办法":
			return containsAny(rest, []string{"管理", "实施", "暂行", "处理", "作业", "奖励", "评审"})
		}
		return true
	}
	return false
}

// documentNumber reads 国办发〔2023〕15号 around its bracket, and 府教字第1120023456号 around its 字. Before it stand the letters of
// whoever issued it, up to the word that names it in the sentence.
func (n *nameReader) documentNumber(i int) (start, end int) {
	t := n.t
	digits := func(at int) int {
		for isNumeralDigit(t.rune(at)) {
			at++
		}
		return at
	}
	at := i + 1
	if t.r[i] == '字' {
		if t.rune(at) != '第' {
			return 0, 0
		}
		if end = digits(at + 1); end == at+1 || t.rune(end) != '号' {
			return 0, 0
		}
		end++
	} else {
		year := digits(at)
		if year-at != 4 || !strings.ContainsRune("〕])）］", t.rune(year)) {
			return 0, 0
		}
		number := year + 1
		if t.rune(number) == '第' {
			number++
		}
		if end = digits(number); end == number || t.rune(end) != '号' {
			return 0, 0
		}
		end++
	}
	if t.rune(end) == '函' || t.rune(end) == '令' {
		end++
	}
	start = i
	for start > 0 && i-start < longestIssuer && unicode.Is(unicode.Han, t.r[start-1]) {
		start--
	}
	for token := n.tokenAt(start); token < len(n.lattice.Tokens) && n.lattice.Tokens[token].Start < i; token++ {
		if w := n.lattice.Tokens[token]; n.isIssuerCue(w.Start, w.End) {
			start = w.End
		}
	}
	if start >= i {
		return 0, 0
	}
	return start, end
}

// isIssuerCue says whether a word stands before a document's number and is no part of it.
func (n *nameReader) isIssuerCue(start, end int) bool {
	word := string(n.t.r[start:end])
	return issuerCues[word]
}

// nationalLaw reads 中华人民共和国民法典, which speech doesn't put in marks.
func (n *nameReader) nationalLaw(i int) int {
	const state = "中华人民共和国"
	if !n.t.has(i, state) {
		return 0
	}
	begin := i + len([]rune(state))
	for end := begin + 1; end <= min(len(n.t.r), begin+16) && unicode.Is(unicode.Han, n.t.r[end-1]); end++ {
		for _, ending := range []string{"法典", "条例", "法"} {
			if n.t.endsWith(end, ending) && end-len([]rune(ending)) > begin && n.atWordEnd(end) && !n.t.hasAny(end, "典院律官人治规庭制定") {
				return end
			}
		}
	}
	return 0
}

const (
	// longestTitle is how many characters a document's title between 《 and 》 may have; beyond, a mark has been lost.
	longestTitle = 100
	// longestIssuer is how many characters an issuer's letters have at most.
	longestIssuer = 10
)

var (
	documentEndings = strings.Fields("办法 法典 法 条例 纲要 公约 章程 白皮书 细则")
	issuerCues      = foldedSet(`依据 根据 按照 依照 遵照 印发 下发 发布 以 和 与 及 的 是 在 文件 了 由 见 即 就是 发出 按 依 据 出台 转发 参照 落实 执行 收到 请 看 叫 为 对 从 还有 包括 以及 、 编号 文号`)
)
