// Package jetstream carries Watermill messages over NATS JetStream.
//
// A topic is a subject. What Publish returns without an error is stored; what a handler acknowledges is never delivered to its
// consumer again; everything else comes back, for ever, after a growing wait. So each message is handled at least once, and the
// handler has to bear repeats.
//
//	Conn        a connection that outlives its server; all the rest hangs on it
//	Publisher   message.Publisher; payloads that are too large for a message go into an object store
//	Subscriber  message.Subscriber: durable, one pull for what is free among its workers, a lease for each running handler
//	Follow      every message of a stream in its order, for one who looks on
//	Provision   streams as they should be, made or changed in place
//	Bucket      keys and values with revisions
//	Ask         a question to whoever is there, by plain NATS
//
// It knows nothing of transcripts and stages. What may go wrong with a message on the way to the handler is told by Check.
package jetstream
