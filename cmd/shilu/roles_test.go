package main

import (
	"strings"
	"testing"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"shilu/schema"
)

// role is a user of deployments/nats.conf.
type role struct{ url, name string }

func (r role) password() string { return "of-the-" + r.name }

// flags are a shilu's that works in the role.
func (r role) flags() []string {
	flags := []string{"--nats", r.url, "--nats-user", r.name, "--nats-password", r.password()}
	if r.name != "operator" {
		flags = append(flags, "--nats-inbox", "_INBOX_"+r.name)
	}
	return flags
}

// startRoles starts a server with deployments/nats.conf; only where it listens and stores, and how large a message may be, is the test's.
func startRoles(t *testing.T) (watcher, worker, archivist, reader, operator role) {
	t.Helper()
	names := []string{"watcher", "worker", "archivist", "reader", "operator"}
	for _, name := range names {
		t.Setenv("SHILU_"+strings.ToUpper(name)+"_PASSWORD", role{name: name}.password())
	}
	options, err := server.ProcessConfigFile("../../deployments/nats.conf")
	if err != nil {
		t.Fatal(err)
	}
	options.Host, options.Port, options.StoreDir, options.NoSigs = "127.0.0.1", server.RANDOM_PORT, t.TempDir(), true
	options.MaxPayload = 1 << 20
	url := serve(t, options)
	return role{url, "watcher"}, role{url, "worker"}, role{url, "archivist"}, role{url, "reader"}, role{url, "operator"}
}

// Each role does its work with what deployments/nats.conf gives it, on machines of their own.
func TestRolesOfNatsConf(t *testing.T) {
	watcher, worker, archivist, reader, operator := startRoles(t)
	as := func(r role, args ...string) []string { return append(args, r.flags()...) }
	folder, mill, archive, desk := newRig(t), newRig(t), newRig(t), newRig(t)

	// A worker may not make streams, and says who may.
	if _, stderr, code := mill.shilu(as(worker, "worker", "parse", "enrich")...); code != exitError || !strings.Contains(stderr, "doctor --provision") {
		t.Errorf("a worker without streams: exit code %d, %q", code, stderr)
	}
	desk.shilu(as(operator, "doctor", "--provision")...) // which says too that nobody works yet
	mill.start(as(worker, "worker", "parse", "enrich")...).said("working")
	keeper := archive.start(as(archivist, "worker", "persist")...)
	keeper.said("working")
	watch := folder.start(as(watcher, "watch", "inbox", "--json")...)
	events := desk.start(as(reader, "subscribe", "--from-start")...)
	folder.drop("a.txt", conference)
	large := conference + strings.Repeat("09:07:00 杜若川\n\n海岸线长126公里。\n\n", 30_000) // goes through the object stores
	folder.drop("large.txt", large)
	folder.drop("none.txt", "\x00\x01\x02\x03")
	ids := map[string]string{}
	for range 3 {
		e := watch.fate()
		if (e.Archived == nil) != (e.Path == "none.txt") {
			t.Errorf("%s is %s: %+v", e.Path, e.Fate, e.Rejected)
		}
		ids[e.Path] = schema.TranscriptID(e.Digest)
	}
	if line := <-events.lines; !strings.Contains(line, "shilu.transcript.") {
		t.Errorf("the reader sees %q", line)
	}
	var s status
	desk.decode(&s, as(reader, "status")...)
	if s.Counts["archived"] != 2 || s.Counts["rejected"] != 1 || s.Dead != 1 {
		t.Errorf("the reader sees %+v", s)
	}
	desk.must(as(operator, "dead", "drop", "--all")...)
	if stdout, _, _ := desk.shilu(as(operator, "doctor")...); !strings.Contains(stdout, "ok   nats") || !strings.Contains(stdout, "ok   pipeline") {
		t.Errorf("the operator's doctor says\n%s", stdout) // of a machine without an archive
	}
	// Who has the archive takes out of the streams what the operator removes, and what comes again of it.
	var gone removal
	desk.decode(&gone, as(operator, "remove", ids["large.txt"], "--why", "a test")...)
	if gone.Events != 4 || gone.Objects == 0 {
		t.Errorf("removed %+v, want four events with their objects", gone)
	}
	folder.drop("large again.txt", large)
	for again := false; !again; {
		e := watch.fate()
		if e.Rejected == nil || e.Rejected.Code != schema.FaultRemoved {
			t.Errorf("%s is %s, want it rejected as removed", e.Path, e.Fate)
		}
		again = e.Path == "large again.txt"
	}
	if said := keeper.stderr.String(); strings.Contains(said, "stays in the streams") || strings.Contains(said, "permissions violation") {
		t.Errorf("who has the archive may not do all of its work:\n%s", said)
	}
	if code := watch.interrupt(); code != 0 {
		t.Errorf("watch ended with exit code %d", code)
	}
}

// And is refused the rest.
func TestRolesOfNatsConfAreRefusedTheRest(t *testing.T) {
	watcher, worker, archivist, reader, operator := startRoles(t)
	r := newRig(t)
	r.shilu(append([]string{"doctor", "--provision"}, operator.flags()...)...)
	for _, try := range []struct {
		what    string
		subject string
		roles   []role // that may
	}{
		{"put in a file", "shilu.transcript.received.x", []role{watcher, archivist, operator}},
		{"say that a file is gone", "shilu.transcript.gone.x", []role{watcher, archivist, operator}},
		{"write the ledger", "$KV.shilu-ledger.x", []role{watcher, archivist, operator}},
		{"say what was read", "shilu.transcript.parsed.x", []role{worker, operator}},
		{"say what it means", "shilu.transcript.enriched.x", []role{worker, archivist, operator}},
		{"call something archived", "shilu.transcript.archived.x", []role{archivist, operator}},
		{"reject", "shilu.transcript.rejected.x", []role{worker, archivist, operator}},
		{"bury", "shilu.dead.parse.x", []role{worker, archivist, operator}},
		{"annotate", "shilu.transcript.annotated.x", []role{archivist, operator}},
		{"decide", "shilu.decision.removed.x", []role{archivist, operator}},
		{"ask who works", "shilu.ask.workers", []role{reader, operator}},
		{"take parse's work", "$JS.API.CONSUMER.MSG.NEXT.shilu-log.parse", []role{worker, operator}},
		{"acknowledge parse's work", "$JS.ACK.shilu-log.parse.1.1.1.1.1", []role{worker, operator}},
		{"make parse's consumer", "$JS.API.CONSUMER.CREATE.shilu-log.parse", []role{worker, operator}},
		{"make it of other subjects", "$JS.API.CONSUMER.CREATE.shilu-log.parse.shilu.transcript.enriched.>", []role{operator}},
		{"take enrich's work", "$JS.API.CONSUMER.MSG.NEXT.shilu-transit.enrich", []role{worker, operator}},
		{"take persist's work", "$JS.API.CONSUMER.MSG.NEXT.shilu-log.persist", []role{archivist, operator}},
		{"take a fate", "$JS.API.CONSUMER.MSG.NEXT.shilu-transit.ledger-archived", []role{watcher, archivist, operator}},
		{"delete a stage's consumer", "$JS.API.CONSUMER.DELETE.shilu-log.parse", []role{operator}},
		{"make a consumer the old way", "$JS.API.CONSUMER.DURABLE.CREATE.shilu-log.parse", []role{operator}},
		{"read the log", "$JS.API.STREAM.MSG.GET.shilu-log", []role{watcher, worker, archivist, reader, operator}},
		{"read the dead letters", "$JS.API.STREAM.MSG.GET.shilu-dead", []role{archivist, reader, operator}},
		{"make a stream", "$JS.API.STREAM.CREATE.x", []role{operator}},
		{"change the log", "$JS.API.STREAM.UPDATE.shilu-log", []role{operator}},
		{"empty the log", "$JS.API.STREAM.PURGE.shilu-log", []role{archivist, operator}},
		{"empty the ledger", "$JS.API.STREAM.PURGE.KV_shilu-ledger", []role{operator}},
		{"ask for a decision", "shilu.ask.decide", []role{operator}},
		{"delete the log", "$JS.API.STREAM.DELETE.shilu-log", []role{operator}},
		{"delete from the log", "$JS.API.STREAM.MSG.DELETE.shilu-log", []role{operator}},
		{"delete the ledger", "$JS.API.STREAM.DELETE.KV_shilu-ledger", []role{operator}},
		{"speak to the server", "$SYS.REQ.SERVER.PING", nil},
		{"answer another's question", "_INBOX_reader.x", nil},
		{"say anything", "x", nil},
	} {
		for _, role := range []role{watcher, worker, archivist, reader, operator} {
			allowed := false
			for _, may := range try.roles {
				allowed = allowed || may == role
			}
			if err := role.publish(t, try.subject); (err == nil) != allowed {
				t.Errorf("%s wants to %s (publish %s): %v, allowed %t", role.name, try.what, try.subject, err, allowed)
			}
		}
	}
	for _, try := range []struct {
		subject string
		roles   []role
	}{
		{"_INBOX_watcher.>", []role{watcher}},
		{"_INBOX_worker.>", []role{worker}},
		{"_INBOX_archivist.>", []role{archivist}},
		{"_INBOX_reader.>", []role{reader}},
		{"_INBOX.>", []role{operator}},
		{"shilu.transcript.>", []role{reader, operator}},
		{"shilu.ask.workers", []role{watcher, worker, archivist, operator}},
		{"shilu.ask.decide", []role{archivist, operator}},
		{"$JS.API.>", nil},
		{"$SYS.>", nil},
		{">", nil},
	} {
		for _, role := range []role{watcher, worker, archivist, reader, operator} {
			allowed := false
			for _, may := range try.roles {
				allowed = allowed || may == role
			}
			if err := role.subscribe(t, try.subject); (err == nil) != allowed {
				t.Errorf("%s subscribes to %s: %v, allowed %t", role.name, try.subject, err, allowed)
			}
		}
	}
	for name, options := range map[string][]nats.Option{
		"nobody": nil, "a wrong password": {nats.UserInfo("reader", "x")}, "another's password": {nats.UserInfo("operator", reader.password())},
	} {
		if c, err := nats.Connect(reader.url, options...); err == nil {
			c.Close()
			t.Errorf("%s is let in", name)
		}
	}
}

// publish returns why the server doesn't allow it.
func (r role) publish(t *testing.T, subject string) error {
	return r.try(t, func(c *nats.Conn) error { return c.Publish(subject, nil) })
}

func (r role) subscribe(t *testing.T, subject string) error {
	return r.try(t, func(c *nats.Conn) error {
		_, err := c.SubscribeSync(subject)
		return err
	})
}

// try does something, and waits until the server has said what it thinks of it: what it refuses, it says before it answers the flush.
func (r role) try(t *testing.T, do func(*nats.Conn) error) error {
	t.Helper()
	c, err := nats.Connect(r.url, nats.UserInfo(r.name, r.password()), nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {}))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := do(c); err != nil {
		t.Fatal(err)
	}
	if err := c.Flush(); err != nil {
		t.Fatal(err)
	}
	return c.LastError()
}
