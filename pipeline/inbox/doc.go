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
// What counts as what:
//
//	settled     size, mtime and ctime alike in two looks, Quiet apart, and no write in between, of the file and of its sidecar; a
//	            file without one that was renamed into place at once; one that changed soon after it was taken later than others; an
//	            empty one after Patience; a growing one never, but it is reported after Patience
//	new state   other bytes, another sidecar or none any more, another wish (layout, day of speech), or a file that was gone and is
//	            there again
//	polled      a folder on a file system that others write to, or one in which a scan found what no event told: scanned every Poll
//	no state    the same bytes with other times: only the ledger's copy of the times changes
//	container   what Config.Unpack opens: its members are sources of their own, and it is done when each of them has a fate
//	gone        absent in two looks, Quiet apart; nobody's file is gone because the whole folder is away or is another one and empty
//	refused     (rejected by the inbox, not offered) larger than MaxSize, empty, a link that leads out, a name that is not UTF-8, a
//	            container that is damaged or over a limit
//	in trouble  (tried again at every scan) unreadable, growing
//	passed over what is Ignored, links that stay inside, pipes, sockets, devices; sidecars by themselves
//
// With Config.Archived and Config.Rejected files that have their fates are moved there, see move.go. An entry so says one of: in the
// inbox; gone; moved, to where; moved, and former, as another file has come under its name.
//
// Files are reached through an os.Root only, so that nothing swapped for a link can lead out of the folder.
//
// The package knows neither brokers nor what is in a file: the Ledger and the Transport are interfaces of its own, a sidecar is read by
// Config.Sidecar, and a container opened by Config.Unpack.
package inbox
