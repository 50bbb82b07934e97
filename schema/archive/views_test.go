package archive

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shilu/schema"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestViews prints what people who open the file with something else see first.
func TestViews(t *testing.T) {
	a := openTest(t)
	old, original := speech("2024/见面会.txt", 1, "旧的")
	putTest(t, a, old, original)
	record, original := speech("2024/见面会.txt", 2, "各位记者,现在请提问。", "请问孟书记,西洋参产业怎么样?", "去年产值8亿元,", "增长超过一成。", "谢谢。")
	record.Speakers = append(record.Speakers,
		schema.Speaker{ID: "s2", Labels: []string{"记者"}, Role: schema.Journalist},
		schema.Speaker{ID: "s3", Name: "孟远", Labels: []string{"孟远"}, Role: schema.Official, Affiliation: "石桥镇党委书记"})
	for turn, speaker := range map[int]string{1: "s2", 2: "s3", 3: "s3"} {
		record.Turns[turn].Speaker = speaker
		record.Turns[turn].Label = map[string]string{"s2": "记者", "s3": "孟远"}[speaker]
		record.Turns[turn].Time = schema.Opt(fmt.Sprintf("09:3%d:00", turn))
	}
	record.Exchanges = []schema.Exchange{{Question: []int{1}, Answers: []int{2, 3}, Addressees: []string{"s3"}}, {Question: []int{4}}}
	record.Figures = []schema.Figure{{Turn: 2, Start: 4, End: 7, Text: "8亿元", Value: 8e8, Unit: "CNY", Kind: "money", Comparison: "eq", Of: "产值"}}
	record.Entities = []schema.Entity{{Turn: 1, Start: 2, End: 4, Text: "孟远", Kind: "person", Ref: "s3"}}
	record.ReportTurn(schema.ProblemAmbiguousSpeaker, 3, "孟远, 孟书记")
	putTest(t, a, record, original)
	if err := a.Gone(t.Context(), schema.Source{Inbox: "press", Path: "2024/见面会.txt", Number: 2}); err != nil {
		t.Fatal(err)
	}
	note := schema.Note{
		Annotated: schema.Annotated{ID: record.ID, Annotator: "crops", Version: 3, Annotations: []schema.Annotation{
			{Place: 18, Quote: "西洋参", Kind: "crop", Value: "西洋参", Label: "一种药材", Ref: "https://example.org/crops/9"},
			{Place: 32, Quote: "8亿元,", Kind: "last_year", Value: 7.5},
			{Place: 35, Quote: ",\n", Kind: "pause"},
			{Place: 36, Quote: "\n", Kind: "line_end"},
		}},
		Source: "/crops", Made: time.Date(2024, 5, 11, 0, 0, 0, 0, time.UTC),
	}
	record.Annotations = []schema.Annotated{note.Annotated}
	annotateTest(t, a, note)
	other, original := meeting("2025/见面会.txt", 9, "X", "孟远@石桥镇党委/书记", "孟远@青禾县农业局/局长")
	putTest(t, a, other, original)
	decideTest(t, a, ruling(1, schema.DecisionMerged, "", "孟远@石桥镇党委书记", "孟远@石桥镇党委"), ruling(2, schema.DecisionRenamed, "孟书记", "孟远@石桥镇党委"))

	db, err := sql.Open("sqlite3", a.path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var got bytes.Buffer
	for _, view := range []string{"turn_view", "figure_view", "exchange_view", "entity_view", "problem_view", "transcript_view", "source_view", "annotation_view", "person_view", "post_view", "appearance_view", "printed_view", "decision_view"} {
		fmt.Fprintf(&got, "# %s\n", view)
		if err := printRows(&got, db, `SELECT * FROM `+view); err != nil {
			t.Fatal(err)
		}
	}
	golden := filepath.Join("testdata", "views.golden")
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("the views show\n%s\nwant\n%s", &got, want)
	}

	var encoded string
	if err := db.QueryRow(`SELECT record FROM record_view WHERE id = ?`, record.ID).Scan(&encoded); err != nil {
		t.Fatal(err)
	}
	var viewed schema.Record
	if err := json.Unmarshal([]byte(encoded), &viewed); err != nil {
		t.Fatal(err)
	}
	viewed.Source = record.Source
	if got, want := asJSON(t, viewed), asJSON(t, record); got != want {
		t.Errorf("record_view has\n%s\nwant\n%s", got, want)
	}
}

// printRows writes a block per row and a line per column.
func printRows(w *bytes.Buffer, db *sql.DB, query string) error {
	rows, err := db.Query(query)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	for rows.Next() {
		values := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		fmt.Fprintln(w)
		for i, name := range columns {
			text := "null"
			if values[i] != nil {
				text = strings.ReplaceAll(fmt.Sprint(values[i]), "\n", "\\n")
			}
			fmt.Fprintf(w, "%s: %s\n", name, text)
		}
	}
	fmt.Fprintln(w)
	return rows.Err()
}
