package query

import (
	"math"
	"reflect"
	"testing"
)

func TestFigures(t *testing.T) {
	inf := math.Inf(1)
	for value, want := range map[string]Range{
		"1亿元":        {Low: 1e8, High: 1e8, Units: yuan},
		">1億圓":       {Low: 1e8, High: inf, Above: true, Units: yuan},
		"＞＝1.2亿元":    {Low: 1.2e8, High: inf, Units: yuan},
		"<=一亿三千万元":   {Low: -inf, High: 1.3e8, Units: yuan},
		"<3亿人民币":     {Low: -inf, High: 3e8, Below: true, Units: []string{"CNY"}},
		"≥500万美元":    {Low: 5e6, High: inf, Units: []string{"USD"}},
		"$3.5bn":     {Low: 3.5e9, High: 3.5e9, Units: []string{"USD"}},
		"5万港币":       {Low: 5e4, High: 5e4, Units: []string{"HKD"}},
		"20%..30%":   {Low: 20, High: 30, Units: []string{"%"}},
		"20..30％":    {Low: 20, High: 30, Units: []string{"%"}},
		"1..2千米":     {Low: 1, High: 2, Units: []string{"km"}},
		"两成..百分之三十五": {Low: 20, High: 35, Units: []string{"%"}},
		"20%..":      {Low: 20, High: inf, Units: []string{"%"}},
		"..千分之五":     {Low: -inf, High: 0.5, Units: []string{"%"}},
		"..三个百分点":    {Low: -inf, High: 3, Units: []string{"%"}},
		"100公里":      {Low: 100, High: 100, Units: []string{"km"}},
		"10 MW":      {Low: 10, High: 10, Units: []string{"MW"}},
		"-5℃":        {Low: -5, High: -5, Units: []string{"°C"}},
		"2打":         {Low: 24, High: 24, Units: []string{"个"}},
		"1,200亩":     {Low: 1200, High: 1200, Units: []string{"亩"}},
		"一百零八家":      {Low: 108, High: 108, Units: []string{"家"}},
		"四百五":        {Low: 450, High: 450, Units: []string{""}},
		"十二人":        {Low: 12, High: 12, Units: []string{"人"}},
		"二〇二四":       {Low: 2024, High: 2024, Units: []string{""}},
		"1.5万亿":      {Low: 1.5e12, High: 1.5e12, Units: []string{""}},
		"三万五千亿":      {Low: 3.5e12, High: 3.5e12, Units: []string{""}},
		"3亿2千5百万":    {Low: 3.25e8, High: 3.25e8, Units: []string{""}},
		"三点五倍":       {Low: 3.5, High: 3.5, Units: []string{"倍"}},
		"12k":        {Low: 12000, High: 12000, Units: []string{""}},
		"116.43亿":    {Low: 11643000000, High: 11643000000, Units: []string{""}},
	} {
		n, err := figures(value)
		got, _ := n.(Figures)
		if err != nil || !reflect.DeepEqual(got.Range, want) {
			t.Errorf("figure:%s is %+v, %v; want %+v", value, got.Range, err, want)
		}
		if again, err := figures(got.Written); err != nil || !reflect.DeepEqual(again, n) {
			t.Errorf("figure:%s is written as %s and read as %+v, %v", value, got.Written, again, err)
		}
	}
	for _, value := range []string{"many", ">", "..", "3..2", "1km..2kg", "1元2元", ">=", "..%", "-", "负", "5("} {
		if n, err := figures(value); err == nil {
			t.Errorf("figure:%s is read as %+v", value, n)
		}
	}
}
