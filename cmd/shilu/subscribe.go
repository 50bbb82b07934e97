package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"path"
	"slices"
	"strings"
	"time"

	"shilu/pipeline"
	"shilu/schema"
)

// subscribeCommand prints events in CloudEvents' JSON format, one on a line.
type subscribeCommand struct {
	Steps     []string `arg:"" optional:"" name:"step" help:"received, parsed, enriched, annotated, archived, rejected, gone; all unless named."`
	FromStart bool     `help:"Begin with the oldest event that is kept."`
	Durable   string   `placeholder:"NAME" help:"Go on where the subscriber of this name left off, at the next start too."`
	Match     string   `placeholder:"GLOB" help:"Only events of files whose path matches, like \"2031-*.txt\"."`
}

func (c *subscribeCommand) Run(a *app) error {
	if err := checkGlob("--match", c.Match); err != nil {
		return err
	}
	want := pipeline.Subscription{FromStart: c.FromStart, Durable: c.Durable}
	for _, name := range c.Steps {
		if !slices.Contains(schema.Steps, schema.Step(name)) {
			return usage("the steps are "+stepNames(), "there is no step %q", name)
		}
		want.Steps = append(want.Steps, schema.Step(name))
	}
	if strings.ContainsAny(c.Durable, ".*> \t/\\") {
		return usage("choose another name", "--durable %q: a name has letters, digits, - and _", c.Durable)
	}
	bus, err := a.awaitLook("subscribe")
	if err != nil {
		return err
	}
	defer bus.Close()
	err = bus.Subscribe(a.ctx, want, func(_ context.Context, seen pipeline.Seen) error {
		if c.Match != "" {
			if ok, _ := path.Match(c.Match, seen.Event.Subject); !ok {
				return nil
			}
		}
		return printJSONLine(a.stdout, structured(seen))
	})
	if a.ctx.Err() != nil && (err == nil || errors.Is(err, context.Canceled)) {
		return nil
	}
	return err
}

func stepNames() string {
	var names []string
	for _, step := range schema.Steps {
		names = append(names, string(step))
	}
	return strings.Join(names, ", ")
}

// structured is the event in the JSON format of CloudEvents: attributes as members, JSON data as it is, other data in base64.
func structured(seen pipeline.Seen) map[string]any {
	e := map[string]any{
		"specversion": "1.0",
		"id":          seen.ID,
		"type":        seen.Type,
		"source":      seen.Source,
		"subject":     seen.Event.Subject,
		"time":        seen.Time.Format(time.RFC3339Nano),
	}
	if seen.DataContentType != "" {
		e["datacontenttype"] = seen.DataContentType
	}
	if seen.DataSchema != "" {
		e["dataschema"] = seen.DataSchema
	}
	for name, value := range seen.Extensions {
		e[name] = value
	}
	if seen.DataSchema != "" && json.Valid(seen.Data) {
		e["data"] = json.RawMessage(seen.Data)
	} else {
		e["data_base64"] = base64.StdEncoding.EncodeToString(seen.Data)
	}
	return e
}
