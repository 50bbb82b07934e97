package inbox

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"shilu/schema"
)

// A container of which a member was rejected lies among what is rejected, with that member's reason, until a retry archives it too.
func TestContainerIsMovedWhenAllItsMembersHaveAFate(t *testing.T) {
	r := newMovingRig(t, withContainers)
	r.start()
	text := pack("x.txt=one", "y.txt=two", "locked.txt")
	r.write("d/a.zip", text)
	files := r.offers("d/a.zip!/x.txt=one", "d/a.zip!/y.txt=two")
	r.archive(files["d/a.zip!/x.txt"].File)
	r.settled()
	r.moved()
	r.lies("inbox/d/a.zip=" + text)
	r.reject(files["d/a.zip!/y.txt"].File)
	r.lies("rejected/d/a.zip="+text, "rejected/d/a.zip.reason.json=")
	r.moved()
	r.wantNothing()
	if got := r.reasons("d/a.zip"); !slices.Equal(got, []string{"d/a.zip!/locked.txt unsupported", "d/a.zip!/y.txt not_text"}) {
		t.Errorf("the reasons are %q", got)
	}
	retried := files["d/a.zip!/y.txt"].File
	retried.Offer = 1
	r.archive(retried)
	r.eventually("the reason is another", func() bool { return slices.Equal(r.reasons("d/a.zip"), []string{"d/a.zip!/locked.txt unsupported"}) })
	e := r.entry("d/a.zip!/y.txt")
	if container := r.entry("d/a.zip"); e.Moved == nil || e.Moved.Path != container.Moved.Path+"!/y.txt" {
		t.Errorf("the member lies at %+v, its container at %+v", e.Moved, container.Moved)
	}
}

// reasons are those of a container's members.
func (r *rig) reasons(name string) (all []string) {
	r.t.Helper()
	text, err := os.ReadFile(r.entry(name).Moved.file() + ReasonSuffix)
	r.must(err)
	var why Reason
	r.must(json.Unmarshal(text, &why))
	for _, m := range why.Members {
		all = append(all, m.Path+" "+m.Code)
	}
	return all
}

func TestContainerMovesOn(t *testing.T) {
	r := newMovingRig(t, withContainers)
	r.start()
	r.write("a.zip", pack("x.txt=one", "y.txt=two"))
	files := r.offers("a.zip!/x.txt=one", "a.zip!/y.txt=two")
	r.reject(files["a.zip!/x.txt"].File)
	r.reject(files["a.zip!/y.txt"].File)
	r.lies("rejected/a.zip="+pack("x.txt=one", "y.txt=two"), "rejected/a.zip.reason.json="+schema.FaultMembers)
	r.moved()
	for _, got := range files {
		got.Offer = 1
		r.archive(got.File)
	}
	r.lies("archived/a.zip=" + pack("x.txt=one", "y.txt=two"))
	r.moved()
	if e := r.entry("a.zip"); e.Fate != Archived || e.Members.Archived != 2 {
		t.Errorf("entry is %+v, %+v", e, e.Members)
	}
	r.wantNothing()
}

// Another container of the same name: its members are other sources, those that it doesn't have are not gone, and the former one's
// members have still fates of their own.
func TestContainerUnderAFreedName(t *testing.T) {
	r := newMovingRig(t, withContainers)
	r.start()
	r.write("a.zip", pack("x.txt=one", "y.txt=two", "z.txt=three"))
	before := r.offers("a.zip!/x.txt=one", "a.zip!/y.txt=two", "a.zip!/z.txt=three")
	r.reject(before["a.zip!/x.txt"].File)
	r.archive(before["a.zip!/y.txt"].File)
	r.archive(before["a.zip!/z.txt"].File)
	r.lies("rejected/a.zip="+pack("x.txt=one", "y.txt=two", "z.txt=three"), "rejected/a.zip.reason.json=")
	r.moved()
	r.write("a.zip", pack("x.txt=ONE", "y.txt=two"))
	after := r.offers("a.zip!/x.txt=ONE", "a.zip!/y.txt=two")
	freed := map[string]bool{}
	for range 2 {
		freed[receive(t, r.stream.freed, "freed").State().String()] = true
	}
	for _, path := range []string{"a.zip!/x.txt", "a.zip!/y.txt"} {
		if after[path].Number <= before[path].Number || !freed[before[path].State().String()] {
			t.Errorf("%s: number %d after %d; freed are %v", path, after[path].Number, before[path].Number, freed)
		}
		r.archive(after[path].File)
	}
	r.lies("archived/a.zip="+pack("x.txt=ONE", "y.txt=two"), "rejected/a.zip="+pack("x.txt=one", "y.txt=two", "z.txt=three"), "rejected/a.zip.reason.json=")
	r.moved()
	if e := r.entry("a.zip"); e.Members.Total != 2 || e.Members.Archived != 2 {
		t.Errorf("entry is %+v", e.Members)
	}
	retried := before["a.zip!/x.txt"].File
	retried.Offer = 1
	r.archive(retried)
	fates := map[string]int{}
	r.must(Entries(t.Context(), r.ledger, func(e Entry) error { fates[e.Path+" "+e.Fate]++; return nil }))
	if fates["a.zip!/x.txt archived"] != 2 || fates["a.zip!/z.txt archived"] != 1 || fates["a.zip archived"] != 2 {
		t.Errorf("the ledger has %v", fates)
	}
	r.wantNothing()
	if n := len(r.stream.gone); n != 0 {
		t.Errorf("%d events gone", n)
	}
}
