package jetstream

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	js "github.com/nats-io/nats.go/jetstream"
)

const (
	// pingInterval times two is how long a dead line goes unnoticed; the client's default of 2 minutes is for idle dashboards.
	pingInterval = 20 * time.Second
	// A server that restarts is back within a second, one that is away for the night need not be asked more often than this.
	firstReconnect = 50 * time.Millisecond
	mostReconnect  = 5 * time.Second
)

// Config says which server to connect to, and as whom. Only URL is needed, or InProcess.
type Config struct {
	// URL is the server's, or several with commas between them.
	URL string
	// Name is shown in the server's list of connections.
	Name string

	// User and Password, Token, CredentialsFile (a JWT with its seed) or NKeyFile (a seed): at most one of the four ways.
	User, Password  string
	Token           string
	CredentialsFile string
	NKeyFile        string

	// CAFile has the certificates that the server's must descend from; CertFile and KeyFile are the client's own. Any of them
	// makes the connection TLS, as does a URL that begins with tls://.
	CAFile            string
	CertFile, KeyFile string
	// InboxPrefix is where the server's answers are sent; "" is the client's _INBOX. Users that share a prefix may read each other's.
	InboxPrefix string

	// ServerName is what the server must call itself before we say anything to it, where that is known; "" is any. It keeps a password
	// from whoever listens where the server was.
	ServerName string

	// InProcess is a server in this process, which takes the URL's place.
	InProcess nats.InProcessConnProvider
	// Patience is how long to wait for a server that isn't there at first, or has no JetStream to speak to yet; 0 is one attempt. What
	// waiting doesn't cure (a wrong password, a certificate that isn't trusted) isn't waited for. Once connected, a server that is lost is
	// waited for without end.
	Patience time.Duration
	// Log gets what happens to the connection, and what a subscriber can return to nobody. Nil is nowhere.
	Log *slog.Logger
}

// Endless is a Patience that outlasts everybody.
const Endless = time.Duration(math.MaxInt64)

// ConnectError says why there is no connection, and what to do. It holds no password, token or seed.
type ConnectError struct {
	Server string
	Advice string
	Err    error
}

func (e *ConnectError) Error() string {
	return fmt.Sprintf("connect to %s: %v: %s", e.Server, e.Err, e.Advice)
}

func (e *ConnectError) Unwrap() error { return e.Err }

// Conn is a connection to a NATS server with JetStream. It reconnects for ever. Its methods may be used at the same time.
type Conn struct {
	nc  *nats.Conn
	js  js.JetStream
	log *slog.Logger

	mu      sync.Mutex
	life    context.Context // ends when the server is lost, and is replaced then
	lose    context.CancelCauseFunc
	streams map[string]js.Stream
	objects map[string]*objects
	denied  error // the last thing that the server didn't allow
	denials int   // how many there were
}

// Connect connects, and asks whether the server has JetStream. The error is a *ConnectError.
func Connect(ctx context.Context, config Config) (*Conn, error) {
	servers, shown, err := servers(config)
	if err != nil {
		return nil, &ConnectError{Server: shown, Err: err, Advice: "write it as nats://host:4222"}
	}
	log := config.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	options, err := options(config, log)
	if err != nil {
		return nil, &ConnectError{Server: shown, Err: err, Advice: advice(err)}
	}
	c := &Conn{log: log, streams: map[string]js.Stream{}, objects: map[string]*objects{}}
	c.life, c.lose = context.WithCancelCause(context.Background())
	options = append(options, nats.DisconnectErrHandler(c.disconnected), nats.ErrorHandler(c.reported))
	waits := &wait{server: shown, patience: config.Patience, log: log}
	err = waits.until(ctx, refused, func() (err error) {
		c.nc, err = nats.Connect(strings.Join(servers, ","), options...)
		return err
	})
	if err != nil {
		return nil, &ConnectError{Server: shown, Err: err, Advice: advice(err)}
	}
	c.js, err = js.New(c.nc)
	if err == nil {
		err = waits.until(ctx, without, func() error {
			explain := c.noteDenials()
			_, err := c.js.AccountInfo(ctx)
			return explain(err)
		})
	}
	if err != nil {
		c.nc.Close()
		return nil, &ConnectError{Server: shown, Err: err, Advice: advice(err)}
	}
	waits.over()
	return c, nil
}

// servers splits the URLs; shown is how they may be printed. An error of net/url holds the whole URL with the password in it, and
// so is not passed on.
func servers(config Config) (list []string, shown string, err error) {
	if config.InProcess != nil {
		return nil, "the server in this process", nil
	}
	var show []string
	for _, text := range strings.Split(config.URL, ",") {
		text = strings.TrimSpace(text)
		if !strings.Contains(text, "://") {
			text = "nats://" + text
		}
		u, err := url.Parse(text)
		if err != nil || u.Hostname() == "" {
			return nil, "the NATS server", errors.New("its URL is not a URL")
		}
		list = append(list, text)
		show = append(show, u.Scheme+"://"+u.Host)
	}
	return list, strings.Join(show, ","), nil
}

var errManyWays = errors.New("there are several ways to sign in")

func options(config Config, log *slog.Logger) ([]nats.Option, error) {
	var ways []nats.Option
	if config.User != "" {
		ways = append(ways, nats.UserInfo(config.User, config.Password))
	}
	if config.Token != "" {
		ways = append(ways, nats.Token(config.Token))
	}
	if config.CredentialsFile != "" {
		ways = append(ways, nats.UserCredentials(config.CredentialsFile))
	}
	if config.NKeyFile != "" {
		way, err := nats.NkeyOptionFromSeed(config.NKeyFile)
		if err != nil {
			return nil, fmt.Errorf("read the NKey seed: %w", err)
		}
		ways = append(ways, way)
	}
	if len(ways) > 1 {
		return nil, errManyWays
	}
	options := append(slices.Clip(ways),
		nats.Name(config.Name),
		nats.MaxReconnects(-1),
		nats.CustomReconnectDelay(Growing(firstReconnect, mostReconnect)),
		nats.PingInterval(pingInterval),
		nats.ReconnectHandler(func(nc *nats.Conn) { log.Info("the NATS server is back", "server", nc.ConnectedUrlRedacted()) }),
	)
	if config.InboxPrefix != "" {
		options = append(options, nats.CustomInboxPrefix(config.InboxPrefix))
	}
	if config.ServerName != "" {
		options = append(options, nats.SetCustomDialer(greeted{config.ServerName}))
	}
	if config.InProcess != nil {
		options = append(options, nats.InProcessServer(config.InProcess))
	}
	if config.CAFile != "" {
		options = append(options, nats.RootCAs(config.CAFile))
	}
	if config.CertFile != "" || config.KeyFile != "" {
		options = append(options, nats.ClientCert(config.CertFile, config.KeyFile))
	}
	return options, nil
}

func advice(err error) string {
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.Is(err, errManyWays):
		return "give a user, a token, a credentials file or an NKey, but one of them only"
	case errors.Is(err, errStranger):
		return "the server that was there is gone, and nothing was said to this one: start shilu run again, or name a server"
	case errors.Is(err, nats.ErrAuthorization), errors.Is(err, nats.ErrAuthExpired), errors.Is(err, nats.ErrAuthRevoked),
		errors.Is(err, nats.ErrAccountAuthExpired), errors.Is(err, nats.ErrNkeysNotSupported):
		return "the server doesn't know this user, token or key; give the ones that it was set up with"
	case errors.Is(err, nats.ErrSecureConnRequired):
		return "the server wants TLS: write its URL with tls://"
	case errors.Is(err, nats.ErrSecureConnWanted):
		return "the server has no TLS: write its URL with nats://"
	case errors.As(err, &certificate):
		return "give the file with the certificate authority that signed the server's certificate"
	case untrusted(err):
		return "the server wants another certificate of this client, or is none that speaks TLS: look at its log"
	case errors.Is(err, ErrDenied):
		return "this user may not ask for JetStream; deployments/nats.conf has what each role needs"
	case errors.Is(err, fs.ErrNotExist):
		return "look at the path of the credentials, key or certificate"
	case errors.Is(err, js.ErrJetStreamNotEnabled), errors.Is(err, js.ErrJetStreamNotEnabledForAccount):
		return "start the server with JetStream (nats-server -js), and enable it for this account"
	}
	return "is a NATS server running there, and may this machine reach it?"
}

// ErrDenied is in the error of what the server doesn't allow to this user.
var ErrDenied = errors.New("the NATS server doesn't allow it to this user")

func (c *Conn) reported(_ *nats.Conn, _ *nats.Subscription, err error) {
	c.log.Warn("the NATS connection reports", "error", err)
	if errors.Is(err, nats.ErrPermissionViolation) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.denied = err
		c.denials++
	}
}

// noteDenials begins a request that the server may not allow. What it doesn't allow it says beside the request, which then waits in vain:
// explain makes that of the error.
func (c *Conn) noteDenials() (explain func(error) error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	before := c.denials
	return func(err error) error {
		c.mu.Lock()
		defer c.mu.Unlock()
		if errors.Is(err, context.DeadlineExceeded) && c.denials > before {
			return fmt.Errorf("%w: %w", ErrDenied, c.denied)
		}
		return err
	}
}

func (c *Conn) disconnected(_ *nats.Conn, err error) {
	if err != nil { // nil when it is us who close
		c.log.Warn("the NATS server is away, waiting for it", "error", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lose(nats.ErrDisconnected)
	c.life, c.lose = context.WithCancelCause(context.Background())
}

// whileConnected is a context that ends when the server is lost: an answer that was on its way then never comes. A request that
// is made while the server is away is sent when it is back.
func (c *Conn) whileConnected(ctx context.Context) (context.Context, context.CancelFunc) {
	c.mu.Lock()
	life := c.life
	c.mu.Unlock()
	ctx, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(life, func() { cancel(nats.ErrDisconnected) })
	return ctx, func() {
		stop()
		cancel(nil)
	}
}

// lost gives the reason why a request of whileConnected failed: a context that ended because the server was lost says no more than that
// it ended.
func lost(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// NATS is the plain connection, for what this package doesn't do.
func (c *Conn) NATS() *nats.Conn { return c.nc }

// Close sends what is still to be sent and ends the connection. Close publishers and subscribers first.
func (c *Conn) Close() error {
	if c.nc.IsConnected() {
		if err := c.nc.FlushTimeout(closeFlush); err != nil {
			c.nc.Close()
			return fmt.Errorf("close the NATS connection: %w", err)
		}
	}
	c.nc.Close()
	return nil
}

// closeFlush is for the last words to a server that may not be listening any more; shilu has 3 s to end in all.
const closeFlush = 500 * time.Millisecond

// stream is a handle, for which the server was asked once.
func (c *Conn) stream(ctx context.Context, name string) (js.Stream, error) {
	c.mu.Lock()
	s, ok := c.streams[name]
	c.mu.Unlock()
	if ok {
		return s, nil
	}
	s, err := c.js.Stream(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("stream %s: %w", name, err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.streams[name] = s
	return s, nil
}
