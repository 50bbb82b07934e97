package archive

import (
	"errors"
	"fmt"
	"testing"
)

// A transaction that would go on for ever, in many statements or in one, is interrupted by Close: whoever waits for it is told, and
// nothing of it is kept.
func TestCloseInterruptsWhatIsBeingWritten(t *testing.T) {
	for name, forever := range map[string]func(*transaction) error{
		"many statements": func(tx *transaction) error {
			for i := 0; ; i++ {
				err := tx.exec(`INSERT INTO source (inbox, path) VALUES ('press', ?)`, fmt.Sprint(i))
				if err != nil {
					return err
				}
			}
		},
		"one statement": func(tx *transaction) error {
			_, err := tx.row(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n`, nil, new(int))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := openTest(t)
			before, original := newGenerator(1).meeting("before.txt", 1, 5, 20)
			putTest(t, a, before, original)
			began, ended := make(chan struct{}), make(chan error, 1)
			go func() {
				ended <- a.writer.write(t.Context(), 0, func(tx *transaction) error {
					close(began)
					return forever(tx)
				})
			}()
			<-began
			if err := a.Close(); err != nil {
				t.Error(err)
			}
			if err := <-ended; !errors.Is(err, ErrClosed) {
				t.Errorf("the writer was told %v, want ErrClosed", err)
			}
			again := openTestAt(t, a.path)
			var sources int
			if err := again.readers.QueryRowContext(t.Context(), `SELECT count(*) FROM source`).Scan(&sources); err != nil || sources != 1 {
				t.Errorf("%d sources (%v), want the one from before", sources, err)
			}
		})
	}
}
