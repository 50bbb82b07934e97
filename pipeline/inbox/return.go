package inbox

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"time"
)

// This file brings files back into the inbox that were moved out of it: because their fate was taken back (see Again), or because somebody
// wrote to them where they lie. There they are met as any other file is.

// revisited is for how long after it was moved it is looked whether a file is still what it was. Who had it open all the time may go on
// writing, and who mends what was rejected does so where it lies.
const revisited = time.Hour

// bringBack moves a file back to its own name, or beside whatever has that now, and returns where it lies then.
func (o offerer) bringBack(entry Entry) (Place, error) {
	back := Place{Folder: o.folder.dir}
	if entry.Moved == nil {
		return back, errStays
	}
	from, closeFrom, err := o.whereabouts(entry)
	if err != nil {
		return back, err
	}
	defer closeFrom()
	to := spot{o.folder.root.Load(), entry.path()}
	switch err := makeFolders(to); {
	case errors.Is(err, errTaken):
		to.path = path.Base(to.path) // a file is in the place of its folder
	case err != nil:
		return back, err
	}
	name, err := giveBackBeside(from, to)
	back.setPath(name)
	if errors.Is(err, fs.ErrNotExist) {
		if info, err := to.root.Lstat(local(to.path)); err == nil && info.Mode().IsRegular() && !entry.Former {
			return back, nil // before a crash
		}
		return back, errStays
	}
	if err != nil {
		return back, err
	}
	beside := giveBack(spot{from.root, from.path + SidecarSuffix}, spot{to.root, name + SidecarSuffix})
	if errors.Is(beside, fs.ErrNotExist) || errors.Is(beside, errTaken) {
		beside = nil
	}
	return back, errors.Join(beside, dropReason(from), syncFolder(to.root, path.Dir(name)), syncFolder(from.root, path.Dir(from.path)))
}

// revisit looks at what was moved in the last while, and enters that it is to be brought back if it was written to.
func (i *Inbox) revisit(ctx context.Context) {
	for _, v := range i.book.recent(i.cfg.Now().Add(-revisited)) {
		if !v.written() {
			continue
		}
		entry, changed, err := i.book.change(ctx, v.name, func(e *Entry) bool {
			if e.Moved == nil || e.Moving.planned() || e.Moved.file() != v.file {
				return false
			}
			e.Moving = &Place{}
			return true
		})
		if err != nil {
			return // the next time
		}
		if changed {
			i.log.Info("file was written to after it was moved, bringing it back", "path", entry.Path, "from", entry.Moved.String())
		}
	}
}

// visit is what a file was that was moved, and where it lies.
type visit struct {
	name string // of its entry
	file string // the whole path
	at   stamp
}

// recent lists what was moved since then.
func (b *book) recent(since time.Time) []visit {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []visit
	for name, m := range b.marks {
		if m.away != "" && m.container == "" && m.movedAt.After(since) {
			all = append(all, visit{name, m.away, m.stamp})
		}
	}
	return all
}

// written reports whether what lies there isn't what was. What somebody took away wasn't written to. The ctime tells nothing, for the move
// set it.
func (v visit) written() bool {
	now := func(file string, was glance) (is, same bool) {
		info, err := os.Lstat(file)
		if err != nil || !info.Mode().IsRegular() || info.Size() == 0 {
			return false, was == glance{}
		}
		return true, info.Size() == was.size && nanoseconds(info.ModTime()) == was.modified
	}
	if is, same := now(v.file, v.at.glance); !is || !same {
		return is
	}
	is, same := now(v.file+SidecarSuffix, v.at.sidecar)
	return is && !same
}
