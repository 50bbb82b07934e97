package inbox

import (
	"encoding/json"
	"flag"
	"os"
	"testing"
	"time"

	"shilu/schema"
)

var update = flag.Bool("update", false, "write the golden files")

func TestAccept(t *testing.T) {
	archived := func(offer int) Fate { return Fate{Offer: offer, Archived: &schema.Archived{}} }
	rejected := func(offer int) Fate { return Fate{Offer: offer, Rejected: &schema.Rejected{}} }
	for _, c := range []struct {
		what   string
		number int64
		fates  []Fate
		want   []bool
		fate   string
		offer  int
	}{
		{"archived", 5, []Fate{archived(1)}, []bool{true}, Archived, 1},
		{"archived twice", 5, []Fate{archived(1), archived(1)}, []bool{true, false}, Archived, 1},
		{"rejected twice", 5, []Fate{rejected(1), rejected(1)}, []bool{true, false}, Rejected, 1},
		{"an earlier offer was archived after all", 5, []Fate{archived(0)}, []bool{true}, Archived, 1},
		{"an earlier offer was rejected", 5, []Fate{rejected(0)}, []bool{false}, "", 1},
		{"rejected, then archived by a retry", 5, []Fate{rejected(1), archived(2)}, []bool{true, true}, Archived, 2},
		{"rejected, then archived for the same offer", 5, []Fate{rejected(1), archived(1)}, []bool{true, true}, Archived, 1},
		{"archived, then rejected for the same offer", 5, []Fate{archived(1), rejected(1)}, []bool{true, false}, Archived, 1},
		{"archived, then rejected for an earlier offer", 5, []Fate{archived(1), rejected(0)}, []bool{true, false}, Archived, 1},
		{"archived, then rejected by a replay", 5, []Fate{archived(1), rejected(2)}, []bool{true, true}, Rejected, 2},
		{"archived again by a replay", 5, []Fate{archived(1), archived(2)}, []bool{true, true}, Archived, 2},
		{"of an earlier state", 4, []Fate{archived(1), rejected(9)}, []bool{false, false}, "", 1},
		{"of a later state", 6, []Fate{archived(1)}, []bool{false}, "", 1},
		{"no fate at all", 5, []Fate{{Offer: 1}}, []bool{false}, "", 1},
	} {
		e := Entry{Number: 5, Offer: 1}
		for i, fate := range c.fates {
			if got := e.accept(c.number, fate); got != c.want[i] {
				t.Errorf("%s: fate %d: %t", c.what, i, got)
			}
		}
		if e.Fate != c.fate || e.Offer != c.offer || (e.Archived != nil) != (c.fate == Archived) || (e.Rejected != nil) != (c.fate == Rejected) {
			t.Errorf("%s: entry is %+v", c.what, e)
		}
	}
}

func TestNumbersGrow(t *testing.T) {
	now := time.UnixMilli(1_700_000_000_000)
	for last, want := range map[int64]int64{
		0:                 1_700_000_000_000, // never seen, or the ledger was lost
		1_600_000_000_000: 1_700_000_000_000,
		1_700_000_000_000: 1_700_000_000_001, // twice within a millisecond
		1_800_000_000_000: 1_800_000_000_001, // the clock was set back
	} {
		e := Entry{Number: last, Fate: Archived, Digest: "x"}
		e.begin(content{at: stamp{glance: glance{size: 1}}}, now)
		if e.Number != want || e.Fate != "" || e.Digest != "" {
			t.Errorf("after %d: %+v", last, e)
		}
	}
}

// The ledger's JSON is what `shilu status --json` prints and what ledgers of earlier versions hold: fields may be added.
func TestEntryIsAContract(t *testing.T) {
	at := time.Date(2024, 5, 10, 9, 31, 6, 123456789, time.UTC)
	entries := []Entry{
		{
			Inbox: "press", Path: "2024/5月 发布会.txt", Size: 12, Modified: at, Changed: at, Digest: schema.Digest([]byte("one")),
			Layout: "lines", Spoken: "2024-05-10", Number: 1715333466123, Seen: at, Offer: 1, Receipt: "log@7", Offered: at,
			Fate: Archived, FateAt: at,
		},
		{
			Inbox: "press", Path: "b.txt", Size: 12, Modified: at, Digest: schema.Digest([]byte("one")), Number: 2, Seen: at,
			Sidecar: &Sidecar{Size: 7, Modified: at, Changed: at, Digest: schema.Digest([]byte("title=A"))},
		},
		{Inbox: "press", Path: `\xb7.txt`, Raw: []byte("\xb7.txt"), Number: 1, Seen: at, Fate: Rejected, FateAt: at, Gone: at},
		{Inbox: "press", Path: "a.txt", Seen: at, Trouble: "permission denied"},
		{
			Inbox: "press", Path: "a.zip", Size: 9, Digest: schema.Digest([]byte("zip")), Number: 3, Seen: at, Offered: at,
			Members: &Members{Entered: true, Total: 4, Archived: 2, Rejected: 1, Lost: 1}, Fate: Archived, FateAt: at,
		},
		{Inbox: "press", Path: "a.zip!/x.txt", Container: "a.zip", Size: 3, Modified: at, Digest: schema.Digest([]byte("one")), Number: 4, Seen: at},
	}
	got, err := json.MarshalIndent(entries, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	golden := "testdata/entries.json"
	if *update {
		if err := os.WriteFile(golden, append(got, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if string(got)+"\n" != string(want) {
		t.Errorf("entries are\n%s\nwant\n%s", got, want)
	}
	var back []Entry
	if err := json.Unmarshal(want, &back); err != nil {
		t.Fatal(err)
	}
	if s := back[0].stamp(); s != (stamp{glance: glance{size: 12, modified: at.UnixNano(), changed: at.UnixNano()}}) {
		t.Errorf("the stamp came back as %+v", s)
	}
	if s := back[1].stamp().sidecar; s != (glance{size: 7, modified: at.UnixNano(), changed: at.UnixNano()}) {
		t.Errorf("the sidecar's stamp came back as %+v", s)
	}
	if back[2].path() != "\xb7.txt" {
		t.Errorf("the path came back as %q", back[2].path())
	}
}
