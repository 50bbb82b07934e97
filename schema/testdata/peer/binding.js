// The NATS protocol binding of CloudEvents, binary mode (section 3.1), over the CloudEvents SDK, which has no NATS of its own.
// As a program it reads {"headers": …} on standard input and prints the event's attributes:
//
//	node binding.js <../events/v1/parsed.json
import { CloudEvent } from "cloudevents";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

// Every header that begins with ce- is an attribute, percent-encoded once; decodeURIComponent throws at what isn't UTF-8.
// The SDK checks the event against the standard's JSON Schema and throws at what isn't valid.
export function readEvent(headers) {
  const attributes = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name.toLowerCase().startsWith("ce-")) attributes[name.slice(3).toLowerCase()] = decodeURIComponent(value);
  }
  return new CloudEvent(attributes, true);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { headers } = JSON.parse(await text(process.stdin));
  console.log(JSON.stringify(readEvent(headers), null, 2));
}
