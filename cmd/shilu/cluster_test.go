package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"shilu/pipeline"
)

// cluster is three brokers that keep the same streams.
type cluster struct {
	t     *testing.T
	nodes map[string]*broker
	js    jetstream.JetStream
}

func newCluster(t *testing.T) *cluster {
	t.Helper()
	c := &cluster{t: t, nodes: map[string]*broker{}}
	ports, routes := map[string]string{}, []string{}
	for _, name := range []string{"one", "two", "three"} {
		ports[name] = freePort(t)
		routes = append(routes, "nats://127.0.0.1:"+ports[name])
	}
	for name, port := range ports {
		b := &broker{t: t, dir: t.TempDir(), port: freePort(t), node: fmt.Sprintf("%s %s %s", name, port, strings.Join(routes, ","))}
		b.start()
		t.Cleanup(b.kill)
		c.nodes[name] = b
	}
	nc, err := nats.Connect(c.servers(), nats.UserInfo(serverUser, serverPassword), nats.MaxReconnects(-1), nats.ReconnectWait(20*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	if c.js, err = jetstream.New(nc); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *cluster) servers() string {
	var all []string
	for _, b := range c.nodes {
		all = append(all, "nats://"+b.address())
	}
	return strings.Join(all, ",")
}

// of is what the cluster says of a stream, when it has a leader and all of its copies are up to date.
func (c *cluster) of(stream string) *jetstream.ClusterInfo {
	c.t.Helper()
	var said any
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		s, err := c.js.Stream(c.t.Context(), stream)
		if err != nil {
			said = err
			continue
		}
		info := s.CachedInfo().Cluster
		said, _ = json.Marshal(s.CachedInfo())
		whole := info.Leader != "" && len(info.Replicas) == len(c.nodes)-1
		for _, peer := range info.Replicas {
			whole = whole && peer.Current && !peer.Offline
		}
		if whole {
			return info
		}
	}
	c.t.Fatalf("%s has no leader, or no three copies: %s", stream, said)
	return nil
}

// clustered are all streams that the pipeline works with.
var clustered = []string{
	pipeline.LogStream, pipeline.TransitStream, pipeline.DeadStream, "KV_shilu-ledger", "OBJ_shilu-log-objects", "OBJ_shilu-transit-objects",
}

// Of what is made in a cluster there are three copies, and one of its servers may be lost at any time, also the one that leads: kill -9
// while files come in, round by round. It is brought back when something was archived without it; on a machine that is busy with other
// things the two that are left may be too slow to agree, and then before.
func TestAClusterThatLosesItsLeader(t *testing.T) {
	t.Parallel()
	rounds, perRound := *rounds, 50
	if !*long {
		rounds, perRound = 2, 8
	}
	c := newCluster(t)
	to := []string{"--nats", c.servers(), "--nats-user", serverUser, "--nats-password", serverPassword}
	h := newHerd(t, to, c.servers())
	var lost *broker
	h.relief = func() {
		if lost != nil {
			lost.start()
			lost = nil
		}
	}
	for range rounds {
		for _, stream := range clustered {
			c.of(stream)
		}
		h.round(perRound, func() {
			lost = c.nodes[c.of(clustered[h.random.IntN(2)]).Leader] // of the log or of the transit, where the work is
			lost.kill()
		})
		h.relief()
	}
	h.reckon()
}

// A line that hangs is not one that is cut: nobody is told, what is sent meanwhile comes later or never, and other processes are given what
// was in hand. It goes on unaided, and nothing has become a dead letter.
func TestALineThatHangs(t *testing.T) {
	t.Parallel()
	spells := []time.Duration{3 * time.Second}
	if *long { // longer than an ack waits, than a lease, and than it takes to find that nobody answers a ping
		spells = []time.Duration{3 * time.Second, 15 * time.Second, 70 * time.Second}
	}
	for _, end := range []string{"goes on", "is cut"} {
		t.Run(end, func(t *testing.T) {
			t.Parallel()
			b := newBroker(t)
			line := newProxy(t, b.address())
			h := newHerd(t, b.to(line.Addr().String()), "nats://"+b.address())
			for _, spell := range spells {
				h.round(8, func() {
					line.hang()
					<-time.After(spell)
					if end == "is cut" {
						line.set(true)
						line.set(false)
					}
					line.goOn()
				})
			}
			h.to = b.to(b.address())
			h.reckon()
		})
	}
}
