package archive

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"shilu/schema"
)

// onDisk is where the files of an open archive lie. SQLite doesn't look: it goes on writing into files that were deleted, or whose names
// others took, and says that all is well.
type onDisk struct {
	names []string
	files []os.FileInfo
}

// journals are the suffixes of the files beside an archive while it is written to.
var journals = []string{"-wal", "-shm"}

// onDiskAt notes which files lie at the path now. All of them are there while a connection has them open.
func onDiskAt(path string) (onDisk, error) {
	p := onDisk{names: []string{path}}
	for _, suffix := range journals {
		p.names = append(p.names, path+suffix)
	}
	for _, name := range p.names {
		file, err := os.Stat(name)
		if err != nil {
			return p, err
		}
		p.files = append(p.files, file)
	}
	return p, nil
}

// check returns an Outage where they aren't what lies there now: the same files may be put back.
func (p onDisk) check() error {
	for i, name := range p.names {
		file, err := os.Stat(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			err = fmt.Errorf("%s was deleted or moved away while it was open", name)
		case err == nil && !os.SameFile(file, p.files[i]):
			err = fmt.Errorf("%s was replaced by another file while it was open", name)
		}
		if err != nil {
			return &schema.Outage{Err: err, Advice: "put the file back that was there; if it is lost, end shilu, and shilu rebuild makes the archive anew from the log"}
		}
	}
	return nil
}

// InPlace returns a *schema.Outage where the files of an archive that is open for writing aren't at their place any more. Whoever writes to
// it is told the same.
func (a *Archive) InPlace() error {
	if a.writer == nil {
		return ErrReadOnly
	}
	return a.writer.files.check()
}
