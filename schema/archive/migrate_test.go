package archive

import (
	"compress/gzip"
	"database/sql"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shilu/schema"
	"shilu/schema/query"
)

// keptArchive unpacks an archive as an earlier version of the program made it. Of each version that was there one is kept.
func keptArchive(t *testing.T, version string) (path string) {
	t.Helper()
	file, err := os.Open("testdata/version-" + version + ".db.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "archive.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestMigrate(t *testing.T) {
	for version, want := range map[string]struct {
		transcripts int64
		people      string
	}{
		"1": {7, "主持人 [主持人@] (7)\n"},
		"2": {7, "主持人 [主持人@] (7)\n"},
		"3": {9, "主持人 [主持人@] (9)\n孟远 [孟远@石桥镇党委] 石桥镇党委 书记 2024-05-10..2024-05-10 (2)\n"},
		"4": {9, "主持人 [主持人@] (9)\n孟远 [孟远@石桥镇党委] 石桥镇党委 书记 2024-05-10..2024-05-10 (2)\n"},
	} {
		path := keptArchive(t, version)
		db, err := sql.Open("sqlite3", path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec(`CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER); INSERT INTO _litestream_seq VALUES (1, 7)`); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenReader(t.Context(), path); schema.AsFault(err) == nil || !strings.Contains(err.Error(), "an older shilu made it") {
			t.Errorf("version %s read as it is: %v", version, err)
		}
		a := openTestAt(t, path) // which also checks that its shape is that of one that was made today
		if problems, err := a.Prove(t.Context(), decodeTest); err != nil || len(problems) > 0 {
			t.Errorf("version %s: %q, %v", version, problems, err)
		}
		stats, err := a.Stats(t.Context())
		if err != nil || stats.Transcripts != want.transcripts || stats.Superseded != 2 || stats.Figures == 0 {
			t.Errorf("version %s holds %+v, %v; want %d transcripts and 2 superseded ones", version, stats, err, want.transcripts)
		}
		if got := peopleNow(t, a); got != want.people {
			t.Errorf("the people of version %s are\n%swant\n%s", version, got, want.people)
		}
		record, _ := speech("x.txt", 9, "请看《约章》。", "谢谢。")
		if said := annotations(t, a, record.ID); len(said) != 1 || len(said[0].Annotations) != 2 {
			t.Errorf("version %s has the annotations %+v, want two of one annotator", version, said)
		}
		if found := answer(t, a, query.Parse("约章"), SearchOptions{}); len(found) != 1 {
			t.Errorf("version %s finds %d turns, want 1", version, len(found))
		}
		var others int
		if err := db.QueryRow(`SELECT seq FROM _litestream_seq`).Scan(&others); err != nil || others != 7 {
			t.Errorf("version %s: what others keep is %d, %v; want 7", version, others, err)
		}
		record, original := speech("new.txt", 1, "迁移之后的第一句话")
		putTest(t, a, record, original)
		checkTest(t, a)
	}
}

// What can't be brought up is left as it was.
func TestMigrateAllOrNothing(t *testing.T) {
	path := keptArchive(t, "1")
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`CREATE TABLE before_turn (x)`); err != nil { // in the way of what is put aside
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), path, DefaultConfig()); err == nil || !strings.Contains(err.Error(), "bring it up to version") {
		t.Errorf("opened: %v", err)
	}
	var version, turns int
	if err := db.QueryRow(`SELECT user_version, (SELECT count(*) FROM turn) FROM pragma_user_version`).Scan(&version, &turns); err != nil || version != 1 || turns == 0 {
		t.Errorf("afterwards the version is %d with %d turns, %v; want 1", version, turns, err)
	}
}
