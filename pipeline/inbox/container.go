package inbox

import (
	"context"
	"time"

	"shilu/schema"
)

// This file takes containers. Each member is a source of its own, with a number, a digest and a fate; a container is brought in line
// with the ledger as a whole, and its own fate comes when each member has one.
//
//	ledger  <- the container, not entered yet     a crash here: the check finds it waiting, and it is opened again
//	ledger, stream <- each member, as a file is   a crash here: the same; a member that the ledger has is not entered twice
//	ledger  <- gone, those that it no longer has
//	ledger  <- entered, so many                   from here on the check asks after members
//	ledger  <- the fate, with the last member's
//
// Nothing of a container that is refused is offered, so that it is unpacked twice: once to see that it is whole.

// Member is a file in a container.
type Member struct {
	// Path is where it is in the container: UTF-8, with slashes.
	Path string
	// Modified is the time that the container gives, zero if it gives none.
	Modified time.Time
	// Body is what it holds; nobody may write into it any more.
	Body []byte
	// Refused says why it can't be had, though the others can.
	Refused *schema.Fault
}

// Unpacked gives the members of a container one after the other, until each returns an error, which it returns. A *schema.Fault refuses
// the whole; members may have been given before that is found. It is called more than once, and gives the same each time.
type Unpacked func(each func(Member) error) error

// memberMark stands between a container's path and the path in it.
const memberMark = "!/"

// contents is what a container holds, as far as it is known before any of it is taken.
type contents struct {
	members  map[string]bool
	sidecars map[string]sidecar // by member
}

// open takes what a container holds. Only one is unpacked at a time, whatever the number of workers, so that no more than one member is
// in memory beside the containers.
func (o offerer) open(ctx context.Context, it *item, c content, unpacked Unpacked) outcome {
	o.opening.Lock()
	defer o.opening.Unlock()
	holds, err := o.survey(ctx, c, unpacked)
	if fault := schema.AsFault(err); fault != nil {
		return o.refuse(ctx, it, c, fault)
	}
	var number int64
	if err == nil {
		number, err = o.enterContainer(ctx, c)
	}
	if err != nil {
		return outcome{away: err, errand: it.errand}
	}
	out := o.takeMembers(ctx, it, c, holds, unpacked)
	if out.away != nil {
		return out
	}
	if err = o.vanish(ctx, c.path, holds.members); err == nil {
		err = o.enterTotal(ctx, c.path, number, len(holds.members))
	}
	if err == nil {
		o.book.looked(c.path, c.at)
		out.entry, err = o.reckon(ctx, c.path)
	}
	out.away, out.errand = err, it.errand
	return out
}

// survey looks through a container without taking anything. A Fault refuses it as a whole.
func (o offerer) survey(ctx context.Context, c content, unpack Unpacked) (contents, error) {
	holds := contents{members: map[string]bool{}, sidecars: map[string]sidecar{}}
	err := unpack(func(m Member) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if Ignores(m.Path) {
			return nil
		}
		path := c.path + memberMark + m.Path
		if owner, ok := o.folder.ownerOf(path); ok {
			if m.Refused != nil {
				return schema.Faultf(m.Refused.Code, m.Refused.Advice, "its sidecar %s: %s", m.Path, m.Refused.Reason)
			}
			if len(m.Body) > 0 {
				holds.sidecars[owner] = o.understand(m.Body)
			}
			return nil
		}
		switch {
		case holds.members[path]:
			return schema.Faultf(schema.FaultDamaged, "make it anew, with one of each name", "it has two members of the name %s", m.Path)
		case o.book.isFile(path):
			return schema.Faultf(schema.FaultUnsupported, "rename the one or the other", "the folder has a file of its own at %s", path)
		}
		holds.members[path] = true
		return nil
	})
	if err == nil && len(holds.members) == 0 {
		err = schema.Faultf(schema.FaultEmpty, "drop it again when there is something in it", "it holds no file that is taken")
	}
	return holds, err
}

// enterContainer enters the state of the container if it is new, and returns its number.
func (o offerer) enterContainer(ctx context.Context, c content) (int64, error) {
	if err := o.makeRoom(ctx, c.path); err != nil {
		return 0, err
	}
	digest, now, wish := schema.Digest(c.body), o.cfg.Now().UTC(), o.wish()
	entry, _, err := o.book.change(ctx, c.path, func(e *Entry) bool {
		if e.Members != nil && e.holds(digest, c.sidecar, wish) {
			return e.touch(c.at)
		}
		e.begin(c, now)
		e.bear(digest, c.sidecar, wish)
		e.Members, e.Offered = &Members{}, now
		return true
	})
	return entry.Number, err
}

// takeMembers takes one after the other, until the ledger or the stream is away.
func (o offerer) takeMembers(ctx context.Context, it *item, c content, holds contents, unpacked Unpacked) (out outcome) {
	err := unpacked(func(m Member) error {
		member, ok := o.member(c, m, holds)
		if !ok {
			return nil
		}
		fault := m.Refused
		if fault == nil {
			fault = o.unfit(member)
		}
		var taken outcome
		if fault != nil {
			taken = o.refuse(ctx, it, member, fault)
		} else {
			taken = o.take(ctx, it, member)
		}
		out.wiped = out.wiped || taken.wiped
		out.away, out.errand = taken.away, taken.errand
		return out.away
	})
	if err != nil && out.away == nil {
		return outcome{away: err, errand: it.errand}
	}
	return out
}

// member makes the content of a source of a member. A sidecar in the container comes before the container's own.
func (o offerer) member(c content, m Member, holds contents) (content, bool) {
	path := c.path + memberMark + m.Path
	if !holds.members[path] {
		return content{}, false
	}
	member := content{path: path, container: c.path, body: m.Body, sidecar: c.sidecar}
	if own, ok := holds.sidecars[path]; ok {
		member.sidecar = own
	}
	member.at = stamp{
		glance:  glance{size: int64(len(m.Body)), modified: nanoseconds(m.Modified)},
		sidecar: glance{size: member.sidecar.size},
	}
	return member, true
}

// vanish declares the members of a container gone that it doesn't hold any more.
func (o offerer) vanish(ctx context.Context, container string, held map[string]bool) error {
	for _, path := range o.book.members(container) {
		if !held[path] {
			if err := o.leave(ctx, path); err != nil {
				return err
			}
		}
	}
	return nil
}

// enterTotal enters that each member of the container has an entry of its own.
func (o offerer) enterTotal(ctx context.Context, container string, number int64, total int) error {
	_, _, err := o.book.change(ctx, container, func(e *Entry) bool {
		if e.Number != number || e.Members == nil || e.Members.Entered && e.Members.Total == total {
			return false
		}
		e.Members = &Members{Entered: true, Total: total}
		return true
	})
	return err
}

// settleContainer reckons with a member's fate.
func (i *Inbox) settleContainer(ctx context.Context, member Entry) error {
	if member.Container == "" || member.Former || i.book.awaits(member.Container) {
		return nil
	}
	_, err := i.reckon(ctx, member.Container)
	return err
}

// unpack opens the content if it is a container.
func (o offerer) unpack(c content) Unpacked {
	if o.cfg.Unpack == nil {
		return nil
	}
	return o.cfg.Unpack(c.path, c.body)
}

// reckon writes what became of a container, once each of its members has a fate. It returns the entry as it is then.
func (i *Inbox) reckon(ctx context.Context, container string) (Entry, error) {
	entry, _, err := i.book.change(ctx, container, func(e *Entry) bool {
		have, more := i.book.tally(container)
		return e.sum(have, more, i.cfg.Now())
	})
	return entry, err
}
