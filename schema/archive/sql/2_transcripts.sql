-- The transcripts, each with the record of one of its states. Everything counts in code points and from 0, an end is not included.

-- A transcript is content: the same bytes are one transcript, wherever and however often they were seen.
CREATE TABLE transcript (
  key            INTEGER PRIMARY KEY,
  -- The first 32 hexadecimal digits of the digest, which is the SHA-256 of the original bytes.
  id             TEXT NOT NULL UNIQUE,
  digest         TEXT NOT NULL CHECK (length(digest) = 64 AND substr(digest, 1, 32) = id),
  -- Null while the transcript is present. Otherwise what lies now where it was last seen; that may be superseded in turn.
  superseded_by  INTEGER REFERENCES transcript (key),
  -- The state whose record is shown here and in all tables below.
  source         INTEGER NOT NULL REFERENCES source (key),
  number         INTEGER NOT NULL,
  versions       TEXT NOT NULL,

  media_type     TEXT NOT NULL,
  encoding       TEXT NOT NULL,
  -- From 0.5, where the bytes fit another encoding as well, to 1; null where nobody told.
  encoding_confidence REAL,
  layout         TEXT NOT NULL,
  language       TEXT,
  title          TEXT,
  -- The day of speech, YYYY-MM-DD, and where it is known from: text, filename, sidecar, inferred.
  date           TEXT,
  date_from      TEXT,
  place          TEXT,
  -- The text before the first turn, and its places in the decoded text: [[start, end], …].
  preamble       TEXT,
  preamble_spans TEXT,

  -- Its turns are those with the ids from first_turn to first_turn + turns - 1.
  first_turn     INTEGER NOT NULL,
  turns          INTEGER NOT NULL,
  -- How many rows the tables below have for it.
  speakers       INTEGER NOT NULL,
  exchanges      INTEGER NOT NULL,
  figures        INTEGER NOT NULL,
  problems       INTEGER NOT NULL
) STRICT;

CREATE INDEX transcript_superseded ON transcript (superseded_by) WHERE superseded_by IS NOT NULL;

-- The bytes as they lay in the folder, never changed. In the sqlite3 shell: sqlar_uncompress(bytes, size).
CREATE TABLE original (
  transcript INTEGER PRIMARY KEY REFERENCES transcript (key),
  size       INTEGER NOT NULL,
  -- zlib (RFC 1950).
  bytes      BLOB NOT NULL
) STRICT;

-- Who took part, by what the text itself says before anybody speaks.
CREATE TABLE participant (
  transcript  INTEGER NOT NULL REFERENCES transcript (key),
  n           INTEGER NOT NULL,
  name        TEXT NOT NULL,
  affiliation TEXT,
  role        TEXT NOT NULL,
  PRIMARY KEY (transcript, n)
) STRICT, WITHOUT ROWID;

-- One row per person who speaks, or per unnamed asker.
CREATE TABLE speaker (
  transcript   INTEGER NOT NULL REFERENCES transcript (key),
  -- s1, s2, … in the order of first speech, which is also the order of n.
  id           TEXT NOT NULL,
  n            INTEGER NOT NULL,
  name         TEXT,
  -- What is printed at this speaker's turns, each once: a JSON array.
  labels       TEXT NOT NULL,
  -- host, official, journalist, participant, unknown.
  role         TEXT NOT NULL,
  -- As printed; organization and post are its parts where it can be split.
  affiliation  TEXT,
  organization TEXT,
  post         TEXT,
  -- Who it is across transcripts, by this row alone: a hash of name and organisation, in whatever form their characters are written.
  -- Null for whoever has no name.
  identity     TEXT,
  PRIMARY KEY (transcript, id)
) STRICT, WITHOUT ROWID;

-- What one speaker said without being interrupted. The order of ids is the order of search results: the newest day first, turns
-- without a date last, within a transcript from the first turn to the last. An id is day * 2^31 + position, where day counts
-- down from 9999-12-31, and fits 53 bits, so that JavaScript reads it. Ids change when a transcript is read anew: cite ID#cPLACE.
CREATE TABLE turn (
  id         INTEGER PRIMARY KEY,
  transcript INTEGER NOT NULL REFERENCES transcript (key),
  -- The turn's index in the transcript.
  turn       INTEGER NOT NULL,
  speaker    TEXT NOT NULL,
  -- What is printed at this turn, without stamp, brackets and colon.
  label      TEXT NOT NULL,
  -- The stamp as printed.
  time       TEXT,
  -- Where the turn starts in the decoded text: the number in a permalink ID#c1234.
  place      INTEGER NOT NULL,
  text       TEXT NOT NULL,
  -- The places of the decoded text that the text consists of, joined by line feeds: [[start, end], …].
  spans      TEXT NOT NULL,
  UNIQUE (transcript, turn),
  FOREIGN KEY (transcript, speaker) REFERENCES speaker (transcript, id)
) STRICT;

-- A question and what was said in answer to it.
CREATE TABLE exchange (
  transcript INTEGER NOT NULL REFERENCES transcript (key),
  n          INTEGER NOT NULL,
  -- The ids of the speakers whom the question names: a JSON array.
  addressees TEXT NOT NULL,
  PRIMARY KEY (transcript, n)
) STRICT, WITHOUT ROWID;

-- The turns of an exchange, in its order. A question that nobody answered has no rows with the part 'answer'.
CREATE TABLE exchange_turn (
  transcript INTEGER NOT NULL,
  exchange   INTEGER NOT NULL,
  part       TEXT NOT NULL CHECK (part IN ('question', 'answer')),
  n          INTEGER NOT NULL,
  turn       INTEGER NOT NULL,
  PRIMARY KEY (transcript, exchange, part, n),
  FOREIGN KEY (transcript, exchange) REFERENCES exchange (transcript, n),
  FOREIGN KEY (transcript, turn) REFERENCES turn (transcript, turn)
) STRICT, WITHOUT ROWID;

-- A number with what it counts; starts and ends are code points of the turn's text.
CREATE TABLE figure (
  transcript  INTEGER NOT NULL,
  n           INTEGER NOT NULL,
  turn        INTEGER NOT NULL,
  starts      INTEGER NOT NULL,
  ends        INTEGER NOT NULL,
  text        TEXT NOT NULL,
  -- In the unit: 800000000 and CNY for 8亿元, 50 and % for 50%. A range has its lower end here and the other in upper.
  value       REAL NOT NULL,
  upper       REAL,
  unit        TEXT,
  kind        TEXT NOT NULL,
  -- How what was said relates to the value: eq, gt, ge, lt, le.
  comparison  TEXT NOT NULL,
  approximate INTEGER NOT NULL CHECK (approximate IN (0, 1)),
  -- The words of the turn that name what it measures: 门票收入, 较2019年增长; null where none do.
  of          TEXT,
  PRIMARY KEY (transcript, n),
  FOREIGN KEY (transcript, turn) REFERENCES turn (transcript, turn)
) STRICT, WITHOUT ROWID;

-- An expression of time with the days it means, both inclusive, null where it is open or can't be resolved.
CREATE TABLE date (
  transcript INTEGER NOT NULL,
  n          INTEGER NOT NULL,
  turn       INTEGER NOT NULL,
  starts     INTEGER NOT NULL,
  ends       INTEGER NOT NULL,
  text       TEXT NOT NULL,
  first_day  TEXT,
  last_day   TEXT,
  PRIMARY KEY (transcript, n),
  FOREIGN KEY (transcript, turn) REFERENCES turn (transcript, turn)
) STRICT, WITHOUT ROWID;

-- A name in the text: person, place, organization, document.
CREATE TABLE entity (
  transcript INTEGER NOT NULL,
  n          INTEGER NOT NULL,
  turn       INTEGER NOT NULL,
  starts     INTEGER NOT NULL,
  ends       INTEGER NOT NULL,
  text       TEXT NOT NULL,
  kind       TEXT NOT NULL,
  -- A speaker's id or an administrative code, where the name was resolved.
  ref        TEXT,
  PRIMARY KEY (transcript, n),
  FOREIGN KEY (transcript, turn) REFERENCES turn (transcript, turn)
) STRICT, WITHOUT ROWID;

-- What the transcript is about.
CREATE TABLE keyword (
  transcript INTEGER NOT NULL REFERENCES transcript (key),
  n          INTEGER NOT NULL,
  text       TEXT NOT NULL,
  weight     REAL NOT NULL,
  PRIMARY KEY (transcript, n)
) STRICT, WITHOUT ROWID;

-- What the program is not sure of, in one turn or, where that is null, in the whole.
CREATE TABLE problem (
  transcript INTEGER NOT NULL REFERENCES transcript (key),
  n          INTEGER NOT NULL,
  code       TEXT NOT NULL,
  turn       INTEGER,
  detail     TEXT NOT NULL,
  PRIMARY KEY (transcript, n),
  FOREIGN KEY (transcript, turn) REFERENCES turn (transcript, turn)
) STRICT, WITHOUT ROWID;

-- What the fields of a search are looked up by. Names, labels, units and the like are few and often the same, so a search leaps from one
-- value to the next and looks only at those that hold what is asked for.
CREATE INDEX speaker_name ON speaker (name);
CREATE INDEX speaker_labels ON speaker (labels);
CREATE INDEX speaker_affiliation ON speaker (affiliation);
CREATE INDEX speaker_organization ON speaker (organization);
CREATE INDEX speaker_role ON speaker (role);
CREATE INDEX speaker_identity ON speaker (identity);
CREATE INDEX entity_text ON entity (text, kind, turn);
CREATE INDEX figure_unit ON figure (unit, value, upper, comparison, turn);

-- From a speaker to what was said, and from a turn to whether it asks or answers.
CREATE INDEX turn_speaker ON turn (transcript, speaker);
CREATE INDEX exchange_turn_part ON exchange_turn (transcript, turn, part);
