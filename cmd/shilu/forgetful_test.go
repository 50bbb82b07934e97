package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// forgetful is a folder that can lose its power: a FUSE layer that knows what was synced.
//
// It is as hard as ext4 and XFS are, and no harder:
//
//   - A file's bytes and its length are kept as they were when that file was last synced. What was written since is lost, all of it; a file
//     that never was synced is empty.
//   - Names (made, renamed, removed; folders too) are kept in their order up to the last sync of any file or folder, since these file systems
//     have one journal. What came after that is lost.
type forgetful struct {
	live string // holds what programs see
	kept string // holds what a power cut leaves

	mu    sync.Mutex
	names []func() error // what was done to names since the last sync, to be done in kept
}

// newForgetful mounts one on a folder, and the test's end takes it away. The error is that this machine has no FUSE: it takes Linux with
// /dev/fuse, and root or fusermount3.
func newForgetful(t *testing.T, dir string) (*forgetful, error) {
	t.Helper()
	f := &forgetful{live: t.TempDir(), kept: t.TempDir()}
	root, err := fs.NewLoopbackRoot(f.live)
	if err != nil {
		t.Fatal(err)
	}
	top := &node{root.(*fs.LoopbackNode), f}
	top.RootData.RootNode = top
	options := &fs.Options{MountOptions: fuse.MountOptions{DirectMount: os.Getuid() == 0, FsName: "forgetful"}}
	server, err := fs.Mount(dir, top, options)
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() {
		if err := server.Unmount(); err != nil {
			t.Errorf("unmount the folder that forgets: %v", err)
		}
	})
	return f, nil
}

// cut copies into a new folder what is left when the power goes now.
func (f *forgetful) cut(to string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return os.CopyFS(to, os.DirFS(f.kept))
}

// name does something to names: in live now, in kept with the next sync.
func (f *forgetful) name(live func() syscall.Errno, kept func() error) syscall.Errno {
	f.mu.Lock()
	defer f.mu.Unlock()
	errno := live()
	if errno == 0 {
		f.names = append(f.names, kept)
	}
	return errno
}

// sync keeps all names, and what the file at the path holds.
func (f *forgetful) sync(path string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, name := range f.names {
		if err := name(); err != nil {
			return err
		}
	}
	f.names = nil
	from, err := os.Open(filepath.Join(f.live, path))
	if os.IsNotExist(err) {
		return nil // it was removed, and is only open still
	}
	if err != nil {
		return err
	}
	defer from.Close()
	if info, err := from.Stat(); err != nil || info.IsDir() {
		return err
	}
	to, err := os.OpenFile(filepath.Join(f.kept, path), os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	defer to.Close()
	_, err = io.Copy(to, from)
	return err
}

// node is a file or folder in it. What it doesn't override goes straight to live.
type node struct {
	*fs.LoopbackNode
	*forgetful
}

func (n *node) WrapChild(_ context.Context, child fs.InodeEmbedder) fs.InodeEmbedder {
	return &node{child.(*fs.LoopbackNode), n.forgetful}
}

// at is the path below the root of a name in this folder.
func (n *node) at(name string) string { return filepath.Join(n.Path(n.Root()), name) }

func (n *node) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno {
	return fs.ToErrno(n.sync(n.at("")))
}

func (n *node) Create(ctx context.Context, name string, flags, mode uint32, out *fuse.EntryOut) (made *fs.Inode, handle fs.FileHandle, fuseFlags uint32, errno syscall.Errno) {
	path := n.at(name)
	errno = n.name(func() syscall.Errno {
		made, handle, fuseFlags, errno = n.LoopbackNode.Create(ctx, name, flags, mode, out)
		return errno
	}, func() error {
		file, err := os.OpenFile(filepath.Join(n.kept, path), os.O_CREATE, os.FileMode(mode))
		if err != nil {
			return err
		}
		return file.Close()
	})
	return made, handle, fuseFlags, errno
}

func (n *node) Mkdir(ctx context.Context, name string, mode uint32, out *fuse.EntryOut) (made *fs.Inode, errno syscall.Errno) {
	path := n.at(name)
	errno = n.name(func() syscall.Errno {
		made, errno = n.LoopbackNode.Mkdir(ctx, name, mode, out)
		return errno
	}, func() error { return os.Mkdir(filepath.Join(n.kept, path), os.FileMode(mode)) })
	return made, errno
}

func (n *node) Unlink(ctx context.Context, name string) syscall.Errno {
	path := n.at(name)
	return n.name(func() syscall.Errno { return n.LoopbackNode.Unlink(ctx, name) },
		func() error { return os.Remove(filepath.Join(n.kept, path)) })
}

func (n *node) Rmdir(ctx context.Context, name string) syscall.Errno {
	path := n.at(name)
	return n.name(func() syscall.Errno { return n.LoopbackNode.Rmdir(ctx, name) },
		func() error { return os.Remove(filepath.Join(n.kept, path)) })
}

func (n *node) Rename(ctx context.Context, name string, parent fs.InodeEmbedder, newName string, flags uint32) syscall.Errno {
	if flags != 0 {
		return syscall.ENOTSUP // exchanges and the like: a program that uses them must be taught to this layer first
	}
	from, to := n.at(name), filepath.Join(parent.EmbeddedInode().Path(n.Root()), newName)
	return n.name(func() syscall.Errno { return n.LoopbackNode.Rename(ctx, name, parent, newName, flags) },
		func() error { return os.Rename(filepath.Join(n.kept, from), filepath.Join(n.kept, to)) })
}

func (n *node) Link(context.Context, fs.InodeEmbedder, string, *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	return nil, syscall.ENOTSUP
}

func (n *node) Symlink(context.Context, string, string, *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	return nil, syscall.ENOTSUP
}

func (n *node) OpendirHandle(ctx context.Context, flags uint32) (fs.FileHandle, uint32, syscall.Errno) {
	handle, fuseFlags, errno := n.LoopbackNode.OpendirHandle(ctx, flags)
	if errno != 0 {
		return nil, 0, errno
	}
	return openFolder{handle.(folderHandle), n}, fuseFlags, 0
}

// openFolder is a folder that is being read, and may be synced.
type openFolder struct {
	folderHandle
	node *node
}

type folderHandle interface {
	fs.FileReaddirenter
	fs.FileSeekdirer
	fs.FileReleasedirer
}

func (o openFolder) Fsyncdir(context.Context, uint32) syscall.Errno {
	return fs.ToErrno(o.node.sync(o.node.at("")))
}
