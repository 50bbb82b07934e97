package inbox

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"shilu/schema"
)

// This file says where files belong that have their fates, when they are moved out of the inbox: into a folder for what is archived and one
// for what is rejected, each divided by the day of the fate, and there under the path that they had.

// Place is where a file lies that was moved out of the inbox, or is about to.
type Place struct {
	// As says as what it lies there: Archived, or Rejected, which a container also is of which a member wasn't archived; "" means back in
	// the inbox.
	As string `json:"as"`
	// Folder is an absolute path. Path is the file's in it, with slashes, and Raw its bytes where they are not UTF-8.
	Folder string `json:"folder"`
	Path   string `json:"path"`
	Raw    []byte `json:"raw,omitempty"`
	// FateAt is when it had the fate for which it lies there, and At when it was moved; the latter is absent while it is about to.
	FateAt time.Time `json:"fate_at"`
	At     time.Time `json:"at,omitzero"`
	// Trouble is what keeps it from being moved, and tried again. Without a path not even a place for it could be found.
	Trouble string `json:"trouble,omitempty"`
}

func (p Place) path() string {
	if p.Raw != nil {
		return string(p.Raw)
	}
	return p.Path
}

func (p *Place) setPath(path string) {
	p.Path, p.Raw = path, nil
	if !utf8.ValidString(path) {
		p.Path, p.Raw = shown(path), []byte(path)
	}
}

// is reports whether both are the same file's.
func (p Place) is(other *Place) bool {
	return other != nil && p.Folder == other.Folder && p.path() == other.path()
}

// planned reports whether a move was begun.
func (p *Place) planned() bool { return p != nil && (p.As == "" || p.Path != "") }

// file is the whole path.
func (p Place) file() string { return filepath.Join(p.Folder, local(p.path())) }

// String is the whole path, as it is shown.
func (p Place) String() string { return filepath.Join(p.Folder, local(p.Path)) }

// belongs says as what the file should lie outside of the inbox; "" is where it is. A member lies where its container does.
func (e Entry) belongs() string {
	switch {
	case e.Container != "" || !e.Gone.IsZero() || e.Fate != Archived && e.Fate != Rejected:
		return ""
	case e.Moved == nil && (e.Trouble != "" || e.stays()):
		return ""
	case e.Fate == Archived && (e.Members == nil || e.Members.Archived == e.Members.Total):
		return Archived
	}
	return Rejected
}

// returns reports whether the file is to be brought back into the inbox: its fate was taken back, see Again.
func (e Entry) returns() bool {
	return e.Moved != nil && e.Waiting() && e.Container == "" && !e.Former
}

// stays reports whether the file stays in the inbox although it was rejected: an empty one is taken as soon as something is written into it.
func (e Entry) stays() bool {
	return e.refused() && e.Rejected.Code == schema.FaultEmpty
}

// leaves reports whether something is to be moved, and when that may be. To be written by somebody who pauses would be a file's way into
// oblivion, if it were moved then: it has to have stood still for Linger.
func (i *Inbox) leaves(e Entry) (when time.Time, leaves bool) {
	if e.Moving.planned() || e.returns() {
		return time.Time{}, true
	}
	as := e.belongs()
	if i.folderOf(as) == "" || e.Moved != nil && e.Moved.As == as && (as == Archived || e.Moved.FateAt.Equal(e.FateAt)) {
		return time.Time{}, false
	}
	when = e.Seen.Add(i.cfg.Linger)
	if still := e.Modified.Add(i.cfg.Linger); still.Before(when) {
		when = still
	}
	return when, true
}

// folderOf is "" where files stay.
func (i *Inbox) folderOf(as string) string {
	switch as {
	case Archived:
		return i.cfg.Archived
	case Rejected:
		return i.cfg.Rejected
	}
	return ""
}

// openPlaces makes the folders to which files are moved, and refuses what would be watched, or can't be moved to.
func (i *Inbox) openPlaces(f *folder) error {
	for _, dir := range []string{i.cfg.Archived, i.cfg.Rejected} {
		if dir == "" {
			continue
		}
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return fmt.Errorf("make a folder to move files to: %w", err)
		}
		real, err := filepath.EvalSymlinks(dir)
		if err != nil {
			return fmt.Errorf("open a folder to move files to: %w", err)
		}
		if within(f.dir, real) || within(real, f.dir) {
			return schema.Faultf(schema.FaultUnsupported, "name a folder beside the inbox", "files can't be moved to %s: it and the inbox %s must not lie in one another", real, f.dir)
		}
		there, err := os.Stat(real)
		if err != nil {
			return fmt.Errorf("open a folder to move files to: %w", err)
		}
		here, err := f.root.Load().Stat(".")
		if err != nil {
			return err
		}
		if device(here) != device(there) {
			return schema.Faultf(schema.FaultUnsupported, "name a folder on the file system of the inbox",
				"files can't be moved to %s: it is on another file system than the inbox %s", real, f.dir)
		}
	}
	return nil
}

// longestName is how long most file systems let a name be, in bytes.
const longestName = 255

// freeName finds a path in the folder at which nothing lies, nor anything that might be taken for what stands beside it.
func freeName(root *os.Root, day, file string) (string, error) {
	dir, base := path.Split(file)
	for n := 1; ; n++ {
		candidate := path.Join(day, dir, numbered(base, n))
		free := true
		for _, suffix := range []string{"", SidecarSuffix, ReasonSuffix} {
			switch _, err := root.Lstat(local(candidate + suffix)); {
			case err == nil:
				free = false
			case errors.Is(err, fs.ErrNotExist):
			case isAbsent(err): // a file is in the place of a folder on the way
				return freeName(root, numbered(day, n+1), file)
			default:
				return "", err
			}
		}
		if free {
			return candidate, nil
		}
	}
}

// numbered makes another name of one that is taken, a-2.txt, and shortens what would be too long with what may stand beside it.
func numbered(name string, n int) string {
	number := ""
	if n > 1 {
		number = "-" + strconv.Itoa(n)
	}
	room := longestName - len(ReasonSuffix) - len(number)
	if len(name) <= room && n == 1 {
		return name
	}
	ext := path.Ext(name)
	if len(ext) > 20 || ext == name { // no extension, but a sentence with a full stop, or a hidden file
		ext = ""
	}
	stem := strings.TrimSuffix(name, ext)
	for len(stem) > room-len(ext) {
		_, last := utf8.DecodeLastRuneInString(stem)
		stem = stem[:len(stem)-last]
	}
	return stem + number + ext
}
