package schema

import "testing"

func TestMediaType(t *testing.T) {
	for name, want := range map[string]string{
		"发布会/2024-05-10.txt": "text/plain",
		"A.TXT":              "text/plain",
		"a.tar.md":           "text/markdown",
		"a.zip!/内/b.vtt":     "text/vtt",
		"a.srt":              "application/x-subrip",
		"txt":                "application/octet-stream",
		"a.b/txt":            "application/octet-stream",
		"a.exe":              "application/octet-stream",
	} {
		if got := MediaType(name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}
