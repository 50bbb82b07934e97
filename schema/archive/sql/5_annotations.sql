-- What annotators say: programs that are no part of the walk, each under its own name. A place is a code point of the decoded text,
-- and the quote is what stands there, proved against the original before it was stored. So nothing here hangs on how turns and
-- speakers are read, and a better parser leaves these tables alone.

-- An annotator's word on a transcript. The newest counts: the highest version, then the newest record that it read, then the latest.
CREATE TABLE annotated (
  key        INTEGER PRIMARY KEY,
  transcript INTEGER NOT NULL REFERENCES transcript (key),
  annotator  TEXT NOT NULL,
  version    INTEGER NOT NULL,
  -- The handlers that made the record that the annotator read; null where it read the original alone.
  read       TEXT,
  -- When the annotator said it, RFC 3339 in UTC.
  made       TEXT NOT NULL,
  UNIQUE (transcript, annotator)
) STRICT;

-- What it found. A word without rows says that there is nothing to be found.
CREATE TABLE annotation (
  annotated INTEGER NOT NULL REFERENCES annotated (key),
  n         INTEGER NOT NULL,
  place     INTEGER NOT NULL CHECK (place >= 0),
  quote     TEXT NOT NULL CHECK (quote <> ''),
  -- What it is, in the annotator's own words.
  kind      TEXT NOT NULL,
  -- A text or a number; null where the kind and the quote say all.
  value     ANY,
  -- What people are shown of it, and the name that it has outside of the transcript.
  label     TEXT,
  ref       TEXT,
  PRIMARY KEY (annotated, n)
) STRICT, WITHOUT ROWID;

-- Words on transcripts that haven't come yet. When one does, its words are put in again and proved, and their rows go.
CREATE TABLE waiting_annotation (
  -- The transcript's.
  id          TEXT NOT NULL,
  annotator   TEXT NOT NULL,
  version     INTEGER NOT NULL,
  read        TEXT,
  made        TEXT NOT NULL,
  -- The envelope: who says it, of which file, and how often it was put in again.
  source      TEXT NOT NULL,
  path        TEXT,
  offer       INTEGER NOT NULL,
  -- A JSON array with the columns of annotation as members.
  annotations TEXT NOT NULL,
  PRIMARY KEY (id, annotator)
) STRICT, WITHOUT ROWID;

-- Which annotator found what, in whose words. The speaker is null where nobody speaks at the place: in a title, in a heading.
CREATE VIEW annotation_view AS
SELECT x.id AS transcript, x.date, x.title, annotated.annotator, annotated.version, a.kind, a.quote, a.value, a.label, a.ref,
       t.turn, coalesce(speaker.name, t.label) AS speaker, x.id || '#c' || a.place AS permalink
FROM annotation a
JOIN annotated ON annotated.key = a.annotated
JOIN transcript x ON x.key = annotated.transcript
LEFT JOIN turn t ON t.transcript = x.key AND a.place < t.spans ->> '$[#-1][1]'
  AND t.place = (SELECT max(place) FROM turn WHERE transcript = x.key AND place <= a.place)
LEFT JOIN speaker ON speaker.transcript = t.transcript AND speaker.id = t.speaker
WHERE x.superseded_by IS NULL;
