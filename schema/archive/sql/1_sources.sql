-- What was seen where. The archive's present follows from these four tables alone, in whatever order their rows came.

-- A source is a path in an inbox; a member of a container is 'a.zip!/path'.
CREATE TABLE source (
  key   INTEGER PRIMARY KEY,
  inbox TEXT NOT NULL,
  path  TEXT NOT NULL,
  -- The number of the last state that it had when it vanished from its folder; null if it was never seen to vanish. A state with
  -- a higher number has brought it back.
  gone  INTEGER,
  UNIQUE (inbox, path)
) STRICT;

-- The states in which a source's file had been moved away by shilu itself (--after move) when another file came under its name. That one
-- is another source of the same name: what lay here in this state stays present, and nothing later takes its place.
CREATE TABLE freed (
  source INTEGER NOT NULL REFERENCES source (key),
  number INTEGER NOT NULL CHECK (number >= 0),
  PRIMARY KEY (source, number)
) STRICT, WITHOUT ROWID;

-- A state of a source: which bytes lay there, from this number on until its next. Numbers only grow; the highest is what
-- lies there now. A row is replaced when better handlers read the same state again, and never deleted.
CREATE TABLE state (
  source     INTEGER NOT NULL REFERENCES source (key),
  number     INTEGER NOT NULL CHECK (number >= 0),
  transcript INTEGER NOT NULL REFERENCES transcript (key),
  -- The handlers that made its record, 'parse.3+enrich.7'.
  versions   TEXT NOT NULL,
  -- What the record of this state says of the day of speech, and where the file says it was published.
  date       TEXT,
  date_from  TEXT,
  url        TEXT,
  PRIMARY KEY (source, number, transcript)
) STRICT, WITHOUT ROWID;

CREATE INDEX state_transcript ON state (transcript);

-- The whole record of a state that is not the one whose facts are shown: kept for the day when it is. zlib over JSON.
CREATE TABLE spare (
  transcript INTEGER NOT NULL,
  source     INTEGER NOT NULL,
  number     INTEGER NOT NULL,
  record     BLOB NOT NULL,
  PRIMARY KEY (transcript, source, number),
  FOREIGN KEY (source, number, transcript) REFERENCES state (source, number, transcript)
) STRICT;
