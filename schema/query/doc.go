// Package query is the search language: what a question may be, how it is read from what somebody typed, and what an answer
// looks like.
//
//	Tree   the question: words, phrases and fields under AND, OR, NOT and NEAR
//	Page   the answer: Hits, how many there are in all, and where the next page begins
//	Facets the answer counted: by speaker, by organisation, by month
//
// What is asked is asked of one turn at a time:
//
//	海岸线 西洋参            both, in any order; AND may stand between them
//	"西洋参 产业"            the phrase; also “…”, 「…」, 『…』. A word is found inside longer words too
//	海岸线 OR 西洋参         either; AND binds more tightly
//	海岸线 -养殖             the first without the second; NOT may stand for the -
//	(海岸线 OR 海洋) 养殖    brackets, also full-width ones
//	产业 NEAR/20 亿元        both with at most 20 characters between them, in either order; NEAR alone is NEAR/10
//
//	speaker:孟远             who speaks: the name or a label of theirs holds it
//	by:孟远@石桥镇党委       who speaks is this person of the registry: by name, NAME@ORGANISATION or the beginning of an id
//	role:official            who speaks is one: host, official, journalist, participant, unknown
//	org:石桥镇               the affiliation of who speaks holds it
//	type:question            the turn is part of a question; type:answer of an answer
//	person:孟远              the turn names a person whose name holds it
//	place:石桥镇             the turn names a place that holds it, or it was spoken there
//	title:春茶               the transcript's title holds it
//	layout:name-colon        the transcript was read by this layout
//	in:3f9a                  the transcript's id begins so
//	date:2024-01..2024-06    spoken in these months; also date:2024, date:2024-05-10, date:..2024, date:2024-05..
//	figure:>1亿元            the turn has a figure above it, however it is spelled: 1.2亿元, 一亿三千万元; also >=, <, <=, none
//	figure:20%..30%          a figure between the two, both inclusive; an open end is left out
//
// A field's value ends at white space, or stands in quotes: speaker:"Jane Roe". A full-width colon is as good, and the names may be
// in any case. Fields stand wherever a word may: (speaker:孟远 OR speaker:何苗) -type:question.
//
// Simplified finds traditional and the other way round, full width half width, and upper case lower case; Tree.AsTyped turns that
// off.
package query
