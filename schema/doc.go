// Package schema is what things are: the record of a transcript, the events that carry it, the names of both, and the faults.
//
// It imports the standard library only and does no I/O, so that a handler, a broker and an archive can all speak of the same
// things without knowing each other. Whatever is written here is a contract: fields may be added, none may change its meaning.
//
//	State       which transcript, seen at which source, in which of its states: the name of one walk
//	Event       the envelope (CloudEvents 1.0, binary mode on NATS)
//	Record      the payload: who said what, when, in answer to which question
//	Annotated   what others found in a transcript, each thing with its quote
//	Decision    what a person decided about the archive
//	DeadLetter  a message that was given up, untouched, and why
//	Fault       why something will never work
package schema
