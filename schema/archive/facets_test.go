package archive

import (
	"fmt"
	"reflect"
	"testing"

	"shilu/schema"
	"shilu/schema/query"
)

func TestFacets(t *testing.T) {
	a := openTest(t)
	for i, date := range []string{"2024-05-10", "2024-05-31", "2024-06-01", "1949-10-01", ""} {
		record, original := speech(fmt.Sprintf("%d.txt", i), 1, "海岸线 "+date, "别的", "海岸线 ")
		record.Date = schema.Opt(date)
		record.Speakers = append(record.Speakers, schema.Speaker{ID: "s2", Name: "孟远", Labels: []string{}, Role: schema.Official, Affiliation: "石桥镇党委书记",
			Organization: "石桥镇党委"})
		record.Turns[i%2].Speaker = "s2"
		putTest(t, a, record, original)
	}
	got, err := a.Facets(t.Context(), query.Parse("海岸线"), false)
	want := query.Facets{
		Total:         10,
		Months:        []query.Count{{Value: "", Turns: 2}, {Value: "1949-10", Turns: 2}, {Value: "2024-05", Turns: 4}, {Value: "2024-06", Turns: 2}},
		Speakers:      []query.Count{{Value: "主持人", Turns: 7}, {Value: "孟远", Turns: 3}},
		Organizations: []query.Count{{Value: "石桥镇党委", Turns: 3}},
		SpeakersOf:    10,
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("facets %+v, %v\nwant %+v", got, err, want)
	}
	if got, err := a.Facets(t.Context(), query.Parse(""), false); err != nil || got.Total != 0 || len(got.Months) != 0 {
		t.Errorf("facets of nothing: %+v, %v", got, err)
	}
}
