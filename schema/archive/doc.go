// Package archive keeps transcripts in one SQLite file that people can open with anything, and finds them again. It is the only
// package that speaks SQL.
//
// It promises: what Put acknowledged is on disk; the same record again changes nothing; the present follows from what was put, not
// from its order; a search finds every turn that holds what is asked and no other.
//
//	Put, Gone ──> one writer, who gathers all that waits into one transaction
//	                 source, state      what was seen where            sql/1_sources.sql
//	                 transcript, turn … the record of one state        sql/2_transcripts.sql
//	                 turn_index         every character of every turn  sql/3_index.sql
//	Search, Record … <── readers, who never wait for the writer        sql/4_views.sql
//	Decide ──> what people decided, with its outbox                    sql/6_decisions.sql
//	People, FindPeople … <── who is one person across transcripts      sql/7_people.sql
//	Annotate ──> what others found, proved by its quotes               sql/5_annotations.sql
package archive
