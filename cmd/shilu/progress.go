package main

import (
	"fmt"
	"io"
	"os"
	"time"
)

// progress is a line on standard error that counts, where that is a terminal; elsewhere it is nothing.
type progress struct {
	w    io.Writer // nil where nobody looks
	now  func() time.Time
	what string
	last time.Time
}

// lookEvery is as often as an eye follows.
const lookEvery = 100 * time.Millisecond

func (a *app) progress(what string) *progress {
	p := &progress{now: a.now, what: what}
	if file, ok := a.stderr.(*os.File); ok {
		if info, err := file.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			p.w = file
		}
	}
	return p
}

func (p *progress) show(done, total int) {
	if p.w == nil || p.now().Sub(p.last) < lookEvery {
		return
	}
	p.last = p.now()
	fmt.Fprintf(p.w, "\r\x1b[K%d of %d %s", done, total, p.what)
}

// end clears the line.
func (p *progress) end() {
	if p.w != nil && !p.last.IsZero() {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
