package inbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"time"

	"shilu/schema"
)

// ReasonSuffix makes of a rejected file's name that of the file beside it which says why, once it was moved.
const ReasonSuffix = ".reason.json"

// Reason is what that file holds. The JSON is a stable contract.
type Reason struct {
	Inbox string `json:"inbox"`
	// Path is where the file was dropped, in the inbox.
	Path   string `json:"path"`
	Digest string `json:"digest,omitempty"`
	// Event is the subject under which it was rejected; absent for what the inbox itself refused.
	Event string    `json:"event,omitempty"`
	Time  time.Time `json:"time"`
	// Stage, Code, Reason, Advice and Tries are as in the event. Of a container they are absent if some of its members were archived.
	Stage  string     `json:"stage,omitempty"`
	Code   string     `json:"code,omitempty"`
	Reason string     `json:"reason,omitempty"`
	Advice schema.Opt `json:"advice,omitempty"`
	Tries  int        `json:"tries,omitempty"`
	// Members are those of a container that were not archived.
	Members []Reason `json:"members,omitempty"`
}

func reasonOf(e Entry) Reason {
	r := Reason{Inbox: e.Inbox, Path: e.Path, Digest: e.Digest, Time: e.FateAt}
	if e.Rejected != nil {
		r.Stage, r.Code, r.Reason = e.Rejected.Stage, e.Rejected.Code, e.Rejected.Reason
		r.Advice, r.Tries = e.Rejected.Advice, e.Rejected.Tries
		if r.Stage != stageInbox {
			r.Event = schema.StepRejected.Subject(e.File().State())
		}
	}
	if e.Fate == Lost {
		r.Reason = "it vanished before it was archived"
	}
	return r
}

// reason is why the file was rejected, and what of a container was.
func (o offerer) reason(ctx context.Context, e Entry) (Reason, error) {
	r := reasonOf(e)
	if e.Members == nil {
		return r, nil
	}
	for _, path := range o.book.companions(e.path()) {
		member, _, err := o.book.get(ctx, path)
		if err != nil {
			return Reason{}, err
		}
		if member.Fate != Archived {
			r.Members = append(r.Members, reasonOf(member))
		}
	}
	return r, nil
}

// writeReason puts the reason beside a file, in the place of one that is there.
func writeReason(file spot, r Reason, token string) error {
	encoded, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("encode the reason: %w", err)
	}
	part := local(path.Join(path.Dir(file.path), ".reason-"+token+".part"))
	out, err := file.root.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = out.Write(append(encoded, '\n'))
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return errors.Join(err, file.root.Remove(part))
	}
	return file.root.Rename(part, local(file.path+ReasonSuffix))
}

func dropReason(file spot) error {
	err := file.root.Remove(local(file.path + ReasonSuffix))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
