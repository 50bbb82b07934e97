// find says what stands in quotation marks in a record's turns: 《…》 is a title, “…” and 「…」 are quotations.
export function find(record) {
  const annotations = [];
  for (const turn of record.turns) {
    for (const { line, place } of lines(turn)) {
      for (const match of line.matchAll(/《([^《》]+)》|“([^“”]+)”|「([^「」]+)」/gu)) {
        annotations.push({
          place: place + codePoints(line.slice(0, match.index)).length,
          quote: match[0],
          kind: match[1] ? "title" : "quotation",
          value: match[1] ?? match[2] ?? match[3],
        });
      }
    }
  }
  return annotations;
}

// lines takes a turn's text apart into the spans of the decoded text that it was joined of, each with its place there. What lies
// between two spans isn't in the record, so a quote must not reach over the end of one.
function* lines(turn) {
  const text = codePoints(turn.text);
  let at = 0;
  for (const [start, end] of turn.spans) {
    yield { line: text.slice(at, at + end - start).join(""), place: start };
    at += end - start + 1; // the line feed that joins them
  }
}

// Places count code points. JavaScript's own indexes count UTF-16, which is another number after the first 𠮷.
const codePoints = (text) => Array.from(text);
