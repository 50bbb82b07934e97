package inbox

import (
	"os"
	"testing"
)

func TestNewFile(t *testing.T) {
	r := newRig(t)
	r.start()
	r.write("2024-05-10.txt", "记者：请问")
	got := r.wantOffer("2024-05-10.txt", "记者：请问")
	r.archive(got.File)
	if e := r.entry("2024-05-10.txt"); e.Fate != Archived || e.Archived.Turns != 3 || e.Number != got.Number {
		t.Errorf("entry is %+v", e)
	}
	r.must(os.Remove(r.path("2024-05-10.txt")))
	gone := receive(t, r.stream.gone, "gone")
	if gone.State() != got.State() {
		t.Errorf("gone %+v, offered %+v", gone, got.File)
	}
}
