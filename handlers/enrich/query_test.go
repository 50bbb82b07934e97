package enrich

import (
	"strings"
	"testing"

	"shilu/schema/query"
)

// TestQueriesReadFiguresAsTranscriptsDo holds the small reader of figure: in schema/query against the one here, for every unit of the
// table and for numbers as people type them: what one finds in a text, the other must mean.
func TestQueriesReadFiguresAsTranscriptsDo(t *testing.T) {
	var written []string
	for _, row := range tableRows(unitsTable) {
		for _, form := range strings.Fields(row[0]) {
			if form = strings.ReplaceAll(form, "_", " "); form != "折" { // 八折 and 85折 are both read by how many digits they have
				written = append(written, "325"+form)
			}
		}
	}
	for _, number := range []string{"8", "1,234.5", "1.5万亿", "3亿2千5百万", "116.43亿", "一亿三千万", "三万五千亿", "一百零八", "两千五百", "十二", "三点五", "四百五十"} {
		for _, unit := range []string{"元", "人", "公里", "%", "美元", "亩"} {
			written = append(written, number+unit)
		}
	}
	written = append(written, "百分之二十五", "千分之五", "三成", "$3.5bn", "US$200", "NT$50")
	agreed := 0
	for _, text := range written {
		found := figures(0, "共有"+text+"。")
		if len(found) != 1 || found[0].Upper != nil || !strings.HasSuffix(found[0].Text, text) {
			continue // a date, a rank or several figures to a transcript
		}
		tree := query.Parse(`figure:"` + text + `"`)
		q, ok := tree.Root.(query.Figures)
		if !ok {
			t.Errorf("figure:%s can't be read: %s", text, tree.Warning)
			continue
		}
		f := found[0]
		unit := string(f.Unit)
		known := false
		for _, u := range q.Range.Units {
			known = known || strings.EqualFold(u, unit) || strings.EqualFold(strings.ReplaceAll(u, " ", ""), strings.ReplaceAll(unit, " ", ""))
		}
		if q.Range.Low != f.Value || !known {
			t.Errorf("figure:%s means %v %q, a transcript's %v %q", text, q.Range.Low, q.Range.Units, f.Value, unit)
		}
		agreed++
	}
	if agreed < 450 {
		t.Errorf("only %d of %d were compared", agreed, len(written))
	}
}
