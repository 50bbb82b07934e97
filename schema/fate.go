package schema

import "time"

// Fate is what became of one offer of a file: exactly one of Archived and Rejected is set.
type Fate struct {
	Offer    int
	At       time.Time
	Archived *Archived
	Rejected *Rejected
}

// Whereabouts is where a state is. The zero value says: nowhere.
type Whereabouts struct {
	// Waiting says that something of it is queued or in flight.
	Waiting bool
	// Fate is what became of it, of the highest offer that has a fate.
	Fate *Fate
}
