package enrich

import (
	"strings"

	"shilu/schema"
)

// settleYuan gives the sums in 元 whose turn doesn't say whose they are (補助五千元) the currency of the place that the transcript is of.
// What stays unclear keeps 元 as its unit.
func settleYuan(r schema.Record) {
	home := ""
	for i := range r.Figures {
		rest, ok := strings.CutPrefix(string(r.Figures[i].Unit), unitYuan)
		if !ok || rest != "" && rest[0] != '/' {
			continue
		}
		if home == "" {
			home = yuanHome(r)
		}
		r.Figures[i].Unit = schema.Opt(home + rest)
	}
}

const (
	// leastOfHome is how often a transcript must name its place, so that a place that is spoken of once isn't taken for it.
	leastOfHome = 3
	// guestShare is how many times as often it must do so as any other place that writes 元.
	guestShare = 5
)

// yuanHome is the currency of the one place that is named again and again, 元 where there is none or several.
func yuanHome(r schema.Record) string {
	named := make([]int, len(yuanHomes))
	count := func(text string) {
		for i, home := range yuanHomes {
			for _, word := range home.words {
				named[i] += strings.Count(text, word)
			}
		}
	}
	count(string(r.Title))
	count(string(r.Place))
	for _, turn := range r.Turns {
		count(turn.Text)
	}
	for i, home := range yuanHomes {
		alone := named[i] >= leastOfHome
		for other, n := range named {
			alone = alone && (other == i || n*guestShare <= named[i])
		}
		if alone {
			return home.code
		}
	}
	return unitYuan
}

// yuanHomes are named as traditional text writes them: simplified text means the renminbi before it comes to this.
var yuanHomes = []struct {
	code  string
	words []string
}{
	{"TWD", []string{"新臺幣", "新台幣", "臺灣", "台灣", "行政院", "立法院", "臺北", "台北"}},
	{"HKD", []string{"港元", "港幣", "香港", "特區政府"}},
	{"MOP", []string{"澳門"}},
	{"CNY", []string{"人民幣", "國務院", "北京"}},
}
