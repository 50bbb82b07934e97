package jetstream_test

import (
	"slices"
	"testing"
)

func TestAsk(t *testing.T) {
	server := serve(t)
	asks, one, two := connect(t, server), connect(t, server), connect(t, server)
	ask := func() []string {
		t.Helper()
		answers, err := asks.Ask(within(t), "who.is.there")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, a := range answers {
			got = append(got, string(a))
		}
		slices.Sort(got)
		return got
	}
	if got := ask(); len(got) > 0 {
		t.Errorf("nobody answers %q", got)
	}
	stop, err := one.Answer("who.is.there", func() []byte { return []byte("one") })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := two.Answer("who.is.there", func() []byte { return []byte("two") }); err != nil {
		t.Fatal(err)
	}
	until(t, "both answer", func() bool { return slices.Equal(ask(), []string{"one", "two"}) })
	stop()
	until(t, "one has stopped", func() bool { return slices.Equal(ask(), []string{"two"}) })
}
