package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"shilu/handlers/enrich"
	"shilu/handlers/parse"
	"shilu/schema/archive"
)

// versionCommand tells what a report of a fault needs to say.
type versionCommand struct {
	JSON bool `help:"Print as JSON."`
}

func (c *versionCommand) Run(a *app) error {
	v := struct {
		Shilu    string `json:"shilu"`
		Revision string `json:"revision,omitempty"`
		Handlers string `json:"handlers"`
		SQLite   string `json:"sqlite"`
		NATS     string `json:"nats_server"`
		Go       string `json:"go"`
	}{Shilu: "devel", Handlers: parse.Version.String() + "+" + enrich.Version.String(), SQLite: archive.SQLiteVersion(), Go: runtime.Version()}
	if info, ok := debug.ReadBuildInfo(); ok {
		if info.Main.Version != "" && info.Main.Version != "(devel)" {
			v.Shilu = info.Main.Version
		}
		for _, setting := range info.Settings {
			if setting.Key == "vcs.revision" {
				v.Revision = setting.Value
			}
		}
		for _, module := range info.Deps {
			if module.Path == "github.com/nats-io/nats-server/v2" {
				v.NATS = module.Version
			}
		}
	}
	if c.JSON {
		return printJSON(a.stdout, v)
	}
	_, err := fmt.Fprintf(a.stdout, "shilu %s %s\nhandlers %s\nsqlite %s\nnats-server %s\n%s\n", v.Shilu, v.Revision, v.Handlers, v.SQLite, v.NATS, v.Go)
	return err
}
