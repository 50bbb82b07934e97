// Package unpack opens archives: zip and gzip files, several records in one file, and these within each other. It gives their members one
// after the other, and holds one of them in memory at a time.
//
//	a.zip ──Open──▶ 发布会/实录.txt, inner.zip!/call.vtt, notes.txt.gz!/notes.txt
//	export.jsonl ──Open──▶ 7a8cb587d3ac21c280126969258ee954.json, …
//
// It looks at bytes and never at a file, and writes none: a member's path is a name. Documents that are zips by themselves (DOCX, ODT,
// EPUB and the like) are no archives. What makes an archive dangerous is refused, each with the limit that it is over.
package unpack

import (
	"fmt"
	"io"
	"time"

	"shilu/schema"
)

// Limits bound what an archive may be. Start from DefaultLimits.
type Limits struct {
	// Members is how many members an archive may have, those of archives within it counted.
	Members int
	// MemberBytes is the size of the largest member that is given; a larger one is refused, and the others are given.
	MemberBytes int64
	// Bytes is the size of all members together, unpacked.
	Bytes int64
	// Ratio is how many times larger than the archive they may be.
	Ratio int64
	// Depth is how deep archives may lie in each other: 1 for one that holds none.
	Depth int
}

// DefaultLimits are for transcripts: text shrinks to a tenth, the words of a recogniser with their times to a fortieth.
func DefaultLimits() Limits {
	return Limits{Members: 10_000, MemberBytes: 64 << 20, Bytes: 1 << 30, Ratio: 200, Depth: 3}
}

// Member is a file in an archive.
type Member struct {
	// Path is where it is in the archive: UTF-8, with slashes, without "..", "." and a slash at the beginning. In an archive within the
	// archive it is that one's path, "!/", and the path in it.
	Path string
	// Modified is the time that the archive gives, zero if it gives none. Zips without a time zone are taken for UTC.
	Modified time.Time
	// Body is what it holds; it is nil where Refused is set.
	Body []byte
	// Refused says why this member can't be had, though the others can: it is encrypted, damaged, or too large by itself.
	Refused *schema.Fault
}

// IsArchive reports whether Open would take the bytes: a gzip file, a zip that isn't a document, or two records or more.
func IsArchive(body []byte) bool { return kindOf(body) != "" }

// Open calls each with every member, in the order of the archive, until it returns an error, which Open returns. Folders aren't members.
// Name is the archive's own, which tells what a gzip file holds. A *schema.Fault says that the archive is damaged, over a limit, or has
// a name that leads out of it; members may have been given before that was found.
func Open(name string, body []byte, limits Limits, each func(Member) error) error {
	o := &opener{limits: limits, left: limits.Bytes, each: each, seen: map[string]bool{}}
	if most := limits.Ratio * max(int64(len(body)), ratioFloor); most < o.left {
		o.left, o.byRatio = most, true
	}
	if err := o.open("", name, body, 1); err != nil {
		return err
	}
	if o.members == 0 {
		return schema.Faultf(schema.FaultEmpty, "drop it again when there is something in it", "the archive has no members")
	}
	return nil
}

// ratioFloor is the size that every archive is taken to have at least: a few bytes of gzip may well be a page of one character.
const ratioFloor = 4 << 10

type opener struct {
	limits  Limits
	left    int64 // bytes that members may still have
	byRatio bool  // because of the ratio, and not of the bytes
	members int
	seen    map[string]bool
	each    func(Member) error
}

// open gives the members of an archive, whose own path with "!/" is the prefix.
func (o *opener) open(prefix, name string, body []byte, depth int) error {
	switch kindOf(body) {
	case kindZip:
		return o.openZip(prefix, body, depth)
	case kindGzip:
		return o.openGzip(prefix, name, body, depth)
	case kindRecords:
		return o.openRecords(prefix, body, depth)
	}
	return schema.Faultf(schema.FaultUnsupported, "drop the file itself", "it is no archive that is known")
}

// give hands a member on, or opens it if it is an archive itself.
func (o *opener) give(m Member, depth int) error {
	if o.members++; o.members > o.limits.Members {
		return tooLarge("the archive has more than %d members", o.limits.Members)
	}
	if o.seen[m.Path] && m.Refused == nil {
		m.Body, m.Refused = nil, schema.Faultf(schema.FaultDamaged, "give one of them another name", "the archive has two members of the name %s", m.Path)
	}
	o.seen[m.Path] = true
	if m.Refused == nil && IsArchive(m.Body) {
		if depth == o.limits.Depth {
			return tooLarge("archives lie in each other deeper than %d levels", o.limits.Depth)
		}
		o.members-- // what counts is in it
		return o.open(m.Path+"!/", m.Path, m.Body, depth+1)
	}
	return o.each(m)
}

// read unpacks a member twice: first for its size, since what it declares may be a lie, and then into just as much memory. It returns a Fault
// of the member, or an error that ends it all. In is at the member's beginning, and again gets there once more.
func (o *opener) read(in io.Reader, again func() (io.ReadCloser, error)) (body []byte, refused *schema.Fault, err error) {
	n, broken := io.Copy(io.Discard, io.LimitReader(in, min(o.left, o.limits.MemberBytes)+1))
	if refused, err = o.admit(n); refused != nil || err != nil {
		return nil, refused, err
	}
	if broken != nil {
		return nil, damaged("the member is broken: %w", broken), nil
	}
	second, err := again()
	if err != nil {
		return nil, nil, fmt.Errorf("unpack a member once more: %w", err)
	}
	defer second.Close()
	body = make([]byte, n)
	if _, err := io.ReadFull(second, body); err != nil {
		return nil, nil, fmt.Errorf("unpack a member once more: %w", err)
	}
	return body, nil, nil
}

// admit takes a member of n bytes off what all together may have, as much of it as was looked at. It returns a Fault of the member, or an
// error that ends it all.
func (o *opener) admit(n int64) (refused *schema.Fault, err error) {
	limit := min(o.left, o.limits.MemberBytes)
	o.left -= min(n, limit)
	switch {
	case n <= limit:
		return nil, nil
	case limit == o.limits.MemberBytes:
		return tooLarge("the member has more than %d bytes", o.limits.MemberBytes), nil
	case o.byRatio:
		return nil, tooLarge("the archive's members are more than %d times as large as itself", o.limits.Ratio)
	}
	return nil, tooLarge("the archive's members have more than %d MB", o.limits.Bytes>>20)
}

func tooLarge(format string, args ...any) *schema.Fault {
	return schema.Faultf(schema.FaultTooLarge, "unpack it, and drop what is in it", format, args...)
}

func damaged(format string, args ...any) *schema.Fault {
	return schema.Faultf(schema.FaultDamaged, "make the archive anew", format, args...)
}

// errName refuses names that lead somewhere else; the archive isn't trusted any further.
func errName(name, why string) error {
	return schema.Faultf(schema.FaultUnsupported, "unpack it with care, and make it anew", "the archive's member %q %s", fmt.Sprintf("%.100s", name), why)
}
