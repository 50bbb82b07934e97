package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"shilu/schema"
)

// Record returns what the archive holds of a transcript, with every source where it is now and what their records disagree about.
// The error is ErrNotFound where it holds nothing.
func (a *Archive) Record(ctx context.Context, id string) (schema.Record, error) {
	var r schema.Record
	err := a.read(ctx, func(tx *sql.Tx) (err error) {
		r, err = recordWithSources(ctx, tx, id)
		return err
	})
	if err != nil {
		return schema.Record{}, fmt.Errorf("read transcript %s: %w", id, err)
	}
	return r, nil
}

// Original returns the bytes that a transcript was made from, and their media type. The error is ErrNotFound where there are none.
func (a *Archive) Original(ctx context.Context, id string) (original []byte, mediaType string, err error) {
	var size int
	var packed []byte
	err = a.readers.QueryRowContext(ctx, `
		SELECT transcript.media_type, original.size, original.bytes
		FROM original JOIN transcript ON transcript.key = original.transcript WHERE transcript.id = ?`, id).Scan(&mediaType, &size, &packed)
	if err == nil {
		original, err = unpack(packed, size)
	}
	if err != nil {
		return nil, "", fmt.Errorf("read the original of %s: %w", id, outage(notFound(err)))
	}
	return original, mediaType, nil
}

// Versions returns the handlers that made the record of a state, "" where the archive doesn't hold the state.
func (a *Archive) Versions(ctx context.Context, state schema.State) (schema.Versions, error) {
	rows, err := a.readers.QueryContext(ctx, `
		SELECT source.inbox, source.path, state.versions
		FROM transcript JOIN state ON state.transcript = transcript.key JOIN source ON source.key = state.source
		WHERE transcript.id = ? AND state.number = ?`, state.ID, state.Number)
	if err != nil {
		return "", fmt.Errorf("read the versions of %s: %w", state, err)
	}
	defer rows.Close()
	for rows.Next() {
		var inbox, path string
		var versions schema.Versions
		if err := rows.Scan(&inbox, &path, &versions); err != nil {
			return "", fmt.Errorf("read the versions of %s: %w", state, err)
		}
		if schema.SourceID(inbox, path) == state.Source {
			return versions, nil
		}
	}
	return "", rows.Err()
}

// Entry is what is known of a transcript without reading it.
type Entry struct {
	ID    string     `json:"id"`
	Title schema.Opt `json:"title"`
	Date  schema.Opt `json:"date"`
	// SupersededBy is the present transcript that took this one's place, null while this one is present.
	SupersededBy schema.Opt `json:"superseded_by"`
}

// AmbiguousError says that several transcripts' ids begin with a prefix.
type AmbiguousError struct {
	Prefix string
	// Entries are the first of them.
	Entries []Entry
}

// Error lists the ids.
func (e *AmbiguousError) Error() string {
	ids := make([]string, len(e.Entries))
	for i, entry := range e.Entries {
		ids[i] = entry.ID
	}
	return fmt.Sprintf("several transcripts' ids begin with %s: %s", e.Prefix, strings.Join(ids, ", "))
}

// Find returns the transcript whose id begins with prefix. The error is ErrNotFound where there is none, an *AmbiguousError where
// there are several.
func (a *Archive) Find(ctx context.Context, prefix string) (Entry, error) {
	const most = 10
	var entries []Entry
	err := a.read(ctx, func(tx *sql.Tx) (err error) {
		entries, err = findEntries(ctx, tx, strings.ToLower(prefix), most)
		return err
	})
	switch {
	case err != nil:
		return Entry{}, fmt.Errorf("find transcript %s: %w", prefix, err)
	case len(entries) == 0:
		return Entry{}, fmt.Errorf("find transcript %s: %w", prefix, ErrNotFound)
	case len(entries) > 1:
		return Entry{}, &AmbiguousError{Prefix: prefix, Entries: entries}
	}
	return entries[0], nil
}

// Stats is how much an archive holds.
type Stats struct {
	// Transcripts are the present ones; their turns, speakers, exchanges, figures and problems follow. Superseded are the others.
	Transcripts int64 `json:"transcripts"`
	Superseded  int64 `json:"superseded"`
	Sources     int64 `json:"sources"`
	Turns       int64 `json:"turns"`
	Speakers    int64 `json:"speakers"`
	Exchanges   int64 `json:"exchanges"`
	Figures     int64 `json:"figures"`
	Problems    int64 `json:"problems"`
	// OriginalBytes is the size of all originals before compression, FileBytes that of the archive's file.
	OriginalBytes int64 `json:"original_bytes"`
	FileBytes     int64 `json:"file_bytes"`
}

// Stats counts.
func (a *Archive) Stats(ctx context.Context) (Stats, error) {
	var s Stats
	err := a.readers.QueryRowContext(ctx, `
		SELECT count(*) FILTER (WHERE present), count(*) FILTER (WHERE NOT present), (SELECT count(*) FROM source),
		       coalesce(sum(turns) FILTER (WHERE present), 0), coalesce(sum(speakers) FILTER (WHERE present), 0),
		       coalesce(sum(exchanges) FILTER (WHERE present), 0), coalesce(sum(figures) FILTER (WHERE present), 0),
		       coalesce(sum(problems) FILTER (WHERE present), 0), (SELECT coalesce(sum(size), 0) FROM original),
		       (SELECT page_count * page_size FROM pragma_page_count, pragma_page_size)
		FROM (SELECT *, superseded_by IS NULL AS present FROM transcript)`).Scan(&s.Transcripts, &s.Superseded, &s.Sources,
		&s.Turns, &s.Speakers, &s.Exchanges, &s.Figures, &s.Problems, &s.OriginalBytes, &s.FileBytes)
	if err != nil {
		return Stats{}, fmt.Errorf("count the archive: %w", err)
	}
	return s, nil
}

// read gives do one state of the archive, however many statements it takes.
func (a *Archive) read(ctx context.Context, do func(*sql.Tx) error) error {
	if a.moment != nil {
		return do(a.moment)
	}
	tx, err := a.readers.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	// Nothing was written: a failed end changes nothing about what was read.
	defer func() { _ = tx.Rollback() }()
	return do(tx)
}

func recordWithSources(ctx context.Context, tx *sql.Tx, id string) (schema.Record, error) {
	var key int64
	if err := tx.QueryRowContext(ctx, `SELECT key FROM transcript WHERE id = ?`, id).Scan(&key); err != nil {
		return schema.Record{}, notFound(err)
	}
	r, err := readRecord(ctx, tx, key)
	if err != nil {
		return schema.Record{}, err
	}
	holders, err := readHolders(ctx, tx, key)
	if err != nil {
		return schema.Record{}, err
	}
	v := settle(holders)
	r.Source = v.lead.origin()
	if len(v.counting) < 2 {
		return r, nil
	}
	var dates []string
	for _, h := range v.counting {
		r.Sources = append(r.Sources, h.origin())
		if h.date != r.Date {
			dates = append(dates, fmt.Sprintf("%s says %s", h.path, orNothing(h.date)))
		}
	}
	if len(dates) > 0 {
		r.Report(schema.ProblemDateConflict, fmt.Sprintf("%s is taken from %s; %s", orNothing(r.Date), r.Source.Path, strings.Join(dates, ", ")))
	}
	return r, nil
}

func orNothing(date schema.Opt) string {
	if date == "" {
		return "no date"
	}
	return string(date)
}

// findEntries reads the first entries whose ids begin with prefix, and follows each superseded one to what is present now.
func findEntries(ctx context.Context, tx *sql.Tx, prefix string, most int) ([]Entry, error) {
	rows, err := tx.QueryContext(ctx, `
		WITH RECURSIVE next (id, key, superseded_by) AS (
			SELECT id, key, superseded_by FROM transcript WHERE id >= ?1 AND id < ?1 || 'g'
			UNION ALL
			SELECT next.id, t.key, t.superseded_by FROM next JOIN transcript t ON t.key = next.superseded_by
		)
		SELECT t.id, coalesce(t.title, ''), coalesce(t.date, ''), iif(present.key = t.key, '', present.id)
		FROM next JOIN transcript t ON t.id = next.id JOIN transcript present ON present.key = next.key
		WHERE next.superseded_by IS NULL ORDER BY t.id LIMIT ?2`, prefix, most)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var entries []Entry
	for rows.Next() {
		var e Entry
		if err := rows.Scan(&e.ID, &e.Title, &e.Date, &e.SupersededBy); err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	return entries, rows.Err()
}

func notFound(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return err
}
