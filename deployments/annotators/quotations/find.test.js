import assert from "node:assert/strict";
import test from "node:test";

import { find } from "./find.js";

// record puts lines at places of a decoded text, with gaps between them.
function record(...turns) {
  let place = 5;
  return {
    turns: turns.map((lines) => ({
      text: lines.join("\n"),
      spans: lines.map((line) => {
        const span = [place, place + Array.from(line).length];
        place = span[1] + 3;
        return span;
      }),
    })),
  };
}

test("titles and quotations, each at its place", () => {
  assert.deepEqual(find(record(["请看《约章》。"], ["他说", "“好”，又说「不好」。"])), [
    { place: 7, quote: "《约章》", kind: "title", value: "约章" },
    { place: 20, quote: "“好”", kind: "quotation", value: "好" },
    { place: 26, quote: "「不好」", kind: "quotation", value: "不好" },
  ]);
});

test("places count code points, not UTF-16", () => {
  assert.equal(find(record(["𠮷𠮷𠮷《约章》"]))[0].place, 8);
});

test("nothing reaches over the end of a line, and marks without a partner are none", () => {
  assert.deepEqual(find(record(["他说“好", "的”。", "《》《 a", "”“"])), []);
});

test("a record without turns", () => {
  assert.deepEqual(find({ turns: [] }), []);
});
