package inbox

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"shilu/schema"
)

// SidecarSuffix makes of a file's name that of its sidecar, a.txt.meta.yaml, which says what the file itself doesn't. File and sidecar
// are one source: they settle together, and another sidecar, or none any more, is another state. A sidecar is nothing by itself.
const SidecarSuffix = ".meta.yaml"

// sidecarSize is the most bytes that a sidecar may have. A larger one isn't read, and its file is taken with that doubt.
const sidecarSize = 64 << 10

// Facts is what a sidecar says of its file; "" is what it doesn't say.
type Facts struct {
	Title  string
	Spoken string // YYYY-MM-DD
	Place  string
	URL    string
	Layout string
}

// Tell adds the facts to what is known of a file. What was asked for with the file, its day and its layout, comes before them.
func (f Facts) Tell(file *schema.File) {
	file.Title, file.Place, file.URL = f.Title, f.Place, f.URL
	if file.Spoken == "" {
		file.Spoken = f.Spoken
	}
	if file.Layout == "" {
		file.Layout = f.Layout
	}
}

// Sidecar is what the ledger knows of the sidecar of a source's state.
type Sidecar struct {
	// Size is in bytes; Modified and Changed are the sidecar's mtime and ctime, absent where there are none, as in a container.
	Size     int64     `json:"size"`
	Modified time.Time `json:"modified,omitzero"`
	Changed  time.Time `json:"changed,omitzero"`
	// Digest is the SHA-256 of the bytes; absent for a sidecar that was too large to be read.
	Digest string `json:"digest,omitempty"`
}

// sidecar is one that was looked into; the zero value says that there is none.
type sidecar struct {
	size   int64
	digest string
	facts  Facts
	doubt  string // what is wrong in it
}

// ownerOf is the file that a path is the sidecar of.
func (f *folder) ownerOf(path string) (owner string, ok bool) {
	if !f.sidecars {
		return "", false
	}
	owner, ok = strings.CutSuffix(path, SidecarSuffix)
	return owner, ok && owner != "" && !strings.HasSuffix(owner, "/")
}

// beside looks for the file's sidecar. Only a regular file is one; an empty one says nothing yet.
func (f *folder) beside(path string) (glance, error) {
	if !f.sidecars {
		return glance{}, nil
	}
	info, err := f.root.Load().Lstat(local(path + SidecarSuffix))
	if isAbsent(err) || err == nil && (!info.Mode().IsRegular() || info.Size() == 0) {
		return glance{}, nil
	}
	if err != nil {
		return glance{}, err
	}
	return glanceOf(info), nil
}

// owners are the names in a folder that have a sidecar. To read all names first costs a scan a few percent; to look for the sidecar of
// each file doubled its time.
func (f *folder) owners(dir *os.File) (map[string]bool, error) {
	if !f.sidecars {
		return nil, nil
	}
	owners := map[string]bool{}
	for {
		names, err := dir.Readdirnames(listAtOnce)
		for _, name := range names {
			if owner, ok := f.ownerOf(name); ok {
				owners[owner] = true
			}
		}
		if errors.Is(err, io.EOF) {
			_, err = dir.Seek(0, io.SeekStart)
			return owners, err
		}
		if err != nil {
			return nil, err
		}
	}
}

// readSidecar looks into the sidecar that a look showed.
func (o offerer) readSidecar(path string, seen glance) (sidecar, error) {
	if seen == (glance{}) {
		return sidecar{}, nil
	}
	if seen.size > sidecarSize {
		return tooLargeSidecar(seen.size), nil
	}
	body, err := o.folder.read(path+SidecarSuffix, seen)
	if err != nil {
		return sidecar{}, fmt.Errorf("read the sidecar: %w", err)
	}
	return o.understand(body), nil
}

// understand makes facts of a sidecar's bytes.
func (o offerer) understand(body []byte) sidecar {
	if len(body) > sidecarSize {
		return tooLargeSidecar(int64(len(body)))
	}
	s := sidecar{size: int64(len(body)), digest: schema.Digest(body)}
	var err error
	if s.facts, err = o.cfg.Sidecar(body); err != nil {
		s.doubt = err.Error()
	}
	return s
}

func tooLargeSidecar(size int64) sidecar {
	return sidecar{size: size, doubt: fmt.Sprintf("it has %d bytes, the limit is %d", size, sidecarSize)}
}
