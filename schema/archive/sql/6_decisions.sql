-- What people decided. Rows are only added: a decision is taken back by another one, of the kind 'undone', that names it. So what holds
-- follows from the rows alone, in whatever order they came.

CREATE TABLE decision (
  -- When it was made, in Unix milliseconds, and eight digits that nobody else has thrown.
  id        TEXT PRIMARY KEY,
  -- removed, merged, split, renamed, undone.
  kind      TEXT NOT NULL,
  -- What it is about: a transcript's id; somebody, as NAME@ORGANISATION; of an undone one, that decision's.
  about     TEXT NOT NULL,
  -- Whom a decision about people names, [{"name": …, "organization": …, "transcript": …}, …], and what they are called from now on; null
  -- for others.
  identities TEXT,
  name      TEXT,
  who       TEXT NOT NULL,
  why       TEXT NOT NULL,
  -- RFC 3339 in UTC.
  made      TEXT NOT NULL,
  -- The outbox: 0 until the log has it and everything that follows from it outside of this file is done.
  published INTEGER NOT NULL CHECK (published IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX decision_about ON decision (about);
CREATE INDEX decision_outbox ON decision (id) WHERE published = 0;

-- The decisions that nobody took back.
CREATE VIEW decision_view AS
SELECT d.id, d.kind, d.about, d.identities, d.name, d.who, d.why, d.made FROM decision d
WHERE d.kind <> 'undone' AND NOT EXISTS (SELECT 1 FROM decision u WHERE u.kind = 'undone' AND u.about = d.id);
