// The golden files, read by other people's parsers.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { Cite } from "@citation-js/core";
import "@citation-js/plugin-bibtex";
import "@citation-js/plugin-csl";
import { DOMParser } from "@xmldom/xmldom";
import markdownIt from "markdown-it";
import Papa from "papaparse";
import webvtt from "webvtt-parser";

const read = (name) => readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
const record = JSON.parse(read("record.json"));

test("CSV has a row for each turn, and nothing that a spreadsheet would run", () => {
  const { data, errors } = Papa.parse(read("record.turns.csv"), { header: true, skipEmptyLines: true });
  assert.deepEqual(errors, []);
  assert.equal(data.length, record.turns.length);
  for (const [i, row] of data.entries()) {
    // What isn't text is U+FFFD, a formula has an apostrophe before it.
    assert.equal(row.text.replace(/^'/, ""), record.turns[i].text.replace(/[\x00-\x08\x0b-\x1f]/g, "\uFFFD"));
    for (const cell of Object.values(row)) assert.doesNotMatch(cell, /^[=+\-@\t\r]/);
  }
});

test("Markdown shows the turns as they are, and no mark-up of theirs", () => {
  const html = markdownIt({ html: true }).render(read("record.md"));
  assert.match(html, /^<h1>“守望蓝海”新闻发布会 &lt;第1场&gt;<\/h1>/);
  for (const line of ["- 列表", "1. 编号", "# 标题", "--&gt; 箭头 &lt;v 别人&gt;&amp; 或者 &lt;/v&gt;"]) {
    assert.ok(html.includes(`<p>${line}</p>`), line);
  }
  assert.equal(html.match(/<h1>/g).length, 1);
  assert.ok(html.includes(`<a id="c100"></a><a href="#c100" title="${record.id}#c100">c100</a>`));
});

test("WebVTT has a cue with a voice for each turn", () => {
  const { cues, errors } = new webvtt.WebVTTParser().parse(read("record.vtt"), "captions");
  assert.deepEqual(errors, []);
  assert.equal(cues.length, record.turns.length);
  for (const [i, cue] of cues.entries()) {
    const [voice] = cue.tree.children;
    assert.equal(voice.name, "v");
    assert.equal(voice.value, record.turns[i].label || "?");
  }
});

test("Akoma Ntoso is XML in its namespace, with a question that says to whom", () => {
  const errors = []; // U+FFFD, which stands where a control character was, is a warning
  const xml = new DOMParser({ onError: (level, message) => level === "warning" || errors.push(message) }).parseFromString(read("record.xml"), "text/xml");
  assert.deepEqual(errors, []);
  const ns = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0";
  const [question] = Array.from(xml.getElementsByTagNameNS(ns, "question"));
  assert.equal(question.getAttribute("to"), "#s3");
  assert.equal(question.getElementsByTagNameNS(ns, "p")[0].textContent, record.turns[1].text.split("\n")[0]);
  assert.equal(xml.getElementsByTagNameNS(ns, "answer").length, 2);
});

test("BibTeX and CSL-JSON are the same speech", () => {
  const speeches = [new Cite(read("citation.bib")).data, read("citation.json").split("\n\n").flatMap((items) => new Cite(items).data)];
  for (const [published, bare] of speeches) {
    assert.equal(published.title, "“守望蓝海”新闻发布会 <第1场>");
    assert.equal(bare.title, "100% of {pier}_1");
    assert.deepEqual(published.issued["date-parts"], [[2031, 5, 10]]);
    assert.equal(published.URL, "https://example.org/releases/42?a=1&b=2");
    const [author] = bare.author;
    assert.equal(author.literal ?? author.family, "Lind & Hale");
  }
});
