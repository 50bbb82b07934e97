package main

import "shilu/schema"

// happening is one step of a transcript's walk, as the documents describe it.
type happening struct {
	step    schema.Step
	summary string
	stream  string
	payload any // a value of the Go type, nil where the data isn't JSON
}

// The streams that keep the events.
const (
	logStream     = "Stream shilu-log: the last message of each subject, for ever; enough to build an archive."
	transitStream = "Stream shilu-transit: the last message of each subject, for some days."
	deadStream    = "Stream shilu-dead: until somebody retries or drops it; when the stream is full it refuses the next one."
)

var walk = []happening{
	{schema.StepReceived, "A file was found in an inbox. The data are its own bytes.", logStream, nil},
	{schema.StepParsed, "The file was read into turns.", transitStream, schema.Record{}},
	{schema.StepEnriched, "Speakers, exchanges, figures, dates and names were found in the turns.", logStream, schema.Record{}},
	{
		schema.StepAnnotated, "Somebody found something in the transcript: an annotator, which is no part of the walk. It may come at any time, before the transcript too.",
		logStream, schema.Annotated{},
	},
	{schema.StepArchived, "The transcript is in the archive and can be searched.", transitStream, schema.Archived{}},
	{schema.StepRejected, "This offer of the file ended as a dead letter.", transitStream, schema.Rejected{}},
	{schema.StepGone, "The file is no longer in its inbox, or shilu had moved it and another came under its name. The archive keeps the transcript.", logStream, schema.Gone{}},
}

// role is a program that takes part, by what it hears and says. A stage also puts what it gives up into the dead letters.
type role struct {
	name     string
	does     string
	receives []schema.Step
	sends    []schema.Step
	stage    bool
	decides  bool
}

// stageAnnotate is the stage whose letters lie under a name of two parts.
const stageAnnotate = "annotate"

var roles = []role{
	{
		"watcher", "watches a folder, offers its files and takes note of their fate",
		[]schema.Step{schema.StepArchived, schema.StepRejected}, []schema.Step{schema.StepReceived, schema.StepRejected, schema.StepGone}, false, false,
	},
	{
		"parse", "reads turns out of bytes",
		[]schema.Step{schema.StepReceived}, []schema.Step{schema.StepParsed, schema.StepRejected}, true, false,
	},
	{
		"enrich", "finds in the turns what the speakers said",
		[]schema.Step{schema.StepParsed}, []schema.Step{schema.StepEnriched, schema.StepRejected}, true, false,
	},
	{
		"persist", "stores the record together with its original, which it takes from the log",
		[]schema.Step{schema.StepReceived, schema.StepEnriched, schema.StepGone}, []schema.Step{schema.StepArchived, schema.StepRejected}, true, false,
	},
	{
		"annotator", "says what it found in a transcript, each thing with its quote",
		[]schema.Step{schema.StepReceived, schema.StepParsed, schema.StepEnriched}, []schema.Step{schema.StepAnnotated}, false, false,
	},
	{
		stageAnnotate, "holds each quote against the original, and puts into the archive what stands there",
		[]schema.Step{schema.StepAnnotated}, nil, true, false,
	},
	{
		"owner", "writes the archive, and publishes what people decided about it",
		nil, []schema.Step{schema.StepRejected}, false, true,
	},
	{
		"subscriber", "listens to whatever it likes; it tells repeats by ce-id",
		schema.Steps, nil, false, false,
	},
}
