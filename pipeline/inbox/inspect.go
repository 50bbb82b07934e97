package inbox

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"shilu/schema"
)

// Inspect gives what an inbox of this configuration would offer of a file, wherever it lies, until each returns an error, which it
// returns: the file itself, or one after the other what it holds, with the reason for what would be refused. Number and offer are none.
// A *schema.Fault refuses the file as a whole.
func Inspect(ctx context.Context, cfg Config, file string, each func(schema.Received, *schema.Fault) error) error {
	file, err := filepath.EvalSymlinks(file)
	if err != nil {
		return err
	}
	f, err := openFolder(filepath.Dir(file))
	if err != nil {
		return err
	}
	defer f.close()
	f.sidecars = cfg.Sidecar != nil
	i := &Inbox{cfg: cfg, book: newBook(cfg.Name, nil, cfg.Quiet)}
	return offerer{i, f}.inspect(ctx, filepath.Base(file), each)
}

func (o offerer) inspect(ctx context.Context, name string, each func(schema.Received, *schema.Fault) error) error {
	seen, err := o.folder.look(name)
	switch {
	case err != nil:
		return err
	case seen.kind == absent:
		return fmt.Errorf("%s: %w", name, errNoFile)
	case seen.kind != regular:
		return fmt.Errorf("%s is not a file", name)
	}
	c := content{path: name, at: seen.stamp}
	if fault := o.unfit(c); fault != nil {
		return fault
	}
	if c.body, err = o.folder.read(name, seen.stamp.glance); err != nil {
		return err
	}
	if c.sidecar, err = o.readSidecar(name, seen.stamp.sidecar); err != nil {
		return err
	}
	unpacked := o.unpack(c)
	if unpacked == nil {
		return each(o.wouldOffer(c), nil)
	}
	holds, err := o.survey(ctx, c, unpacked)
	if err != nil {
		return err
	}
	return unpacked(func(m Member) error {
		member, ok := o.member(c, m, holds)
		if !ok {
			return nil
		}
		fault := m.Refused
		if fault == nil {
			fault = o.unfit(member)
		}
		return each(o.wouldOffer(member), fault)
	})
}

func (o offerer) wouldOffer(c content) schema.Received {
	entry := Entry{Inbox: o.cfg.Name}
	entry.begin(c, time.Time{})
	entry.bear(schema.Digest(c.body), c.sidecar, o.wish())
	entry.Inbox, entry.Number = o.cfg.Name, 0
	entry.setPath(c.path)
	return entry.received(c)
}
