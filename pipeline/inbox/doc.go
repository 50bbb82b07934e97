// Package inbox is the watched folder: it knows files that settle, and what became of each.
//
// A watch event is a hint and the scan is the truth. A file that has settled is read once, numbered in the Ledger, and offered
// to the Transport; when its fate comes back (archived or rejected) that is written into the Ledger, and only then is the file
// done. The order of the writes is what makes a crash harmless:
//
//	ledger  <- number, digest, offer      a crash here: the check at the next start asks where it is: nowhere, so it is offered
//	stream  <- the bytes                  a crash here: the check asks, finds it waiting or its fate, and writes the fate
//	ledger  <- fate                       a crash here: the fate's event comes again
//
// A number is never given twice, since a write to the ledger names the revision that it follows. What is offered again has the
// same number and a higher offer, so that nothing downstream can take it for another state.
//
// The package knows neither brokers nor what is in a file: the Ledger and the Transport are interfaces of its own.
package inbox
