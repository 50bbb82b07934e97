package parse

import "github.com/tetratelabs/wazero/experimental"

// pdfRoom is the memory of one reader of PDFs: room for all that it may have, of which the system gives only what is touched. Memory that
// grows by being copied took four times as much at its peak. It goes with the last who holds it, because a reader that is killed may still
// be running when it is closed.
type pdfRoom []byte

func newPDFRoom(_, _ uint64) experimental.LinearMemory { return make(pdfRoom, 0, pdfMemory) }

// Reallocate grows the memory to size bytes. It gives nil where there is no room, which ends the reader.
func (r pdfRoom) Reallocate(size uint64) []byte {
	if size > uint64(cap(r)) {
		return nil
	}
	return r[:size]
}

// Free leaves it to the garbage collector.
func (pdfRoom) Free() {}
