package parse

import (
	"cmp"
	"slices"
	"strings"

	"shilu/schema"
)

// layout is one way in which transcripts are written down. Each stands in a file of its own, layout_NAME.go, registers itself and
// knows nothing of the others.
type layout struct {
	// name is stable: it is recorded, and asked for with --layout.
	name string
	// example is what a turn looks like, in a line or two.
	example string
	// score says how well the layout fits: 0 not at all, 1 beyond doubt. It is compared with that of every other layout, and has to be
	// above that of "document" for a text to have turns at all. It must be linear in the document's size.
	score func(*document) float64
	// read tells the script the turns and what is said in them.
	read func(*document, *script)
	// captions is set where cues are read, and not lines: a layout is only tried on what it reads.
	captions bool
	// structured is set where the container attributes the speech by itself.
	structured bool
	// opens is set where what is said before the first label is a turn with no label, as in 问/答 transcripts, and not a lead.
	opens bool
}

// LayoutInfo describes a layout to people.
type LayoutInfo struct {
	Name    string `json:"name"`
	Example string `json:"example"`
}

// Layouts lists the layouts that are known, and that schema.File.Layout may ask for, by name.
func Layouts() []LayoutInfo {
	infos := make([]LayoutInfo, len(layouts))
	for i, l := range layouts {
		infos[i] = LayoutInfo{l.name, l.example}
	}
	return infos
}

// layouts is sorted by name, so that nothing depends on the order of files.
var layouts []layout

func register(l layout) {
	at, _ := slices.BinarySearchFunc(layouts, l.name, func(l layout, name string) int { return cmp.Compare(l.name, name) })
	layouts = slices.Insert(layouts, at, l)
}

// tooClose is the difference in score below which two layouts are said to fit about equally well. A layout with marks of its own besides
// the labels scores higher than those that know the labels alone, by more than this.
const tooClose = 0.04

// choose returns the layout that was asked for, or the one that fits best, and the layouts that fit about as well. The error is a
// *schema.Fault.
func choose(doc *document, asked string) (best layout, rivals []layout, err error) {
	if asked != "" {
		for _, l := range layouts {
			if l.name == asked {
				return l, nil, nil
			}
		}
		return layout{}, nil, schema.Faultf(schema.FaultLayout, "use one of: "+names(layouts), "there is no layout %q", asked)
	}
	scores := make([]float64, len(layouts))
	top := 0
	for i, l := range layouts {
		if (l.captions != doc.form.isCaptions() || l.structured != (doc.structure != "")) && l.name != noLayout {
			continue
		}
		if scores[i] = l.score(doc); scores[i] > scores[top] {
			top = i
		}
	}
	for i, l := range layouts {
		if i != top && l.name != noLayout && scores[i] > documentScore && scores[i] > scores[top]-tooClose {
			rivals = append(rivals, l)
		}
	}
	return layouts[top], rivals, nil
}

func names(layouts []layout) string {
	var list []string
	for _, l := range layouts {
		list = append(list, l.name)
	}
	return strings.Join(list, ", ")
}

// confidence is a score for n marks of a turn, of a kind that is right with the given strength when it is met often: one mark may be
// there by chance, many aren't.
func confidence(strength float64, n int) float64 {
	return strength * float64(n) / (float64(n) + 1)
}
