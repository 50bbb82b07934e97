package inbox

import (
	"path"
	"strings"
	"testing"
)

// ignoredExamples are one name at least for each of Ignored.
var ignoredExamples = []string{
	".hidden", "._a.txt", ".DS_Store", ".#a.txt", ".git", ".syncthing.a.txt.tmp", ".~lock.a.docx#",
	"a.txt~", "#a.txt#", "a.swp", "a.SWO", "~$a.docx",
	"a.txt.part", "a.txt.partial", "a.txt.crdownload", "a.txt.opdownload", "a.txt.download", "a.txt.filepart", "a.txt.aria2",
	"a.tmp", "a.TEMP", "Thumbs.db", "ehthumbs.db", "Desktop.ini", "$RECYCLE.BIN", "System Volume Information",
	"__MACOSX", "@eaDir", "#recycle", "@Recycle", "#snapshot", "@Recently-Snapshot", "lost+found",
}

func TestIgnored(t *testing.T) {
	for _, name := range ignoredExamples {
		if !Ignores(name) || !Ignores("2024/"+name) || !Ignores(name+"/a.txt") {
			t.Errorf("%s is not ignored", name)
		}
	}
	for _, pattern := range Ignored {
		used := false
		for _, name := range ignoredExamples {
			ok, err := path.Match(pattern, strings.ToLower(name))
			if err != nil {
				t.Fatalf("%s: %v", pattern, err)
			}
			used = used || ok
		}
		if !used {
			t.Errorf("no example for %s", pattern)
		}
	}
	for _, name := range []string{
		"a.txt", "partial.txt", "tmp", "temp.txt", "a.part.txt", "2024-05-10 发布会.docx", "a~b.txt", "#1.txt", "$100.txt", "a.b.swp.txt", "a",
	} {
		if Ignores(name) || Ignores(name+"/"+name) {
			t.Errorf("%s is ignored", name)
		}
	}
}
