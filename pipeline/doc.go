// Package pipeline is how things get there: it carries each transcript from stage to stage over JetStream, decides what a failure
// means, and keeps what was given up as dead letters. It knows stages, tries and Watermill's Router; it does not know what a
// stage does, where files come from or where records end.
//
//	inbox ── received ─▶ parse ── parsed ─▶ enrich ── enriched ─▶ persist ── archived ─▶ inbox
//	                       │                  │                     │
//	                       └───── fault, or the last try ───────────┴──▶ dead letter, and rejected ─▶ inbox
//
// Beside the walk, annotate takes in what others say of a transcript, and replay puts in again what better handlers are to see.
//
// It promises that a result is stored before its input is let go: a crash repeats work and loses none. Whatever a handler does may
// therefore happen twice, and handlers are written so that nothing is harmed by that. pipeline/README.md walks one file through it.
package pipeline
