package inbox

import "slices"

// This file is the part of the book that knows which members a container has.

// group is the members of a container, gone ones too.
type group struct {
	members map[string]*mark
	waiting int // of them
}

// members lists what a container is believed to hold.
func (b *book) members(container string) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var paths []string
	if g := b.contents[container]; g != nil {
		for path, m := range g.members {
			if m.there() {
				paths = append(paths, path)
			}
		}
	}
	return paths
}

// companions are the members of a container that lie where it lies, sorted.
func (b *book) companions(container string) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var paths []string
	if g, m := b.contents[container], b.marks[container]; g != nil && m != nil {
		for path, member := range g.members {
			if !member.gone && member.away == m.away {
				paths = append(paths, path)
			}
		}
	}
	slices.Sort(paths)
	return paths
}

// tally counts the members of a container that lie where it lies by what became of them, as far as this book knows. More say that
// somebody still waits for one, be it there or gone.
func (b *book) tally(container string) (have Members, more bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	g := b.contents[container]
	if g == nil {
		return Members{}, false
	}
	lies := ""
	if m := b.marks[container]; m != nil {
		lies = m.away
	}
	for _, m := range g.members {
		if m.gone || m.away != lies {
			continue
		}
		have.Total++
		switch m.fate {
		case Archived:
			have.Archived++
		case Rejected:
			have.Rejected++
		case Lost:
			have.Lost++
		}
	}
	return have, g.waiting > 0
}

// awaits reports whether a member of the container has no fate.
func (b *book) awaits(container string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	g := b.contents[container]
	return g != nil && g.waiting > 0
}

// isFile reports whether the ledger believes that there is a file of its own at the path.
func (b *book) isFile(path string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	m := b.marks[path]
	return m.there() && m.container == ""
}

// join adds a member to its container's group, part takes it out.
func (b *book) join(path string, m *mark) {
	if m.container == "" {
		return
	}
	g := b.contents[m.container]
	if g == nil {
		g = &group{members: map[string]*mark{}}
		b.contents[m.container] = g
	}
	g.members[path] = m
	if _, waits := b.waiting[path]; waits {
		g.waiting++
	}
}

func (b *book) part(path string, m *mark) {
	g := b.contents[m.container]
	if m.container == "" || g == nil || g.members[path] != m {
		return
	}
	delete(g.members, path)
	if _, waits := b.waiting[path]; waits {
		g.waiting--
	}
	if len(g.members) == 0 {
		delete(b.contents, m.container)
	}
}
