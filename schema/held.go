package schema

// Held is what an archive has of one state of a source: what verify holds against the log, and the digest is made of.
type Held struct {
	ID       string // of the transcript
	Source   Source
	Versions Versions
	// Record is what the handlers read there, without its source; nil where the archive doesn't keep it, because the source holds the
	// same transcript in a later state.
	Record *Record
	// Damage says why a record that should be there can't be read.
	Damage string
}

// State is the name of the walk that it came by.
func (h Held) State() State {
	return State{ID: h.ID, Source: SourceID(h.Source.Inbox, h.Source.Path), Number: h.Source.Number}
}
