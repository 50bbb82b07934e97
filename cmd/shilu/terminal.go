package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/sys/unix"
)

// terminalWidth is how many columns the terminal has that is written to; 0 for what is none.
func terminalWidth(w io.Writer) int {
	file, ok := w.(*os.File)
	if !ok {
		return 0
	}
	size, err := unix.IoctlGetWinsize(int(file.Fd()), unix.TIOCGWINSZ)
	if err != nil {
		return 0
	}
	return int(size.Col)
}

// short fits a name into so many columns. The middle is left out: of a path the beginning says where it is, and the end what it is.
func short(name string, columns int) string {
	if text.StringWidth(name) <= columns {
		return name
	}
	runes := []rune(name)
	head, tail, left := 0, len(runes), columns-1 // one for the mark
	for fromHead := true; head < tail; fromHead = !fromHead {
		at := tail - 1
		if fromHead {
			at = head
		}
		if left -= text.RuneWidth(runes[at]); left < 0 {
			break
		}
		if fromHead {
			head++
		} else {
			tail--
		}
	}
	return string(runes[:head]) + "…" + string(runes[tail:])
}

// footer is a bar at the foot of a terminal. All methods do nothing on nil, for where there is none.
type footer struct {
	out   io.Writer
	count func() (done, total int)
	ended chan struct{}

	mu    sync.Mutex
	drawn bool
	over  bool
}

// redrawEvery is how often the bar is drawn though nothing is printed above it.
const redrawEvery = 200 * time.Millisecond

// startFooter draws what count gives, until end, if standard error is a terminal; else it returns nil.
func (a *app) startFooter(count func() (done, total int)) *footer {
	if terminalWidth(a.stderr) == 0 {
		return nil
	}
	p := &footer{out: a.stderr, count: count, ended: make(chan struct{})}
	go func() {
		tick := time.NewTicker(redrawEvery)
		defer tick.Stop()
		for {
			select {
			case <-p.ended:
				return
			case <-tick.C:
				p.above(func() {})
			}
		}
	}()
	return p
}

// above prints something that stays, and draws the bar anew below it.
func (p *footer) above(print func()) {
	if p == nil {
		print()
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clear()
	print()
	if p.over {
		return
	}
	if done, total := p.count(); total > 0 {
		fmt.Fprintf(p.out, "%s %d of %d", bar(done, total), done, total)
		p.drawn = true
	}
}

// end takes the bar away. It may be called again.
func (p *footer) end() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.over {
		p.over = true
		close(p.ended)
		p.clear()
	}
}

func (p *footer) clear() {
	if p.drawn {
		fmt.Fprint(p.out, "\r\x1b[K")
		p.drawn = false
	}
}

// bar is 30 columns wide.
func bar(done, total int) string {
	const columns = 30
	full := columns * min(done, total) / total
	return "[" + strings.Repeat("#", full) + strings.Repeat(".", columns-full) + "]"
}
