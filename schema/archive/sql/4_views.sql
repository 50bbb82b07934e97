-- What people look at. Views read like sentences and show present transcripts only.

-- Who said what, when.
CREATE VIEW turn_view AS
SELECT t.id AS turn_id, transcript.id AS transcript, transcript.date, transcript.title,
       t.turn, t.time, coalesce(speaker.name, t.label) AS speaker, speaker.role, speaker.affiliation, t.text,
       transcript.id || '#c' || t.place AS permalink, source.inbox || '/' || source.path AS file
FROM turn t
JOIN transcript ON transcript.key = t.transcript
JOIN speaker ON speaker.transcript = t.transcript AND speaker.id = t.speaker
JOIN source ON source.key = transcript.source
WHERE transcript.superseded_by IS NULL;

-- Who named which figure, and the words around it.
CREATE VIEW figure_view AS
SELECT transcript.id AS transcript, transcript.date, transcript.title, coalesce(speaker.name, t.label) AS speaker, speaker.role,
       figure.text AS figure, figure.value, figure.upper, figure.unit, figure.kind, figure.comparison, figure.approximate, figure.of,
       substr(t.text, max(1, figure.starts - 29), figure.ends - figure.starts + min(30, figure.starts) + 30) AS words,
       transcript.id || '#c' || t.place AS permalink
FROM figure
JOIN turn t ON t.transcript = figure.transcript AND t.turn = figure.turn
JOIN transcript ON transcript.key = figure.transcript
JOIN speaker ON speaker.transcript = t.transcript AND speaker.id = t.speaker
WHERE transcript.superseded_by IS NULL;

-- Who asked what, and who answered how. Several turns of one part stand below each other.
CREATE VIEW exchange_view AS
SELECT transcript.id AS transcript, transcript.date, transcript.title, exchange.n AS exchange,
       question.speakers AS asked_by, question.text AS question, answer.speakers AS answered_by, answer.text AS answer,
       transcript.id || '#c' || question.place AS permalink
FROM exchange
JOIN transcript ON transcript.key = exchange.transcript
LEFT JOIN exchange_part question
  ON question.transcript = exchange.transcript AND question.exchange = exchange.n AND question.part = 'question'
LEFT JOIN exchange_part answer
  ON answer.transcript = exchange.transcript AND answer.exchange = exchange.n AND answer.part = 'answer'
WHERE transcript.superseded_by IS NULL;

-- The question or the answer of an exchange as one text; exchange_view puts both side by side.
CREATE VIEW exchange_part AS
SELECT transcript, exchange, part, min(place) AS place, group_concat(DISTINCT speaker) AS speakers, group_concat(text, char(10)) AS text
FROM (
  SELECT part.transcript, part.exchange, part.part, t.place, coalesce(speaker.name, t.label) AS speaker, t.text
  FROM exchange_turn part
  JOIN turn t ON t.transcript = part.transcript AND t.turn = part.turn
  JOIN speaker ON speaker.transcript = t.transcript AND speaker.id = t.speaker
  ORDER BY part.transcript, part.exchange, part.part, part.n
)
GROUP BY transcript, exchange, part;

-- What each transcript is, and how much of everything it has.
CREATE VIEW transcript_view AS
SELECT id AS transcript, date, title, place, layout, language, turns, speakers, exchanges AS questions, figures, problems
FROM transcript
WHERE superseded_by IS NULL;

-- Who named whom or what, and where.
CREATE VIEW entity_view AS
SELECT transcript.id AS transcript, transcript.date, transcript.title, entity.kind, entity.text AS name, entity.ref,
       coalesce(speaker.name, t.label) AS speaker, transcript.id || '#c' || t.place AS permalink
FROM entity
JOIN turn t ON t.transcript = entity.transcript AND t.turn = entity.turn
JOIN transcript ON transcript.key = entity.transcript
JOIN speaker ON speaker.transcript = t.transcript AND speaker.id = t.speaker
WHERE transcript.superseded_by IS NULL;

-- What the program is not sure of: in one turn, or in the whole where turn is null.
CREATE VIEW problem_view AS
SELECT transcript.id AS transcript, transcript.date, transcript.title, problem.code, problem.turn, problem.detail
FROM problem
JOIN transcript ON transcript.key = problem.transcript
WHERE transcript.superseded_by IS NULL;

-- Where each file is now: what lies there, whether it is still there.
CREATE VIEW source_view AS
SELECT source.inbox, source.path, transcript.id AS transcript, max(state.number) AS number, transcript.date, transcript.title,
       CASE WHEN source.gone >= state.number THEN 'gone' ELSE 'present' END AS state
FROM source
JOIN state ON state.source = source.key
JOIN transcript ON transcript.key = state.transcript
GROUP BY source.key;

-- The record of every transcript as JSON, superseded ones too: what shilu inspect --json prints, but for source and sources, and with
-- what annotators said (the tables of 5_annotations.sql). A subquery's JSON is only text until json() has read it.
CREATE VIEW record_view AS
SELECT x.key, x.id, json_object(
  'id', x.id, 'digest', x.digest, 'media_type', x.media_type, 'encoding', x.encoding,
  'encoding_confidence', x.encoding_confidence, 'layout', x.layout,
  'language', x.language, 'title', x.title, 'date', x.date, 'date_from', x.date_from, 'place', x.place, 'versions', x.versions,
  'preamble', json(CASE WHEN x.preamble IS NOT NULL THEN json_object('text', x.preamble, 'spans', json(x.preamble_spans)) END),
  'roster', json((
    SELECT json_group_array(json_object('name', name, 'affiliation', affiliation, 'role', role))
    FROM (SELECT * FROM participant WHERE transcript = x.key ORDER BY n))),
  'speakers', json((
    SELECT json_group_array(json_object('id', id, 'name', name, 'labels', json(labels), 'role', role,
      'affiliation', affiliation, 'organization', organization, 'post', post))
    FROM (SELECT * FROM speaker WHERE transcript = x.key ORDER BY n))),
  'turns', json((
    SELECT json_group_array(json_object('index', turn, 'speaker', speaker, 'label', label, 'time', time, 'text', text,
      'spans', json(spans)))
    FROM (SELECT * FROM turn WHERE transcript = x.key ORDER BY turn))),
  'exchanges', json((
    SELECT json_group_array(json_object(
      'question', json((SELECT json_group_array(turn) FROM (SELECT turn FROM exchange_turn t
        WHERE t.transcript = e.transcript AND t.exchange = e.n AND t.part = 'question' ORDER BY t.n))),
      'answers', json((SELECT json_group_array(turn) FROM (SELECT turn FROM exchange_turn t
        WHERE t.transcript = e.transcript AND t.exchange = e.n AND t.part = 'answer' ORDER BY t.n))),
      'addressees', json(addressees)))
    FROM (SELECT * FROM exchange WHERE transcript = x.key ORDER BY n) e)),
  'figures', json((
    SELECT json_group_array(json_object('turn', turn, 'start', starts, 'end', ends, 'text', text, 'value', value, 'upper', upper,
      'unit', unit, 'kind', kind, 'comparison', comparison, 'approximate', json(iif(approximate, 'true', 'false')), 'of', of))
    FROM (SELECT * FROM figure WHERE transcript = x.key ORDER BY n))),
  'dates', json((
    SELECT json_group_array(json_object('turn', turn, 'start', starts, 'end', ends, 'text', text, 'from', first_day, 'to', last_day))
    FROM (SELECT * FROM date WHERE transcript = x.key ORDER BY n))),
  'entities', json((
    SELECT json_group_array(json_object('turn', turn, 'start', starts, 'end', ends, 'text', text, 'kind', kind, 'ref', ref))
    FROM (SELECT * FROM entity WHERE transcript = x.key ORDER BY n))),
  'keywords', json((
    SELECT json_group_array(json_object('text', text, 'weight', weight))
    FROM (SELECT * FROM keyword WHERE transcript = x.key ORDER BY n))),
  'problems', json((
    SELECT json_group_array(json_object('code', code, 'turn', turn, 'detail', detail))
    FROM (SELECT * FROM problem WHERE transcript = x.key ORDER BY n))),
  'annotations', json((
    SELECT json_group_array(json_object('id', x.id, 'annotator', annotator, 'version', version, 'read', read,
      'annotations', json((
        SELECT json_group_array(json_object('place', place, 'quote', quote, 'kind', kind, 'value', value, 'label', label, 'ref', ref))
        FROM (SELECT * FROM annotation WHERE annotated = a.key ORDER BY n)))))
    FROM (SELECT * FROM annotated WHERE transcript = x.key ORDER BY annotator) a))
) AS record
FROM transcript x;
