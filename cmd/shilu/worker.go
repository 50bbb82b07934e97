package main

import (
	"slices"
	"strings"

	"shilu/pipeline"
	"shilu/schema/archive"
)

// workerCommand runs stages for folders that are watched elsewhere. Persist takes the data folder and its archive for itself.
type workerCommand struct {
	Stages []string `arg:"" optional:"" name:"stage" help:"parse, enrich, persist; all three unless named."`
}

func (c *workerCommand) Run(a *app) error {
	if len(c.Stages) == 0 {
		c.Stages = pipeline.StageNames
	}
	for _, name := range c.Stages {
		if !slices.Contains(pipeline.StageNames, name) {
			return usage("the stages are "+strings.Join(pipeline.StageNames, ", "), "there is no stage %q", name)
		}
	}
	bus, err := a.await("worker")
	if err != nil {
		return err
	}
	defer bus.Close()
	var parts []pipeline.Part
	for _, name := range pipeline.StageNames {
		if !slices.Contains(c.Stages, name) {
			continue
		}
		switch name {
		case pipeline.StageParse:
			parts = append(parts, a.parseStage())
		case pipeline.StageEnrich:
			parts = append(parts, enrichStage())
		case pipeline.StagePersist:
			unlock, err := a.lockData()
			if err != nil {
				return err
			}
			defer unlock()
			store, err := archive.Open(a.ctx, a.archiveFile(), archive.DefaultConfig())
			if err != nil {
				return err
			}
			defer store.Close()
			refiller{a, bus, store}.begin()
			parts = append(parts, a.archiveParts(store, bus)...)
		}
	}
	a.log.Info("working", "stages", strings.Join(c.Stages, ", "))
	return a.work(bus, idle, parts...)
}
