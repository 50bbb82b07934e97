package jetstream

import "time"

// Growing is a wait that doubles from first with each try, up to most. Tries are counted from 1.
func Growing(first, most time.Duration) func(tries int) time.Duration {
	return func(tries int) time.Duration {
		wait := first
		for i := 1; i < tries && wait < most; i++ {
			wait *= 2
		}
		return min(wait, most)
	}
}
