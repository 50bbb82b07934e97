package inbox

import "golang.org/x/sys/unix"

// remote are the file systems whose files others may write that this kernel knows nothing of, by the kind that statfs gives.
var remote = map[uint32]string{
	unix.NFS_SUPER_MAGIC: "NFS", unix.SMB_SUPER_MAGIC: "SMB", unix.CIFS_SUPER_MAGIC: "SMB", unix.SMB2_SUPER_MAGIC: "SMB",
	unix.FUSE_SUPER_MAGIC: "FUSE", unix.V9FS_MAGIC: "9p", unix.CEPH_SUPER_MAGIC: "Ceph", unix.AFS_SUPER_MAGIC: "AFS", unix.AFS_FS_MAGIC: "AFS",
	unix.CODA_SUPER_MAGIC: "Coda", unix.NCP_SUPER_MAGIC: "NCP", unix.OCFS2_SUPER_MAGIC: "OCFS2",
	0x0BD00BD0: "Lustre", 0x01161970: "GFS2", 0x47504653: "GPFS", // not in the package
	0x786F4256: "VirtualBox", 0xBACBACBC: "VMware", 0x7C7C6673: "Parallels", // shared by the host of a virtual machine
}

// remoteKind names the file system of a folder if events there don't tell all; else it is "".
func remoteKind(dir string) string {
	var fs unix.Statfs_t
	if err := unix.Statfs(dir, &fs); err != nil {
		return ""
	}
	return remote[uint32(fs.Type)]
}
