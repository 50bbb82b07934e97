import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";

import { Parser, fromFile } from "@asyncapi/parser";

import { readEvent } from "./binding.js";

const folder = new URL("../events/v1/", import.meta.url);
const goldens = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => ({ name, ...JSON.parse(readFileSync(new URL(name, folder), "utf8")) }));
const events = goldens.filter((golden) => golden.attributes);

test("there are events of every step and decisions of every kind", () => {
  const steps = new Set(events.map((golden) => golden.attributes.type.split(".")[2]));
  assert.deepEqual([...steps].sort(), ["annotated", "archived", "enriched", "gone", "merged", "parsed", "received", "rejected", "removed", "renamed", "split", "undone"]);
});

for (const { name, headers, attributes } of events) {
  test(`the CloudEvents SDK reads ${name}`, () => {
    const event = readEvent(headers);
    assert.ok(event.validate());
    const got = Object.fromEntries(Object.keys(attributes).map((key) => [key, event[key]]));
    assert.deepEqual(got, attributes);
    assert.match(event.subject, event.type.startsWith("shilu.transcript.") ? /发布会.*%/s : /^([0-9a-f-]+|[陆陸].*@.*)$/u);
  });
}

test("the CloudEvents SDK refuses what isn't valid", () => {
  const { headers } = events[0];
  for (const change of [{ "ce-type": "" }, { "ce-source": "" }, { "ce-my-name": "x" }, { "ce-dataschema": "no%20URI" }, { "ce-subject": "%C0%A0" }]) {
    assert.throws(() => readEvent({ ...headers, ...change }), `${JSON.stringify(change)} passed`);
  }
});

test("the AsyncAPI parser finds no error", async () => {
  const { document, diagnostics } = await fromFile(new Parser(), new URL("../../asyncapi.yaml", import.meta.url).pathname).parse();
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity < 2); // 0 error, 1 warning; 2 tells of newer versions
  assert.deepEqual(errors.map(({ code, message, path }) => [code, message, path.join(".")]), []);
  const channels = document.channels().all().map((channel) => channel.id());
  assert.deepEqual(channels, ["received", "parsed", "enriched", "annotated", "archived", "rejected", "gone", "decision", "dead", "deadAnnotation", "deadUnnamed"]);
  for (const message of document.messages().all()) {
    assert.ok(message.headers().required().length > 0, `${message.name()} has no headers`);
  }
  for (const operation of document.operations().all()) {
    assert.equal(operation.messages().all().length, 1, operation.id());
  }
});

test("the AsyncAPI parser finds an error that was planted", async () => {
  const source = readFileSync(new URL("../../asyncapi.yaml", import.meta.url), "utf8");
  for (const [from, to] of [["action: send", "action: shout"], ["#/channels/gone", "#/channels/none"], ["{number}", "{count}"]]) {
    const planted = source.replace(from, to);
    assert.notEqual(planted, source);
    const { diagnostics } = await new Parser().parse(planted, { source: new URL("../../asyncapi.yaml", import.meta.url).pathname });
    assert.ok(diagnostics.some((diagnostic) => diagnostic.severity < 2), `${to} passed`);
  }
});
