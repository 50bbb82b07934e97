package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"time"

	"shilu/pipeline"
	"shilu/pipeline/jetstream"
	"shilu/pipeline/natsd"
)

// natsFlag is how a NATS server of its own process is entered.
type natsFlag struct {
	User     string `placeholder:"NAME" help:"The user at the NATS server."`
	Password string `placeholder:"WORD" help:"Its password; better in SHILU_NATS_PASSWORD, where other users of the machine don't see it."`
	Token    string `placeholder:"TOKEN" help:"A token instead of user and password; better in SHILU_NATS_TOKEN."`
	Creds    string `placeholder:"FILE" help:"A credentials file of the NATS server's (JWT and nkey)."`
	NKey     string `name:"nkey" placeholder:"FILE" help:"An nkey seed file."`
	CA       string `name:"ca" placeholder:"FILE" help:"The certificates (PEM) that the server's own is checked against."`
	Cert     string `placeholder:"FILE" help:"This client's certificate (PEM)."`
	Key      string `placeholder:"FILE" help:"The key of that certificate."`
	Inbox    string `placeholder:"PREFIX" help:"Where answers are sent, for users that may not listen to everybody's _INBOX.>"`
}

// connect enters the server of --nats, or the one that a running shilu keeps in the data folder, to work there.
func (a *app) connect(name string) (*pipeline.Bus, error) { return a.enter(name, 0, pipeline.Open) }

// look enters the same server to see what is there, and makes nothing on it.
func (a *app) look(name string) (*pipeline.Bus, error) { return a.enter(name, 0, pipeline.Look) }

// await is connect for what goes on until somebody ends it, and awaitLook is look: whoever starts it starts the server at the same time,
// or not yet.
func (a *app) await(name string) (*pipeline.Bus, error) {
	return a.enter(name, jetstream.Endless, pipeline.Open)
}

func (a *app) awaitLook(name string) (*pipeline.Bus, error) {
	return a.enter(name, jetstream.Endless, pipeline.Look)
}

// errEnded is what is left of a verb that was ended while it waited to begin.
var errEnded = errors.New("ended before it began")

func (a *app) enter(name string, patience time.Duration, open func(context.Context, jetstream.Config, *slog.Logger) (*pipeline.Bus, error)) (*pipeline.Bus, error) {
	config, err := a.way(name)
	if err != nil {
		return nil, err
	}
	if a.URL != "" { // the server in a data folder isn't waited for: the next that runs there may have another port
		config.Patience = patience
	}
	bus, err := open(a.ctx, config, a.log)
	switch {
	case err != nil && config.Patience > 0 && a.ctx.Err() != nil:
		return nil, errEnded
	case errors.Is(err, jetstream.ErrDenied):
		return nil, withAdvice(err, "who may make streams there makes them once: shilu doctor --provision")
	case errors.Is(err, pipeline.ErrNeverRan):
		return nil, withAdvice(err, "is it the right server? shilu run, watch and worker make what they need there")
	}
	return bus, err
}

func (a *app) way(name string) (jetstream.Config, error) {
	config := jetstream.Config{
		URL: a.URL, Name: "shilu " + name,
		User: a.NATS.User, Password: a.NATS.Password, Token: a.NATS.Token, CredentialsFile: a.NATS.Creds, NKeyFile: a.NATS.NKey,
		CAFile: a.NATS.CA, CertFile: a.NATS.Cert, KeyFile: a.NATS.Key, InboxPrefix: a.NATS.Inbox,
	}
	if a.URL == "" {
		way, err := natsd.ReadCredentials(a.credentialsFile())
		if errors.Is(err, fs.ErrNotExist) {
			return jetstream.Config{}, withAdvice(fmt.Errorf("no shilu has run in %s", a.Data), "start shilu run, or name a server with --nats URL or another folder with --data")
		}
		if err != nil {
			return jetstream.Config{}, err
		}
		config.URL, config.User, config.Password, config.ServerName = way.URL, way.User, way.Password, way.ServerName()
	}
	return config, nil
}

// connectTo enters a server in this process.
func (a *app) connectTo(server *natsd.Server) (*pipeline.Bus, error) {
	way := server.Credentials()
	return pipeline.Open(a.ctx, jetstream.Config{
		Name: "shilu run", User: way.User, Password: way.Password, InProcess: server,
	}, a.log)
}
