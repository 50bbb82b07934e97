//go:build race

package main

// raceDetector says that the tests run with -race: then the binary that they run does too.
const raceDetector = true
