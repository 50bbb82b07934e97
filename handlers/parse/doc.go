// Package parse turns a file's bytes into a record: who said what, in which order, under which title, on which day.
//
// It is a pure function of the bytes and of what is known of the file (its name, a layout or a day that somebody gave): no clock,
// no file, no network. The way of a file is the order of the stages:
//
//	bytes ──decode──▶ text ──open──▶ document ──lines, layout──▶ script ──▶ turns ──▶ about
//	        decode*.go      container*.go     lines*.go, layout*.go         turns*.go  about*.go
//
// What it promises: a turn's text is exactly its spans of the decoded text (see Decode), joined by line feeds, so that anybody can
// prove it against the original bytes; turns are in order and never overlap; speech is never invented; time is linear in size.
package parse
