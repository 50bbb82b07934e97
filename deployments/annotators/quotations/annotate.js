// An annotator: it reads every record that comes out of enrich, and says where something stands in quotation marks.
//
//	node annotate.js [DATA]     DATA is the data folder of a running shilu (shilu-data)
//
// It goes on where it left off, so it may be stopped, killed and started again.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { AckPolicy, connect } from "nats";

import { find } from "./find.js";
import { announce, read } from "./events.js";

const annotator = { name: "quotations", version: 1 }; // a higher version whenever find finds something else

const data = process.argv[2] ?? "shilu-data";
const { url, user, password } = JSON.parse(readFileSync(join(data, "nats", "context", "shilu.json"), "utf8"));
const connection = await connect({ servers: url, user, pass: password, name: `annotator ${annotator.name}`, maxReconnectAttempts: -1 });
const stream = connection.jetstream();

// The consumer is durable: the server remembers how far it has come. Without a start it begins with the oldest record there is.
const durable = `annotator-${annotator.name}`;
const manager = await stream.jetstreamManager();
await manager.consumers.add("shilu-log", {
  durable_name: durable,
  filter_subject: "shilu.transcript.enriched.>",
  ack_policy: AckPolicy.Explicit,
});
const consumer = await stream.consumers.get("shilu-log", durable);
const messages = await consumer.consume();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => messages.close());
console.error(`${annotator.name}: reading ${connection.getServer()}`);

for await (const message of messages) {
  const { record, attributes } = await read(stream, message);
  const annotations = find(record);
  await announce(stream, annotator, record, attributes, annotations); // stored, before the record is let go
  message.ack();
  console.log(`${record.id}  ${annotations.length} annotations`);
}
await connection.drain();
