// Package natsd is a NATS server in this process: JetStream on disk, on loopback, for those who have the credentials.
//
// What a publisher was told is stored is on the disk (SyncAlways), so that pulling the plug loses nothing. Whoever starts beside
// the credentials file finds the way in, whoever lacks it is refused, and nobody reaches the server from another machine: there
// is no TLS here, and a password must not cross a network in the clear. For several machines run a nats-server of its own.
//
// One folder belongs to one server at a time. Nothing in NATS enforces that, so the caller must (two servers on one folder
// destroy it).
package natsd

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"golang.org/x/crypto/bcrypt"
)

const (
	// DefaultPort is where NATS clients look first.
	DefaultPort = 4222

	// maxPayload is eight times the server's default. A record is about five times the size of its transcript, and transcripts of
	// up to an hour are some 60 KB, so that nearly all fit into a message of 1 MiB; those of whole days don't, and an object costs
	// a dozen stored messages where a large payload costs one. The server advises against more than 8 MiB.
	maxPayload = 8 << 20

	// maxPending is how far a client may lag before the server cuts it off. The default of 64 MiB is eight messages of the largest
	// size; a subscriber with 256 workers may be sent more than that in one go.
	maxPending = 512 << 20

	maxStore = 1 << 50 // bytes: no disk has them

	readyTimeout = 30 * time.Second // opening a large store takes a while; a small one is ready in 25 ms
)

// Config says where the server keeps its messages and how it is reached.
type Config struct {
	// Dir is the folder of the message store. It is made if it is missing.
	Dir string
	// CredentialsFile is where the URL and the way in are written, readable by the owner only. The password is made once and kept,
	// the URL is renewed with each start.
	CredentialsFile string
	// Host must be a loopback address.
	Host string
	// Port is taken if it is free, and any other if it isn't. 0 is any.
	Port int
	// Log gets the server's warnings and errors; nil is nowhere.
	Log *slog.Logger
}

// DefaultConfig listens on 127.0.0.1, on NATS's own port if that is free.
func DefaultConfig() Config {
	return Config{Host: "127.0.0.1", Port: DefaultPort}
}

func (c Config) check() error {
	var errs []error
	if c.Dir == "" {
		errs = append(errs, errors.New("no folder for the message store"))
	}
	if c.CredentialsFile == "" {
		errs = append(errs, errors.New("no file for the credentials"))
	}
	if ip := net.ParseIP(c.Host); ip == nil || !ip.IsLoopback() {
		errs = append(errs, fmt.Errorf("host %q is not a loopback address: to serve other machines run a nats-server of its own", c.Host))
	}
	return errors.Join(errs...)
}

// Server is a running NATS server.
type Server struct {
	config      Config
	credentials Credentials
	hash        string // of the password: the server warns of any other form
	port        int

	// turn is held by whoever starts or ends the server.
	turn    sync.Mutex
	watcher context.CancelFunc // ends the watch; nil while there is none
	watched sync.WaitGroup

	mu      sync.Mutex
	running *server.Server
	trouble Trouble
}

// Start starts a server and returns when it takes connections, or when ctx ends.
func Start(ctx context.Context, config Config) (*Server, error) {
	if err := config.check(); err != nil {
		return nil, fmt.Errorf("start the NATS server: %w", err)
	}
	credentials, err := openCredentials(config.CredentialsFile)
	if err != nil {
		return nil, err
	}
	// The password has 160 random bits: the cheapest hash is as good as the dearest, and every connection pays for it.
	hash, err := bcrypt.GenerateFromPassword([]byte(credentials.Password), bcrypt.MinCost)
	if err != nil {
		return nil, fmt.Errorf("hash the password of the NATS server: %w", err)
	}
	s := &Server{config: config, credentials: credentials, hash: string(hash), port: freePort(config.Host, config.Port)}
	if err := s.start(ctx); err != nil {
		return nil, err
	}
	s.credentials.URL = s.URL()
	if err := s.credentials.write(config.CredentialsFile); err != nil {
		s.Shutdown()
		return nil, err
	}
	s.startWatch()
	return s, nil
}

// freePort is the port that was asked for, if nobody has it.
func freePort(host string, port int) int {
	if port == 0 {
		return server.RANDOM_PORT
	}
	l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
	if err != nil {
		return server.RANDOM_PORT
	}
	l.Close()
	return port
}

func (s *Server) start(ctx context.Context) error {
	running, err := server.NewServer(&server.Options{
		ServerName: s.credentials.ServerName(),
		Host:       s.config.Host,
		Port:       s.port,
		Username:   s.credentials.User,
		Password:   s.hash,
		JetStream:  true,
		StoreDir:   s.config.Dir,
		SyncAlways: true,
		// By default the server takes three quarters of what is free when it starts: a store that has grown larger than the rest of its
		// disk would refuse everything after a restart, and what is freed later would not count. The disk itself is the limit.
		JetStreamMaxStore: maxStore,
		MaxPayload:        maxPayload,
		MaxPending:        maxPending,
		NoSigs:            true, // signals are the program's
	})
	if err != nil {
		return fmt.Errorf("start the NATS server: %w", err)
	}
	log := &logger{to: s.config.Log}
	running.SetLogger(log, false, false)
	running.Start()
	if err := ready(ctx, running, log); err != nil {
		running.Shutdown()
		running.WaitForShutdown()
		return fmt.Errorf("start the NATS server on %s in %s: %w", s.config.Host, s.config.Dir, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running = running
	s.port = running.Addr().(*net.TCPAddr).Port
	return nil
}

func ready(ctx context.Context, running *server.Server, log *logger) error {
	deadline := time.Now().Add(readyTimeout)
	for {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case log.lastFatal() != "": // the server, left alone, would have ended the process
			return errors.New(log.lastFatal())
		case running.ReadyForConnections(50 * time.Millisecond):
			return nil
		case time.Now().After(deadline):
			return fmt.Errorf("it is not ready after %s", readyTimeout)
		}
	}
}

// URL is where the server listens, without the credentials.
func (s *Server) URL() string {
	return "nats://" + net.JoinHostPort(s.config.Host, strconv.Itoa(s.port))
}

// Credentials are what a client needs to come in.
func (s *Server) Credentials() Credentials { return s.credentials }

// InProcessConn connects without a socket; nats.InProcessServer takes the Server for that. The credentials are asked for all the
// same. After a Restart it connects to the new server.
func (s *Server) InProcessConn() (net.Conn, error) {
	s.mu.Lock()
	running := s.running
	s.mu.Unlock()
	if running == nil {
		return nil, errors.New("the NATS server is shut down")
	}
	return running.InProcessConn()
}

// Shutdown ends the server and returns when everything is on the disk and closed. A second call does nothing.
func (s *Server) Shutdown() {
	s.endWatch()
	s.turn.Lock()
	defer s.turn.Unlock()
	s.shutdown()
}

func (s *Server) shutdown() {
	s.mu.Lock()
	running := s.running
	s.running = nil
	s.mu.Unlock()
	if running == nil {
		return
	}
	running.Shutdown()
	running.WaitForShutdown()
}

// Restart starts again on the same store, port and credentials, after a Shutdown if there was none.
func (s *Server) Restart(ctx context.Context) error {
	s.endWatch()
	if err := s.restart(ctx); err != nil {
		return err
	}
	s.startWatch()
	return nil
}

func (s *Server) restart(ctx context.Context) error {
	s.turn.Lock()
	defer s.turn.Unlock()
	s.shutdown()
	return s.start(ctx)
}
