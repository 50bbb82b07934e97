// The events as CloudEvents 1.0 in binary mode on NATS (schema/asyncapi.yaml): attributes are headers, the data is the body.
import { createHash } from "node:crypto";

import { headers } from "nats";

const headerRoom = 16 << 10; // the server's limit counts the headers too

// read returns the record that a message carries, and the event's attributes, decoded.
export async function read(stream, message) {
  const attributes = {};
  for (const [name, [value]] of message.headers) {
    if (name.toLowerCase().startsWith("ce-")) attributes[name.slice(3).toLowerCase()] = decodeURIComponent(value);
  }
  // What is too large for a message lies in the object store: object://BUCKET/NAME.
  let body = message.data;
  if (attributes.dataref) {
    const [bucket, name] = attributes.dataref.replace("object://", "").split("/");
    body = await (await stream.views.os(bucket)).getBlob(name);
  }
  return { record: JSON.parse(new TextDecoder().decode(body)), attributes };
}

// announce publishes what was found in a record, and returns when the server has stored it.
export async function announce(stream, { name, version }, record, read, annotations) {
  const type = "shilu.transcript.annotated.v1";
  const subject = `shilu.transcript.annotated.${record.id}.${name}`;
  const versions = `${record.versions}+${name}.${version}`;
  let data = new TextEncoder().encode(JSON.stringify({ id: record.id, annotator: name, version, read: record.versions, annotations }));
  const attributes = {
    specversion: "1.0",
    id: `annotated.${record.id}.${name}/${versions}`, // what happened, not when: a repeat has the same
    type,
    source: `/annotator/${name}`,
    subject: read.subject,
    time: new Date().toISOString(),
    datacontenttype: "application/json",
    dataschema: "urn:shilu:schema:transcript.annotated.v1",
    transcript: record.id,
    annotator: name,
    versions,
    offer: read.offer ?? "0", // a record that was put in again is annotated again
  };
  if (read.traceparent) attributes.traceparent = read.traceparent;
  if (data.length > stream.nc.info.max_payload - headerRoom) {
    const digest = createHash("sha256").update(data).digest("hex");
    await (await stream.views.os("shilu-log-objects")).putBlob({ name: digest }, data);
    attributes.dataref = `object://shilu-log-objects/${digest}`;
    data = new Uint8Array();
  }
  const header = headers();
  for (const [attribute, value] of Object.entries(attributes)) header.set(`ce-${attribute}`, encode(value));
  // The server drops what it was given in the last two minutes under the same id.
  await stream.publish(subject, data, { headers: header, msgID: `${subject}|${attributes.id}|${attributes.offer}` });
}

// encode writes space, ", % and whatever isn't printable ASCII as the percent-encoded bytes of its UTF-8, and nothing else.
const encode = (value) => value.replace(/[^!#$&-~]/gu, encodeURIComponent);
