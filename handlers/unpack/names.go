package unpack

import (
	"archive/zip"
	"encoding/binary"
	"hash/crc32"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// This file reads the names of members. Old programs write them in the encoding of their machine and don't say which.

// nameBytes is the longest path that is taken: that of Linux.
const nameBytes = 4096

// namesOf decodes the names of a zip's members, those without a mark of UTF-8 all in the encoding that fits them together.
func namesOf(files []*zip.File) []string {
	names := make([]string, len(files))
	var unknown []byte
	for i, f := range files {
		names[i] = unicodeName(f)
		if names[i] == "" {
			unknown = append(unknown, f.Name...)
		}
	}
	guessed := encodingOf(unknown)
	for i, f := range files {
		if names[i] == "" {
			names[i] = decode(guessed, f.Name)
		}
	}
	return names
}

// unicodeName is the name that is in UTF-8 for certain; "" if none is.
func unicodeName(f *zip.File) string {
	if name := extraName(f); name != "" {
		return name
	}
	if utf8.ValidString(f.Name) {
		return f.Name
	}
	return ""
}

// extraName is the name in the Unicode Path field of Info-ZIP (0x7075), which counts if it belongs to the name as it stands.
func extraName(f *zip.File) string {
	const field, head = 0x7075, 5 // a version and the checksum of the name
	for extra := f.Extra; len(extra) >= 4; {
		id, size := binary.LittleEndian.Uint16(extra), int(binary.LittleEndian.Uint16(extra[2:]))
		extra = extra[4:]
		if size > len(extra) {
			break
		}
		if id == field && size > head && binary.LittleEndian.Uint32(extra[1:]) == crc32.ChecksumIEEE([]byte(f.Name)) && utf8.Valid(extra[head:size]) {
			return string(extra[head:size])
		}
		extra = extra[size:]
	}
	return ""
}

// encodingOf tells by which characters are common ones: GB18030 has those in the rows of level 1, Big5 in its first half. Where few are,
// it is the code page that the zip format names.
func encodingOf(names []byte) encoding.Encoding {
	pairs, inGB, inBig5 := 0, 0, 0
	for i := 0; i+1 < len(names); i++ {
		lead, trail := names[i], names[i+1]
		if lead < utf8.RuneSelf {
			continue
		}
		pairs++
		if (0xB0 <= lead && lead <= 0xD7 || lead == 0xA1 || lead == 0xA3) && trail >= 0xA1 {
			inGB++
		}
		if 0xA1 <= lead && lead <= 0xC6 && (trail >= 0xA1 || 0x40 <= trail && trail <= 0x7E) {
			inBig5++
		}
		i++
	}
	switch {
	case 2*max(inGB, inBig5) <= pairs:
		return charmap.CodePage437
	case inBig5 > inGB:
		return traditionalchinese.Big5
	}
	return simplifiedchinese.GB18030
}

func decodeName(name string) string {
	if utf8.ValidString(name) {
		return name
	}
	return decode(encodingOf([]byte(name)), name)
}

func decode(e encoding.Encoding, name string) string {
	decoded, err := e.NewDecoder().String(name)
	if err != nil {
		return strings.ToValidUTF8(name, "\uFFFD")
	}
	return decoded
}

// cleanName makes a path of a name: backslashes, which some programs on Windows write, are slashes. What leads out of the archive, or
// isn't a name, is refused. A folder's path, and the archive's own, may be empty.
func cleanName(name string) (string, error) {
	slashed := strings.ReplaceAll(name, `\`, "/")
	switch {
	case len(name) > nameBytes:
		return "", errName(name, "has a name that is too long")
	case strings.ContainsFunc(name, unicode.IsControl):
		return "", errName(name, "has control characters in its name")
	case strings.HasPrefix(slashed, "/"), len(slashed) > 1 && slashed[1] == ':' && isLetter(slashed[0]):
		return "", errName(name, "begins at the root of a disk")
	}
	for part := range strings.SplitSeq(slashed, "/") {
		if part == ".." {
			return "", errName(name, "leads out of the archive")
		}
	}
	clean := path.Clean(slashed)
	if clean == "." {
		return "", nil
	}
	return clean, nil
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
