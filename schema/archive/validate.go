package archive

import (
	"encoding/hex"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"shilu/schema"
)

// validate returns a *schema.Fault for a record that contradicts itself or its original: such a one could be stored, but not be
// searched, cited or proved.
func validate(r *schema.Record, original []byte) error {
	if err := contradiction(r, original); err != nil {
		return malformed(r, err)
	}
	return nil
}

func malformed(r *schema.Record, cause error) error {
	return schema.Faultf(schema.FaultMalformed, "whoever made the record must follow the schema of shilu.transcript.enriched.v1",
		"record %s: %w", r.ID, cause)
}

func contradiction(r *schema.Record, original []byte) error {
	if _, err := hex.DecodeString(r.Digest); err != nil || len(r.Digest) != 64 {
		return fmt.Errorf("digest %q is not a SHA-256", r.Digest)
	}
	if got := schema.Digest(original); got != r.Digest {
		return fmt.Errorf("its digest is %s, that of its original %s", r.Digest, got)
	}
	if want := schema.TranscriptID(r.Digest); r.ID != want {
		return fmt.Errorf("its digest asks for the id %s", want)
	}
	if r.Source.Inbox == "" || r.Source.Path == "" || r.Source.Number < 0 {
		return fmt.Errorf("source %q, %q, %d is none", r.Source.Inbox, r.Source.Path, r.Source.Number)
	}
	if r.Versions == "" {
		return errors.New("it does not say which handlers made it")
	}
	if _, err := time.Parse(time.DateOnly, string(r.Date)); r.Date != "" && err != nil {
		return fmt.Errorf("date %q is not YYYY-MM-DD", r.Date)
	}
	speakers := make(map[string]bool, len(r.Speakers))
	for _, s := range r.Speakers {
		if speakers[s.ID] {
			return fmt.Errorf("two speakers have the id %q", s.ID)
		}
		speakers[s.ID] = true
	}
	for i, t := range r.Turns {
		if t.Index != i {
			return fmt.Errorf("turn %d has the index %d", i, t.Index)
		}
		if !speakers[t.Speaker] {
			return fmt.Errorf("turn %d has the speaker %q, who is not listed", i, t.Speaker)
		}
		if !utf8.ValidString(t.Text) {
			return fmt.Errorf("turn %d is not UTF-8", i)
		}
	}
	return contradictingPlaces(r, lengths(r))
}

// lengths are the turns', in code points.
func lengths(r *schema.Record) []int {
	all := make([]int, len(r.Turns))
	for i, t := range r.Turns {
		all[i] = utf8.RuneCountInString(t.Text)
	}
	return all
}

// contradictingPlaces looks at what points into the turns, whose lengths are in code points.
func contradictingPlaces(r *schema.Record, lengths []int) error {
	turn := func(what string, n, turn int) error {
		if turn < 0 || turn >= len(lengths) {
			return fmt.Errorf("%s %d is in turn %d of %d", what, n, turn, len(lengths))
		}
		return nil
	}
	place := func(what string, n, t, start, end int) error {
		if err := turn(what, n, t); err != nil {
			return err
		}
		if start < 0 || start > end || end > lengths[t] {
			return fmt.Errorf("%s %d is at [%d, %d) of a turn of %d", what, n, start, end, lengths[t])
		}
		return nil
	}
	for i, f := range r.Figures {
		if err := place("figure", i, f.Turn, f.Start, f.End); err != nil {
			return err
		}
	}
	for i, d := range r.Dates {
		if err := place("date", i, d.Turn, d.Start, d.End); err != nil {
			return err
		}
	}
	for i, e := range r.Entities {
		if err := place("entity", i, e.Turn, e.Start, e.End); err != nil {
			return err
		}
	}
	for i, e := range r.Exchanges {
		for _, t := range append(append([]int(nil), e.Question...), e.Answers...) {
			if err := turn("exchange", i, t); err != nil {
				return err
			}
		}
	}
	for i, p := range r.Problems {
		if p.Turn != nil {
			if err := turn("problem", i, *p.Turn); err != nil {
				return err
			}
		}
	}
	return nil
}
