package archive

import (
	"cmp"
	"slices"

	"shilu/schema"
)

// state names a state of a source.
type state struct {
	source int64
	number int64
}

// holder is a source that had a transcript at some time, in the highest of its states that did.
type holder struct {
	state
	// next is the number of the source's next state, 0 while the source is still in this one. What comes under a freed name is none.
	next int64
	// gone says that the source vanished from its folder in this state, otherwise than moved by shilu.
	gone bool
	// What its record says of the day of speech, and where it was published.
	date, dateFrom, url schema.Opt
	// inbox and path name the source; the key doesn't, for it depends on the order in which sources were met.
	inbox, path string
}

func (h holder) origin() schema.Source {
	return schema.Source{Inbox: h.inbox, Path: h.path, Number: h.number, URL: h.url}
}

// verdict is what follows for a transcript from those who had it.
type verdict struct {
	present bool
	// lead is the holder whose record is shown.
	lead holder
	// counting are the holders that make it present.
	counting []holder
	// successor is the state that took the place of this transcript, if it isn't present; what that has become since is found at its source.
	successor state
}

// settle decides from the holders alone, so that every order of the same events ends in the same present:
//
//   - a transcript is present while a holder counts;
//   - a holder counts while it is in this state and has not gone;
//   - one that has gone counts too (a deleted file stays archived), unless the transcript was held elsewhere afterwards: by a
//     source that is still there, by one that was first seen with it later and has gone as well, or by one that had it until a
//     later number and has other bytes now (a renamed file that was then edited);
//   - the facts shown are those of a holder that counts: sidecar before text before file name, then the highest number.
//
// Successors never go in a circle: a superseded transcript's last holder went on to a state with a higher number than any holder
// here has.
func settle(holders []holder) verdict {
	var v verdict
	for _, h := range holders {
		if counts(h, holders) {
			v.counting = append(v.counting, h)
		}
	}
	v.present = len(v.counting) > 0
	candidates := v.counting
	if !v.present {
		candidates = holders
		last := slices.MaxFunc(holders, func(a, b holder) int {
			return cmp.Or(cmp.Compare(a.next, b.next), byName(b, a))
		})
		v.successor = state{last.source, last.next}
	}
	v.lead = slices.MinFunc(candidates, func(a, b holder) int {
		return cmp.Or(trust(a.dateFrom)-trust(b.dateFrom), cmp.Compare(b.number, a.number), byName(a, b))
	})
	return v
}

func counts(h holder, holders []holder) bool {
	if h.next != 0 {
		return false
	}
	if !h.gone {
		return true
	}
	return !slices.ContainsFunc(holders, func(other holder) bool {
		switch {
		case other.source == h.source:
			return false
		case other.next != 0:
			return other.next > h.number
		case !other.gone:
			return true
		}
		return cmp.Or(cmp.Compare(other.number, h.number), byName(other, h)) > 0
	})
}

func byName(a, b holder) int {
	return cmp.Or(cmp.Compare(a.inbox, b.inbox), cmp.Compare(a.path, b.path))
}

// trust orders what a date is known from, the most trusted first.
func trust(dateFrom schema.Opt) int {
	if i := slices.Index([]schema.Opt{"sidecar", "text", "filename", "inferred"}, dateFrom); i >= 0 {
		return i
	}
	return 4
}
