package jetstream_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nkeys"

	"shilu/pipeline/jetstream"
	"shilu/pipeline/natsd"
)

func TestConnectErrorsSayWhatToDoAndNoSecret(t *testing.T) {
	server := serve(t)
	way := server.Credentials()
	closed := "nats://" + unused(t)
	withPassword := strings.Replace(way.URL, "nats://", "nats://shilu:hunter2@", 1)
	for name, c := range map[string]struct {
		config jetstream.Config
		advice string
	}{
		"wrong password":        {jetstream.Config{URL: way.URL, User: way.User, Password: "hunter2"}, "give the ones that it was set up with"},
		"wrong password in URL": {jetstream.Config{URL: withPassword}, "give the ones that it was set up with"},
		"nobody":                {jetstream.Config{URL: way.URL}, "give the ones that it was set up with"},
		"no server":             {jetstream.Config{URL: closed, User: "a", Password: "hunter2"}, "is a NATS server running there"},
		"not a URL":             {jetstream.Config{URL: "nats://a:hunter2@ho st"}, "write it as nats://host:4222"},
		"no URL":                {jetstream.Config{}, "write it as nats://host:4222"},
		"two ways":              {jetstream.Config{URL: way.URL, User: "a", Password: "hunter2", Token: "hunter2"}, "but one of them only"},
		"no file":               {jetstream.Config{URL: way.URL, CredentialsFile: filepath.Join(t.TempDir(), "none")}, "look at the path"},
		"no NKey":               {jetstream.Config{URL: way.URL, NKeyFile: filepath.Join(t.TempDir(), "none")}, "look at the path"},
		"no certificate":        {jetstream.Config{URL: way.URL, CAFile: filepath.Join(t.TempDir(), "none")}, "look at the path"},
		"no TLS":                {jetstream.Config{URL: strings.Replace(way.URL, "nats://", "tls://", 1), User: way.User, Password: way.Password}, "write its URL with nats://"},
	} {
		t.Run(name, func(t *testing.T) {
			if name != "no server" { // the one thing that waiting may cure
				c.config.Patience = jetstream.Endless
			}
			_, err := jetstream.Connect(t.Context(), c.config)
			var failed *jetstream.ConnectError
			if !errors.As(err, &failed) || !strings.Contains(failed.Advice, c.advice) {
				t.Fatalf("got %v, want the advice %q", err, c.advice)
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("%q tells the password", err)
			}
		})
	}
}

// The other ways in, and TLS on both sides.
func TestConnectWays(t *testing.T) {
	dir := t.TempDir()
	ca, key := authority(t)
	caFile := writePEM(t, dir, "ca.pem", "CERTIFICATE", ca.Raw)
	serverCert, serverKey := certify(t, dir, "server", ca, key)
	clientCert, clientKey := certify(t, dir, "client", ca, key)
	pair, err := tls.LoadX509KeyPair(serverCert, serverKey)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(ca)
	user, err := nkeys.CreateUser()
	if err != nil {
		t.Fatal(err)
	}
	public, err := user.PublicKey()
	if err != nil {
		t.Fatal(err)
	}
	seed, err := user.Seed()
	if err != nil {
		t.Fatal(err)
	}
	seedFile := filepath.Join(dir, "seed")
	if err := os.WriteFile(seedFile, seed, 0o600); err != nil {
		t.Fatal(err)
	}
	secure := func(o *server.Options) {
		o.TLSConfig = &tls.Config{Certificates: []tls.Certificate{pair}, ClientCAs: pool, ClientAuth: tls.RequireAndVerifyClientCert}
	}
	for name, c := range map[string]struct {
		serve   func(*server.Options)
		config  jetstream.Config
		refused string // the advice without the thing that is asked for
	}{
		"token": {func(o *server.Options) { o.Authorization = "t0ken" }, jetstream.Config{Token: "t0ken"}, "set up with"},
		"NKey":  {func(o *server.Options) { o.Nkeys = []*server.NkeyUser{{Nkey: public}} }, jetstream.Config{NKeyFile: seedFile}, "set up with"},
		"TLS":   {secure, jetstream.Config{CAFile: caFile, CertFile: clientCert, KeyFile: clientKey}, "certificate authority"},
	} {
		t.Run(name, func(t *testing.T) {
			c.config.URL = serveSet(t, c.serve)
			conn, err := jetstream.Connect(t.Context(), c.config)
			if err != nil {
				t.Fatal(err)
			}
			provision(t, conn, testStream)
			if err := conn.Close(); err != nil {
				t.Error(err)
			}
			_, err = jetstream.Connect(t.Context(), jetstream.Config{URL: c.config.URL, Patience: jetstream.Endless})
			if err == nil || !contains(err, c.refused) {
				t.Errorf("without: %v", err)
			}
			if name == "TLS" {
				_, err := jetstream.Connect(t.Context(), jetstream.Config{URL: c.config.URL, CAFile: caFile, Patience: jetstream.Endless})
				if err == nil || !contains(err, "another certificate of this client") {
					t.Errorf("without a certificate of its own: %v", err)
				}
			}
		})
	}
}

// A server that isn't there yet is waited for.
func TestConnectIsPatient(t *testing.T) {
	address := unused(t)
	attempt := make(chan error, 1)
	config := jetstream.Config{URL: address, Patience: patience}
	dir := t.TempDir()
	go func() {
		// The credentials aren't known before the server runs: whoever is refused has found it.
		_, err := jetstream.Connect(t.Context(), config)
		attempt <- err
	}()
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	number, err := net.LookupPort("tcp", port)
	if err != nil {
		t.Fatal(err)
	}
	server, err := natsd.Start(t.Context(), natsd.Config{
		Dir: dir, CredentialsFile: filepath.Join(dir, "nats.json"), Host: host, Port: number,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Shutdown()
	if err := <-attempt; !errors.Is(err, nats.ErrAuthorization) {
		t.Errorf("got %v, want to be refused", err)
	}

	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := jetstream.Connect(ctx, jetstream.Config{URL: unused(t), Patience: time.Hour}); err == nil {
		t.Error("connected to nothing")
	}
}

// Nor is one waited for that has no JetStream, or none for this user: neither comes by itself.
func TestAServerWithoutJetStreamIsNotWaitedFor(t *testing.T) {
	for name, c := range map[string]struct {
		serve  func(*server.Options)
		advice string
	}{
		"none": {func(o *server.Options) { o.JetStream = false }, "start the server with JetStream"},
		"not for this user": {func(o *server.Options) {
			o.Users = []*server.User{{Username: "a", Password: "b", Permissions: &server.Permissions{Publish: &server.SubjectPermission{Deny: []string{"$JS.>"}}}}}
		}, "this user may not ask for JetStream"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := jetstream.Connect(t.Context(), jetstream.Config{URL: serveSet(t, c.serve), User: "a", Password: "b", Patience: jetstream.Endless})
			if err == nil || !contains(err, c.advice) {
				t.Errorf("got %v, want the advice %q", err, c.advice)
			}
		})
	}
}

func TestConnectInProcess(t *testing.T) {
	server := serve(t)
	way := server.Credentials()
	conn, err := jetstream.Connect(t.Context(), jetstream.Config{InProcess: server, User: way.User, Password: way.Password})
	if err != nil {
		t.Fatal(err)
	}
	provision(t, conn, testStream)
	publish(t, conn, "test.a", "x")
	if err := server.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	until(t, "the message again", func() bool {
		last, err := conn.Last(t.Context(), "test", "test.a")
		return err == nil && string(last.Message.Payload) == "x"
	})
	if err := conn.Close(); err != nil {
		t.Error(err)
	}
}

func authority(t *testing.T) (*x509.Certificate, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, form, form, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	ca, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return ca, key
}

func certify(t *testing.T, dir, name string, ca *x509.Certificate, by *ecdsa.PrivateKey) (certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{SerialNumber: big.NewInt(2), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, form, ca, key.Public(), by)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return writePEM(t, dir, name+".pem", "CERTIFICATE", der), writePEM(t, dir, name+".key", "PRIVATE KEY", private)
}

func writePEM(t *testing.T, dir, name, kind string, der []byte) string {
	t.Helper()
	file := filepath.Join(dir, name)
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// unused is an address where nobody listens.
func unused(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// serveSet starts a server that is set up otherwise, until the test ends.
func serveSet(t *testing.T, set func(*server.Options)) (url string) {
	t.Helper()
	options := &server.Options{Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, StoreDir: t.TempDir(), NoSigs: true, NoLog: true}
	set(options)
	s, err := server.NewServer(options)
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(patience) {
		t.Fatal("the server is not ready")
	}
	return s.ClientURL()
}
