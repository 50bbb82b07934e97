package parse

// This file reads moments that stand on lines of their own, above a label or below what was said: what the layouts with such lines
// share. Both look alike but at the ends of the file, and a stamp read on the wrong side gives every turn its neighbour's time.

// momentLines is which lines are moments, which begin a turn, and on which side of a turn its moment stands.
type momentLines struct {
	stamps []string // of each line, "" where it is no moment
	marks  []colonMark
	turns  int
	above  int  // turns with a moment right above the label
	closed int  // turns with a moment below the text
	below  bool // the moments close the turns
}

// readMoments returns nil if no line can be a moment.
func readMoments(doc *document) *momentLines {
	c := doc.colons()
	if !c.anyBegins("0123456789[(") && !c.anyBegins("【０") {
		return nil
	}
	m := &momentLines{stamps: make([]string, len(doc.lines)), marks: make([]colonMark, len(doc.lines))}
	firstAbove, lastClosed, dated := false, false, false
	waiting := false // the moment that was met last has no label yet
	for i, l := range doc.lines {
		if stamp, ok := momentAlone(l.text); ok {
			m.stamps[i], waiting = stamp, true
			dated = dated || dayLength(stamp) > 0
			if m.turns > 0 && !lastClosed && m.marks[i-1].n != len(doc.lines[i-1].text) {
				m.closed++
				lastClosed = true
			}
			continue
		}
		if mark := markBelow(c, doc.lines, i, waiting); mark.n > 0 {
			m.marks[i] = mark
			if m.turns++; waiting {
				m.above++
				firstAbove = firstAbove || m.turns == 1
			}
			lastClosed = false
		} else if waiting {
			lastClosed = false // what stands below the last moment was said by somebody, or is a notice
		}
		waiting = false
	}
	switch {
	case lastClosed:
		m.below = true
	case !firstAbove:
		m.below = dated
	}
	return m
}

// markBelow is the label that a line opens with. Right below a moment a label alone on its line is believed for its form.
func markBelow(c *colonLabels, lines []piece, i int, moment bool) colonMark {
	if c.marks[i].n > 0 || !moment {
		return c.marks[i]
	}
	label, n, ok := cutColon(lines[i].text)
	if !ok || n < len(lines[i].text) || !canBeLabel(label) {
		return colonMark{}
	}
	return colonMark{label, n}
}

// score is that of a layout whose moments stand on one side. Half of the turns may have lost theirs.
func (m *momentLines) score(below bool) float64 {
	if m == nil || m.below != below {
		return 0
	}
	n := m.above
	if below {
		n = m.closed
	}
	if n < 2 || n*2 < m.turns {
		return 0
	}
	return confidence(1, m.turns)
}

func (m *momentLines) read(doc *document, to *script) {
	if m == nil {
		return
	}
	above, last := "", piece{}
	for i, l := range doc.lines {
		if stamp := m.stamps[i]; stamp != "" {
			switch {
			case len(to.turns) == 0 && dayLength(stamp) > 0 && m.below:
				to.say(l) // the page's own, which tells the day
			case m.below:
				to.stamp(stamp)
			default:
				if len(to.turns) == 0 && dayLength(above) > 0 {
					to.say(last)
				}
				above, last = stamp, l
			}
			continue
		}
		if mark := m.marks[i]; mark.n > 0 {
			to.turn(mark.label, above)
			l = l.after(mark.n)
		} else if len(to.turns) == 0 && dayLength(above) > 0 {
			to.say(last)
		}
		above = ""
		to.say(l)
	}
}
