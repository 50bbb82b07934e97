-- Who is one person across transcripts. The same name in the same organisation is: that is speaker.identity, which follows from a
-- speaker's own row. What else is one person people decide: that is ruling, which follows from the rows of decision alone. Nothing here
-- is ever edited, so a better parser, a revision, a removal or an undoing leave nothing behind.

-- What the decisions make of an identity. One without a row is a person of its own.
CREATE TABLE ruling (
  -- The identity's id; that of one limited to a transcript is another than in speaker.identity.
  id         TEXT PRIMARY KEY,
  -- As in speaker.identity.
  identity   TEXT NOT NULL,
  -- The id of the transcript, and of its revisions, that it is limited to; null for all speakers of the identity that no other row is about.
  transcript TEXT,
  -- The id of the identity that the person is known by.
  person     TEXT NOT NULL,
  -- What the person is called; null where that was not decided.
  called     TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX ruling_transcript ON ruling (transcript) WHERE transcript IS NOT NULL;
CREATE INDEX ruling_person ON ruling (person);

-- Where the rulings that are limited to a transcript hold now: in the revision that took its place. Of several that come to the same
-- the one about the newest holds.
CREATE VIEW ruling_place AS
WITH RECURSIVE revision (ruling, identity, transcript, superseded_by, distance) AS (
  SELECT ruling.id, ruling.identity, x.key, x.superseded_by, 0 FROM ruling JOIN transcript x ON x.id = ruling.transcript
  UNION ALL
  SELECT revision.ruling, revision.identity, x.key, x.superseded_by, revision.distance + 1
  FROM revision JOIN transcript x ON x.key = revision.superseded_by
)
SELECT ruling, identity, transcript
FROM (
  SELECT *, row_number() OVER (PARTITION BY identity, transcript ORDER BY distance, ruling) AS nth FROM revision WHERE superseded_by IS NULL
)
WHERE nth = 1;

-- Who is who: each speaker with a name, and the person that it is.
CREATE VIEW appearance_view AS
SELECT coalesce(ruling.person, s.identity) AS person, s.identity, ruling.id AS ruling, s.name, ruling.called,
       coalesce(s.organization, iif(s.post IS NULL, s.affiliation, NULL)) AS organization, s.post, s.role,
       x.date, x.title, x.id AS transcript, s.id AS speaker,
       (SELECT count(*) FROM turn WHERE turn.transcript = s.transcript AND turn.speaker = s.id) AS turns
FROM speaker s
JOIN transcript x ON x.key = s.transcript
LEFT JOIN ruling_place place ON place.identity = s.identity AND place.transcript = s.transcript
LEFT JOIN ruling ON ruling.id = coalesce(place.ruling, s.identity)
WHERE s.identity IS NOT NULL AND x.superseded_by IS NULL;

-- As what each person is printed, how often, and from when until when. The name is the one that was decided, or else the one that is printed
-- most. (CROSS: a transcript with its speakers is read three times as fast as speaker by speaker, which the planner would choose.)
CREATE VIEW printed_view AS
SELECT person, coalesce(called, first_value(printed) OVER (PARTITION BY person ORDER BY times DESC, printed)) AS name,
       printed, organization, post, first_day, last_day, appearances
FROM (
  SELECT *, sum(appearances) OVER (PARTITION BY person, printed) AS times
  FROM (
    SELECT a.person, a.called, a.name AS printed, a.organization, a.post,
           min(a.date) AS first_day, max(a.date) AS last_day, count(*) AS appearances
    FROM transcript x CROSS JOIN appearance_view a WHERE a.transcript = x.id
    GROUP BY a.person, a.name, a.organization, a.post
  )
);

-- Who there is. A person without an organisation is only a name, and may be several people.
CREATE VIEW person_view AS
SELECT person, name, group_concat(DISTINCT organization) AS organizations, min(first_day) AS first_day, max(last_day) AS last_day,
       sum(appearances) AS appearances
FROM printed_view
GROUP BY person, name;

-- Who was what, where, from when until when, as far as transcripts tell.
CREATE VIEW post_view AS
SELECT person, name, post, organization, min(first_day) AS first_day, max(last_day) AS last_day, sum(appearances) AS appearances
FROM printed_view
WHERE post IS NOT NULL OR organization IS NOT NULL
GROUP BY person, name, organization, post;
