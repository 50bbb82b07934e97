package query

import "shilu/schema"

// Hit is a turn that a search found.
type Hit struct {
	// Transcript is the transcript's id.
	Transcript string     `json:"transcript"`
	Title      schema.Opt `json:"title"`
	Date       schema.Opt `json:"date"`
	// Source is where the transcript was seen, in the state whose facts are shown.
	Source schema.Source `json:"source"`
	// Superseded says that a newer revision has taken the transcript's place.
	Superseded bool `json:"superseded"`
	// Turn is the turn's index, Place the code point of the decoded text where it starts: the permalink is Transcript#cPlace.
	Turn    int        `json:"turn"`
	Place   int        `json:"place"`
	Speaker Speaker    `json:"speaker"`
	Time    schema.Opt `json:"time"`
	// Excerpt is the part of the turn's text around the first match.
	Excerpt Excerpt `json:"excerpt"`
}

// Speaker is who says it.
type Speaker struct {
	ID          string      `json:"id"`
	Name        schema.Opt  `json:"name"`
	Label       string      `json:"label"`
	Role        schema.Role `json:"role"`
	Affiliation schema.Opt  `json:"affiliation"`
}

// Excerpt is a part of a turn's text.
type Excerpt struct {
	// Start is the code point of the turn's text where Text begins.
	Start int    `json:"start"`
	Text  string `json:"text"`
	// Before and After say that the turn goes on there.
	Before bool `json:"before"`
	After  bool `json:"after"`
	// Marks are the code points of Text that were asked for, in order, not overlapping.
	Marks []schema.Span `json:"marks"`
}

// Page is a part of an answer.
type Page struct {
	Hits []Hit `json:"hits"`
	// Total is how many turns are found in all; where AtLeast is set, so many were counted and there are more.
	Total   int  `json:"total"`
	AtLeast bool `json:"at_least"`
	// Next is the cursor of the page after this one, null on the last.
	Next schema.Opt `json:"next"`
	// Notes say what the asker should know: that the query could not be read as one, for instance.
	Notes []string `json:"notes"`
	// Facets count the whole answer, where they were asked for.
	Facets *Facets `json:"facets,omitempty"`
}

// Facets is what was found, counted.
type Facets struct {
	// Total is how many turns are found, all of them counted.
	Total int `json:"total"`
	// Months has each month with turns, YYYY-MM, the earliest first; "" is those without a date, before all.
	Months []Count `json:"months"`
	// Speakers and Organizations are the ten with the most turns among the newest SpeakersOf.
	Speakers      []Count `json:"speakers"`
	Organizations []Count `json:"organizations"`
	SpeakersOf    int     `json:"speakers_of"`
}

// Count is how many turns have a value.
type Count struct {
	Value string `json:"value"`
	Turns int    `json:"turns"`
}
