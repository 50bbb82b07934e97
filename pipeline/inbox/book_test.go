package inbox

import (
	"context"
	"fmt"
	"testing"
	"time"
)

// interloper is a Ledger in which somebody else changes each key between its first reading and the writing.
type interloper struct {
	*shelf
	change func(key string)
	done   map[string]bool
}

func (i *interloper) Put(ctx context.Context, key string, value []byte, after uint64) (uint64, error) {
	if !i.done[key] {
		i.done[key] = true
		i.change(key)
	}
	return i.shelf.Put(ctx, key, value, after)
}

func TestChangeIsMadeAgainWhenSomebodyWasFaster(t *testing.T) {
	kept := newShelf()
	other := newBook("press", kept, time.Second)
	ledger := &interloper{shelf: kept, done: map[string]bool{}, change: func(string) {
		if _, _, err := other.change(t.Context(), "a.txt", func(e *Entry) bool { e.Number, e.Receipt = 7, "theirs"; return true }); err != nil {
			t.Error(err)
		}
	}}
	b := newBook("press", ledger, time.Second)
	var met []int64
	entry, changed, err := b.change(t.Context(), "a.txt", func(e *Entry) bool {
		met = append(met, e.Number)
		e.Number++
		return true
	})
	if err != nil || !changed || entry.Number != 8 || entry.Receipt != "theirs" || fmt.Sprint(met) != "[0 7]" {
		t.Errorf("entry is %+v, %t, %v, made of the numbers %v", entry, changed, err, met)
	}
	if held, revision, err := b.get(t.Context(), "a.txt"); err != nil || held.Number != 8 || revision != 2 {
		t.Errorf("the ledger holds %+v at %d: %v", held, revision, err)
	}
}

func TestBookRemembersTheLatest(t *testing.T) {
	b := newBook("press", newShelf(), time.Second)
	entry := Entry{Inbox: "press", Path: "a.txt", Number: 1, Size: 5}
	b.remember(entry, 2)
	older := entry
	older.Size = 4
	b.remember(older, 1)
	if !b.knows("a.txt", entry.stamp(), asked{}) || b.countWaiting() != 1 {
		t.Error("an earlier revision took the place of a later one")
	}
	entry.Fate = Archived
	b.remember(entry, 3)
	if b.countWaiting() != 0 {
		t.Error("it still waits")
	}
	// A wiped ledger counts from the start again.
	if _, _, err := b.get(t.Context(), "a.txt"); err != nil || b.knows("a.txt", entry.stamp(), asked{}) {
		t.Errorf("it is still known: %v", err)
	}
	b.remember(older, 1)
	if !b.knows("a.txt", older.stamp(), asked{}) {
		t.Error("it isn't known again")
	}
}
