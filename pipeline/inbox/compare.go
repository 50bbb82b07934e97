package inbox

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"time"

	"shilu/schema"
)

// Mismatch is what a folder and the ledger do not agree about.
type Mismatch struct {
	Inbox  string
	Path   string // of the file; "" where it is about the whole folder
	Detail string
	// Changed is when the file last changed; zero for one that isn't there.
	Changed time.Time
	// Harmless says that somebody may have wanted it so.
	Harmless bool
	// Advice is what else to do about it than to let the folder be watched.
	Advice string
}

// Compare looks through the folder of every name that was claimed on the host, reads each file, and calls tell with what the ledger
// has otherwise: a file that it doesn't know, other bytes, a file that isn't there, one that it thinks gone. What was moved is looked at
// where it lies. A folder that can't be looked at, because it is on another machine or away, is told as unseen. What was only ever taken by its name (Take on the root of the
// file system) is nobody's folder.
func Compare(ctx context.Context, ledger Ledger, host string, log *slog.Logger, tell func(Mismatch), unseen func(inbox, why string)) error {
	entries := map[string]map[string]Entry{} // by inbox and name
	var claims []claim
	err := ledger.All(ctx, func(key string, value []byte, _ uint64) error {
		if isClaim(key) {
			var c claim
			if err := json.Unmarshal(value, &c); err != nil {
				tell(Mismatch{Detail: fmt.Sprintf("the claim %s can't be read: %v", key, err)})
				return nil
			}
			claims = append(claims, c)
			return nil
		}
		entry, err := readEntry(key, value)
		if err != nil {
			tell(Mismatch{Detail: err.Error()})
			return nil
		}
		if entries[entry.Inbox] == nil {
			entries[entry.Inbox] = map[string]Entry{}
		}
		entries[entry.Inbox][entry.name()] = entry
		return nil
	})
	if err != nil {
		return err
	}
	for _, c := range claims {
		if c.Dir == "/" {
			continue
		}
		if c.Host != host {
			unseen(c.Inbox, fmt.Sprintf("%s is on %s, this is %s", c.Dir, c.Host, host))
			continue
		}
		f, err := openFolder(c.Dir)
		if err != nil {
			unseen(c.Inbox, err.Error())
			continue
		}
		f.sidecars = true
		o := comparison{folder: f, log: log, inbox: c.Inbox, entries: entries[c.Inbox], tell: tell}
		err = o.compare(ctx)
		f.close()
		if err != nil {
			return err
		}
	}
	return nil
}

// comparison is of one folder.
type comparison struct {
	folder  *folder
	log     *slog.Logger
	inbox   string
	entries map[string]Entry // those that no file was met for, in the end
	tell    func(Mismatch)
}

func (c *comparison) compare(ctx context.Context) error {
	found := make(chan findings)
	s := scanner{folder: c.folder, log: c.log, found: found, said: map[string]bool{}}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go s.scan(ctx, ".")
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case some := <-found:
			for _, f := range some.files {
				c.meet(f)
			}
			if some.err != nil {
				return fmt.Errorf("look through %s: %w", c.folder.dir, some.err)
			}
			if some.done {
				c.rest()
				return nil
			}
		}
	}
}

func (c *comparison) meet(f finding) {
	if _, isSidecar := c.folder.ownerOf(f.path); isSidecar || f.look.kind == other {
		return
	}
	entry, known := c.entries[f.path]
	if known = known && entry.Moved == nil; known {
		delete(c.entries, f.path)
	}
	if f.look.kind != regular {
		return // a link is passed over, or was refused
	}
	report := func(detail string) {
		changed := max(f.look.stamp.modified, f.look.stamp.changed, f.look.stamp.sidecar.modified, f.look.stamp.sidecar.changed)
		c.tell(Mismatch{Inbox: c.inbox, Path: shown(f.path), Detail: detail, Changed: timeOf(changed)})
	}
	switch {
	case !known && f.look.stamp.size == 0: // it says nothing yet
	case !known:
		report("the ledger doesn't know the file")
	case !entry.Gone.IsZero():
		report("the ledger says that the file is gone")
	case entry.Digest == "" || entry.Trouble != "": // refused unread, or in trouble, which status tells
	case !c.holds(f, entry):
		report("the file has other bytes than the ledger says")
	case (entry.Sidecar == nil) != (f.look.stamp.sidecar.size == 0):
		report("the file has a sidecar and the ledger knows none, or the other way round")
	case entry.Sidecar != nil && entry.Sidecar.Digest != "" && c.digest(f.path+SidecarSuffix, f.look.stamp.sidecar) != entry.Sidecar.Digest:
		report("the file's sidecar has other bytes than the ledger says")
	}
}

func (c *comparison) holds(f finding, entry Entry) bool {
	return f.look.stamp.size == entry.Size && c.digest(f.path, f.look.stamp.glance) == entry.Digest
}

// digest is "" for what can't be read as it was seen: it has just changed.
func (c *comparison) digest(path string, at glance) string {
	body, err := c.folder.read(path, at)
	if err != nil {
		return ""
	}
	return schema.Digest(body)
}

// rest tells which files should be there, or where they were moved. Who took away what was moved may do so: that is told in one sentence.
func (c *comparison) rest() {
	taken, one := 0, ""
	for _, entry := range c.entries {
		switch {
		case entry.Container != "" || !entry.Gone.IsZero() || entry.Number == 0:
		case entry.Moved != nil:
			if !c.moved(entry) {
				taken++
				one = entry.Moved.String()
			}
		case entry.Moving != nil && isFile(entry.Moving.file()):
			c.tell(Mismatch{Inbox: c.inbox, Path: entry.Path, Harmless: true, Detail: fmt.Sprintf("the file is being moved to %s, and shilu was cut off", entry.Moving)})
		default:
			c.tell(Mismatch{Inbox: c.inbox, Path: entry.Path, Detail: "the file isn't there, and the ledger doesn't say that it is gone"})
		}
	}
	if taken > 0 {
		c.tell(Mismatch{Inbox: c.inbox, Path: c.inbox, Harmless: true, Detail: fmt.Sprintf("files that were moved and aren't there any more: %d, %s for one", taken, one)})
	}
}

// moved tells what is otherwise about a file where it was moved, and reports whether it is there.
func (c *comparison) moved(entry Entry) bool {
	info, err := os.Lstat(entry.Moved.file())
	if err != nil {
		return false
	}
	root, err := os.OpenRoot(entry.Moved.Folder)
	if err != nil {
		return false
	}
	defer root.Close()
	f := folder{}
	f.root.Store(root)
	body, err := f.read(entry.Moved.path(), glanceOf(info))
	if entry.Digest != "" && (err != nil || schema.Digest(body) != entry.Digest) {
		c.tell(Mismatch{
			Inbox: c.inbox, Path: entry.Path, Detail: fmt.Sprintf("what lies at %s isn't what was moved there", entry.Moved), Changed: info.ModTime(),
			Advice: "drop it again, so that it is archived too; what it was before is in the archive, or in its dead letter",
		})
	}
	return true
}

func isFile(name string) bool {
	info, err := os.Lstat(name)
	return err == nil && info.Mode().IsRegular()
}
