package enrich

// A runeMap holds a value by character, of the basic plane. It is asked for every character of a text, for which a Go map is too slow: two
// loads against a hash, and a fifth of the time that figures and dates took.
type runeMap[T any] struct {
	pages  [256]*[256]uint16 // of values, by the high and the low byte
	values []T               // the first is that of the characters that have none
}

// at is the value of r, the zero value for a character that has none.
func (m *runeMap[T]) at(r rune) T {
	if page := m.pages[uint32(r)>>8&0xff]; page != nil && uint32(r) < 1<<16 {
		return m.values[page[r&0xff]]
	}
	return m.values[0]
}

// change lets f change the value of r.
func (m *runeMap[T]) change(r rune, f func(*T)) {
	if m.pages[r>>8] == nil {
		m.pages[r>>8] = new([256]uint16)
	}
	at := &m.pages[r>>8][r&0xff]
	if *at == 0 {
		*at = uint16(len(m.values))
		m.values = append(m.values, *new(T))
	}
	f(&m.values[*at])
}

// each calls f for every value.
func (m *runeMap[T]) each(f func(T)) {
	for _, v := range m.values[1:] {
		f(v)
	}
}

func newRuneMap[T any]() *runeMap[T] { return &runeMap[T]{values: make([]T, 1)} }
