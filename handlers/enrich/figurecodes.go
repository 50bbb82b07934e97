package enrich

// codeEnd finds the end of a name or code that the digits at i are a part of: 09:30, 0631-5201314, v2.4.1, 5G, “5+2”, 〔2023〕. It returns i
// where they are a number.
func codeEnd(t *numeralText, i int) int {
	if !isNumeralDigit(t.rune(i)) {
		return i
	}
	digits := i
	for isNumeralDigit(t.rune(digits)) {
		digits++
	}
	before, after := t.rune(i-1), t.rune(digits)
	switch {
	case after == '_', before == '#', before == '@', before == '№', before == '_', before == '〔', before == '/', before == '\\':
		return tokenEnd(t, i)
	case isFormulaSign(before) && partOfFormula(t.rune(i-2)):
		return digits
	case isFormulaSign(after) && partOfFormula(t.rune(digits+1)):
		return digits
	case after == ':' && isNumeralDigit(t.rune(digits+1)):
		return joinedEnd(t, i, ':')
	case t.r[i] == '0' && digits > i+1 && after != '.':
		return tokenEnd(t, i)
	case digits-i >= longestPlainNumber && magnitudeOf(after) == 0 && unitAt(t, digits).end == 0:
		return tokenEnd(t, i)
	}
	for _, joint := range ".-/" {
		if end := joinedEnd(t, i, joint); joints(t, i, end, joint) > 1 {
			return tokenEnd(t, end)
		}
	}
	lit, _ := numeralLiteralAt(t, i)
	if isNumeralLetter(t.rune(lit.end)) && unitAt(t, lit.end).end == 0 {
		if n, _ := arabicNumeral(t, i); n.end == lit.end {
			return tokenEnd(t, lit.end)
		}
	}
	return i
}

// longestPlainNumber is how many digits in a row, without separators and without a unit, are an identifier rather than a number.
const longestPlainNumber = 8

func isFormulaSign(r rune) bool { return r == '+' || r == '×' || r == '*' }

// partOfFormula says whether r stands beside the plus sign of 5+2 or 1+N; 100+家 and 温泉+高铁 are no formulas.
func partOfFormula(r rune) bool {
	return isNumeralDigit(r) || isNumeralLetter(r) || chineseDigit(r) >= 0
}

// joinedEnd passes over digits with single joints between them.
func joinedEnd(t *numeralText, i int, joint rune) int {
	for isNumeralDigit(t.rune(i)) || t.rune(i) == joint && isNumeralDigit(t.rune(i+1)) {
		i++
	}
	return i
}

func joints(t *numeralText, start, end int, joint rune) int {
	n := 0
	for _, r := range t.r[start:end] {
		if r == joint {
			n++
		}
	}
	return n
}

// tokenEnd passes over letters, digits and what joins them within one name: COVID-19, example.org/a, user@host. An address with a scheme
// ends at white space or Chinese text only.
func tokenEnd(t *numeralText, i int) int {
	start := i
	for i < len(t.r) {
		r := t.r[i]
		switch {
		case isNumeralLetter(r), isNumeralDigit(r):
			i++
		case r == ':' && i > start && t.has(i, "://"):
			for i < len(t.r) && t.r[i] > ' ' && t.r[i] < 0x80 {
				i++
			}
			return i
		case i > start && isTokenJoint(r) && (isNumeralLetter(t.rune(i+1)) || isNumeralDigit(t.rune(i+1))):
			i++
		default:
			return max(i, start+1)
		}
	}
	return i
}

func isTokenJoint(r rune) bool {
	switch r {
	case '-', '_', '.', '/', '@':
		return true
	}
	return false
}
