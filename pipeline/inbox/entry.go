package inbox

import (
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"shilu/schema"
)

// The fates of an Entry. An entry without a fate is on its way.
const (
	Archived = "archived" // in the archive
	Rejected = "rejected" // a dead letter, or refused by the inbox itself
	Lost     = "lost"     // the file vanished before it had a fate, and the stream no longer holds it
)

// Entry is what the ledger knows of a source: its present state and what became of it. The JSON is a stable contract, which
// `shilu status --json` prints.
type Entry struct {
	Inbox string `json:"inbox"`
	// Path is the file's path in the inbox, with slashes; a member of a container is "a.zip!/path".
	Path string `json:"path"`
	// Raw are the path's bytes where they are not UTF-8; Path then shows the offending ones as \xNN.
	Raw []byte `json:"raw,omitempty"`
	// Container is the path of the file that holds it, absent for a file.
	Container string `json:"container,omitempty"`
	// Size is in bytes; Modified and Changed are the file's mtime and ctime (absent where the system has none).
	Size     int64     `json:"size"`
	Modified time.Time `json:"modified,omitzero"`
	Changed  time.Time `json:"changed,omitzero"`
	// Digest is the SHA-256 of the bytes; absent for what was refused unread.
	Digest string `json:"digest,omitempty"`
	// Sidecar is what stands beside the file; absent where nothing does.
	Sidecar *Sidecar `json:"sidecar,omitempty"`
	// Layout and Spoken were asked for together with the file, other than by its sidecar.
	Layout string `json:"layout,omitempty"`
	Spoken string `json:"spoken,omitempty"`
	// Number names the state, see schema.State; 0 for a file of which no state was ever taken.
	Number int64 `json:"number"`
	// Seen is when the state was first met.
	Seen time.Time `json:"seen"`
	// Offer counts how often the state was put in again; Receipt names the incarnation of the stream that it was put into.
	Offer   int       `json:"offer"`
	Receipt string    `json:"receipt,omitempty"`
	Offered time.Time `json:"offered,omitzero"`
	// Members counts what a container holds; absent for what is none. Its fate comes when each member has one: Archived if one of them
	// is, Rejected if none is.
	Members *Members `json:"members,omitempty"`
	// Fate is "", Archived, Rejected or Lost. A rejected state may become archived later, by a retry of its dead letter.
	Fate     string           `json:"fate"`
	FateAt   time.Time        `json:"fate_at,omitzero"`
	Archived *schema.Archived `json:"archived,omitempty"`
	Rejected *schema.Rejected `json:"rejected,omitempty"`
	// Gone is when the file was found to have vanished; absent while it is there.
	Gone time.Time `json:"gone,omitzero"`
	// Moved is where the file lies since it was moved, absent while it is in the inbox, and Moving where it is about to be moved. A member's
	// is that of its container, with the way to the member behind it.
	Moved  *Place `json:"moved,omitempty"`
	Moving *Place `json:"moving,omitempty"`
	// Former says that another file, which has an entry of its own, has come under the name since this one was moved.
	Former bool `json:"former,omitempty"`
	// Trouble is what keeps the inbox from taking the file: it can't be read, or never stops growing. It is tried again.
	Trouble string `json:"trouble,omitempty"`
}

// Members counts the members of a container, and what became of them.
type Members struct {
	// Entered says that each has an entry of its own; until then the counts are 0.
	Entered  bool `json:"entered"`
	Total    int  `json:"total"`
	Archived int  `json:"archived"`
	Rejected int  `json:"rejected"`
	Lost     int  `json:"lost"`
}

// File is the entry as events name it.
func (e Entry) File() schema.File {
	return schema.File{
		Inbox: e.Inbox, Path: e.Path, Number: e.Number, Digest: e.Digest, Size: e.Size, Modified: e.Modified,
		MediaType: schema.MediaType(e.Path), Layout: e.Layout, Spoken: e.Spoken, Offer: e.Offer,
	}
}

// received is the entry as it is offered, with what the content says of it.
func (e Entry) received(c content) schema.Received {
	file := e.File()
	c.sidecar.facts.Tell(&file)
	file.Doubt = c.sidecar.doubt
	return schema.Received{File: file, Original: c.body}
}

// Waiting reports whether the entry was offered, or a member of it, and has no fate yet.
func (e Entry) Waiting() bool { return e.Number > 0 && e.Fate == "" }

// stageInbox stands in the Rejected of what the inbox refused by itself.
const stageInbox = "inbox"

// refused reports whether the inbox itself rejected the state, without offering it.
func (e Entry) refused() bool {
	return e.Rejected != nil && e.Rejected.Stage == stageInbox && e.Members == nil
}

// stamp is the one that the file had when the entry was written; unseen while the file is in trouble, so that it is tried again.
func (e Entry) stamp() stamp {
	if e.Trouble != "" {
		return unseen
	}
	at := stamp{glance: glance{size: e.Size, modified: nanoseconds(e.Modified), changed: nanoseconds(e.Changed)}}
	if s := e.Sidecar; s != nil {
		at.sidecar = glance{size: s.Size, modified: nanoseconds(s.Modified), changed: nanoseconds(s.Changed)}
	}
	return at
}

// setStamp leaves digests alone: the same bytes may have other times.
func (e *Entry) setStamp(at stamp) {
	e.Size, e.Modified, e.Changed = at.size, timeOf(at.modified), timeOf(at.changed)
	before := e.Sidecar
	if e.Sidecar = nil; at.sidecar == (glance{}) {
		return
	}
	e.Sidecar = &Sidecar{Size: at.sidecar.size, Modified: timeOf(at.sidecar.modified), Changed: timeOf(at.sidecar.changed)}
	if before != nil {
		e.Sidecar.Digest = before.Digest
	}
}

func (e Entry) path() string {
	if e.Raw != nil {
		return string(e.Raw)
	}
	return e.Path
}

// file is the path of the file to look at: the entry's own, or its container's.
func (e Entry) file() string {
	if e.Container != "" {
		return e.Container
	}
	return e.path()
}

// away is where the file lies, a member with its container; "" in the inbox.
func (e Entry) away() string {
	if e.Moved == nil {
		return ""
	}
	inside := ""
	if e.Container != "" {
		inside = strings.TrimPrefix(e.path(), e.Container)
	}
	return filepath.Join(e.Moved.Folder, strings.TrimSuffix(e.Moved.path(), inside))
}

func (e *Entry) setPath(path string) {
	e.Path, e.Raw = path, nil
	if !utf8.ValidString(path) {
		e.Path, e.Raw = shown(path), []byte(path)
	}
}

// holds reports whether the source is there, and in a state that consists of these bytes, this sidecar and this wish, if there is one.
func (e Entry) holds(digest string, beside sidecar, wish asked) bool {
	switch {
	case e.Number == 0 || !e.Gone.IsZero() || e.Moved != nil || e.Digest != digest:
		return false
	case e.Sidecar == nil && beside.size > 0, e.Sidecar != nil && (beside.size == 0 || e.Sidecar.Digest != beside.digest):
		return false
	}
	return wish == asked{} || wish == asked{e.Layout, e.Spoken}
}

// begin makes the entry a new state: nothing of the old one stays but its number, which the new one exceeds.
func (e *Entry) begin(c content, now time.Time) {
	*e = Entry{Container: c.container, Number: max(e.Number+1, now.UnixMilli()), Seen: now.UTC()}
	e.setStamp(c.at)
}

// bear writes down what the new state consists of.
func (e *Entry) bear(digest string, beside sidecar, wish asked) {
	e.Digest, e.Layout, e.Spoken = digest, wish.layout, wish.spoken
	if e.Sidecar != nil {
		e.Sidecar.Digest = beside.digest
	}
}

// touch takes on that the same state shows another stamp, and reports whether it does.
func (e *Entry) touch(at stamp) bool {
	touched := e.stamp() != at
	e.setStamp(at)
	e.Trouble = ""
	return touched
}

// is reports whether nothing happened to the state since the other entry was read.
func (e Entry) is(other *Entry) bool {
	return other != nil && e.Number == other.Number && e.Offer == other.Offer && e.Fate == other.Fate
}

// rejection is how the inbox itself rejects the state.
func (e Entry) rejection(fault *schema.Fault) *schema.Rejected {
	r := &schema.Rejected{
		Source: schema.Source{Inbox: e.Inbox, Path: e.Path, Number: e.Number},
		Stage:  stageInbox, Code: fault.Code, Reason: fault.Reason, Advice: schema.Opt(fault.Advice), Tries: 1,
	}
	if e.Digest != "" {
		r.ID = schema.TranscriptID(e.Digest)
	}
	return r
}

// accept takes a fate on, and reports whether it told anything new. Archived is the stronger word: the state is in the archive,
// whichever offer brought it there; only a later offer than the one that was archived can be rejected. A rejected of an earlier
// offer than the present one says nothing about the present one.
func (e *Entry) accept(number int64, fate Fate) bool {
	if e.Number != number {
		return false
	}
	switch {
	case fate.Archived != nil:
		if e.Fate == Archived && fate.Offer <= e.Offer {
			return false
		}
		e.Fate, e.Archived, e.Rejected = Archived, fate.Archived, nil
	case fate.Rejected != nil:
		if fate.Offer < e.Offer || (fate.Offer == e.Offer && (e.Fate == Archived || e.Fate == Rejected)) {
			return false
		}
		e.Fate, e.Archived, e.Rejected = Rejected, nil, fate.Rejected
	default:
		return false
	}
	e.Offer, e.FateAt = max(e.Offer, fate.Offer), fate.At.UTC()
	return true
}

// sum takes on what became of a container's members, and reports whether that told anything new. Who doesn't know all of them can't
// tell.
func (e *Entry) sum(have Members, more bool, now time.Time) bool {
	if e.Members == nil || !e.Members.Entered || !e.Gone.IsZero() || have.Total != e.Members.Total {
		return false
	}
	have.Entered = true
	fate := Archived
	switch {
	case more:
		fate = ""
	case have.Archived == 0:
		fate = Rejected
	}
	if fate == e.Fate && (have == *e.Members || fate == "") {
		return false
	}
	e.Members, e.Fate, e.FateAt, e.Rejected = &have, fate, now.UTC(), nil
	switch fate {
	case "":
		e.FateAt = time.Time{}
	case Rejected:
		e.Rejected = e.rejection(schema.Faultf(schema.FaultMembers, "see what became of each: shilu status", "none of its %d members could be archived", have.Total))
	}
	return true
}

// shown writes a path that is not UTF-8 so that people can read it: the bytes that are none as \xNN.
func shown(path string) string {
	var b strings.Builder
	for len(path) > 0 {
		r, size := utf8.DecodeRuneInString(path)
		if r == utf8.RuneError && size == 1 {
			b.WriteString(`\x` + strconv.FormatUint(uint64(path[0]), 16))
		} else {
			b.WriteString(path[:size])
		}
		path = path[size:]
	}
	return b.String()
}
