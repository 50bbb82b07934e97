package natsd

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Credentials are the way into a server. The file that holds them has the form of a context of the plain nats client.
type Credentials struct {
	URL      string `json:"url"`
	User     string `json:"user"`
	Password string `json:"password"`
}

const user = "shilu"

// ServerName is what the server of these credentials calls itself when it greets, so that a client can tell it from one that took its
// port. It follows from the password, which nobody learns by it, and so has no place in the file.
func (c Credentials) ServerName() string {
	sum := sha256.Sum256([]byte("the server of " + c.Password))
	return user + "-" + hex.EncodeToString(sum[:8])
}

// ReadCredentials reads what a server wrote. The error is fs.ErrNotExist where none has ever run.
func ReadCredentials(file string) (Credentials, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return Credentials{}, fmt.Errorf("read the NATS server's credentials: %w", err)
	}
	var c Credentials
	if err := json.Unmarshal(data, &c); err != nil {
		return Credentials{}, fmt.Errorf("read the NATS server's credentials in %s: %w", file, err)
	}
	if c.User == "" || c.Password == "" {
		return Credentials{}, fmt.Errorf("read the NATS server's credentials in %s: no user or no password; delete the file to have new ones made", file)
	}
	return c, nil
}

// openCredentials reads the file, or makes up what it will hold. The password is kept over restarts because a client that
// reconnects comes with the one that it has.
func openCredentials(file string) (Credentials, error) {
	c, err := ReadCredentials(file)
	if errors.Is(err, fs.ErrNotExist) {
		return Credentials{User: user, Password: rand.Text()}, nil
	}
	return c, err
}

// write replaces the file in one step, so that nobody reads half of it, and never lets others read it.
func (c Credentials) write(file string) error {
	data, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return fmt.Errorf("write the NATS server's credentials: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return fmt.Errorf("write the NATS server's credentials: %w", err)
	}
	part, err := os.CreateTemp(filepath.Dir(file), ".credentials-*.part") // 0600
	if err != nil {
		return fmt.Errorf("write the NATS server's credentials: %w", err)
	}
	defer os.Remove(part.Name())
	_, err = part.Write(append(data, '\n'))
	if err == nil {
		err = part.Sync()
	}
	if closing := part.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(part.Name(), file)
	}
	if err != nil {
		return fmt.Errorf("write the NATS server's credentials: %w", err)
	}
	return nil
}
