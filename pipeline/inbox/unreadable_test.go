package inbox

import (
	"errors"
	"testing"

	"shilu/schema"
)

// A value that somebody broke stops neither the start nor the list: its file is taken anew, and the value is replaced.
func TestAValueThatIsNoEntryIsReplaced(t *testing.T) {
	r := newRig(t)
	r.write("a.txt", "one")
	r.write("b.txt", "two")
	claimKey := claimPrefix + schema.SourceID("press", "")
	for _, key := range []string{schema.SourceID("press", "a.txt"), schema.SourceID("press", "elsewhere"), claimKey} {
		_, err := r.ledger.Put(t.Context(), key, []byte("{broken"), 0)
		r.must(err)
	}
	r.start()
	r.wantOffers("a.txt", "b.txt")
	if n := r.log.count("an entry is passed over"); n == 0 {
		t.Error("nothing is said of it")
	}
	if e := r.entry("a.txt"); e.Digest != schema.Digest([]byte("one")) {
		t.Errorf("the entry is %+v", e)
	}
	var listed []string
	err := Entries(t.Context(), r.ledger, func(e Entry) error {
		listed = append(listed, e.Path)
		return nil
	})
	if !errors.Is(err, ErrUnreadable) || len(listed) != 2 {
		t.Errorf("listed %q, %v, want two files and that a value is no entry", listed, err)
	}
}
