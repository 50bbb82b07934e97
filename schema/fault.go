package schema

import (
	"errors"
	"fmt"
)

// Fault is an error that no later try will mend: the input itself is wrong. It goes to the dead letters at once, with its
// reason. Any other error is thought to pass and is tried again.
type Fault struct {
	// Code is one of the Fault… constants: stable, for programs.
	Code string
	// Reason says what is wrong, for people.
	Reason string
	// Advice says what to do about it.
	Advice string
	// Err is the cause, if there is one.
	Err error
}

// The codes of faults.
const (
	FaultEmpty       = "empty"       // no bytes, or nothing but white space
	FaultNotText     = "not_text"    // the bytes are no text in any encoding that is known
	FaultDamaged     = "damaged"     // a container or document that can't be opened
	FaultUnsupported = "unsupported" // a form of file that isn't read
	FaultTooLarge    = "too_large"   // over a limit; the reason names it
	FaultMalformed   = "malformed"   // an event that breaks its contract
	FaultLayout      = "layout"      // the layout asked for does not exist
	FaultRemoved     = "removed"     // a tombstone forbids it
	FaultClaimed     = "claimed"     // a name that belongs to somebody else
	FaultMissing     = "missing"     // a file that isn't there
	FaultQuote       = "quote"       // what an annotator quotes isn't at its place
	FaultMembers     = "members"     // a container of which no member could be archived
	FaultTries       = "tries"       // an error that might have passed did not pass in the tries it was given
)

// Faultf returns a Fault; format may wrap a cause with %w.
func Faultf(code, advice, format string, args ...any) *Fault {
	err := fmt.Errorf(format, args...)
	return &Fault{Code: code, Reason: err.Error(), Advice: advice, Err: errors.Unwrap(err)}
}

// Error gives the reason; the advice is kept apart for those who show both.
func (f *Fault) Error() string { return f.Reason }

// Unwrap gives the cause.
func (f *Fault) Unwrap() error { return f.Err }

// Outage is an error of what surrounds the program: a disk that is full, a broker that is away. It says nothing about the input, which
// waits until it is over and is charged no try.
type Outage struct {
	Err error
	// Advice says what somebody can do about it; it may also pass by itself.
	Advice string
}

// Error is the cause's; the advice is kept apart for those who show both.
func (o *Outage) Error() string { return o.Err.Error() }

// Unwrap gives the cause.
func (o *Outage) Unwrap() error { return o.Err }

// AsOutage returns the Outage that err is or wraps, or nil. What is a Fault too will not pass, and is no outage.
func AsOutage(err error) *Outage {
	var outage *Outage
	if AsFault(err) == nil && errors.As(err, &outage) {
		return outage
	}
	return nil
}

// AsFault returns the Fault that err is or wraps, or nil.
func AsFault(err error) *Fault {
	var fault *Fault
	if errors.As(err, &fault) {
		return fault
	}
	return nil
}
