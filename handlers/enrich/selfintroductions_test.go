package enrich

import "testing"

func TestSelfIntroduction(t *testing.T) {
	for _, test := range []struct{ text, name, want string }{
		{"大家好，我是海城市漁會總幹事唐海，謝謝。", "唐海", "海城市漁會總幹事"},
		{"我是教育展示處的副處長，我們非常關心。", "唐海", "教育展示處的副處長"},
		{"主席好，我是山線縣動物保護處動物保護組的技士，我叫安小玲，我是負責捕獸鋏的研究員。", "安小玲", "山線縣動物保護處動物保護組的技士"},
		{"大家好，我是農務部國庫署企劃組唐海，我第一次參加。", "唐海", "農務部國庫署企劃組"},
		{"大家好，我是高公局高管科的小海，謝謝。", "唐小海", "高公局高管科"},
		{"大家好，我是農委會漁業署，我是企劃科下面的科員。", "唐海", "農委會漁業署"},
		{"大家好，我來自東灣社區發展協會，我叫唐海。", "唐海", "東灣社區發展協會"},
		{"各位好，我们是海城港务局的。", "唐海", "海城港务局"},
		{"大家好，我是水務部水利署唐海副總工程司。", "唐海", "水務部水利署副總工程司"},
		{"大家好,我是高区党工委委员、海屏街道党工委书记王小海。", "王小海", "高区党工委委员、海屏街道党工委书记"},
		{"我來自於資訊產業公會。", "唐海", "資訊產業公會"},
		{"我們是一家生物科技公司。", "唐海", ""},
		{"我們是面對銀行局的不同組別。", "唐海", ""},
		{"我是覺得這是一個機會。", "唐海", ""},
		{"我是一個小孩的爸爸。", "唐海", ""},
		{"我是唐海，今天來參加這個會議。", "唐海", ""},
		{"我是第一次參加這樣的大會。", "唐海", ""},
		{"我是來聽的，不代表公司。", "唐海", ""},
		{"我是臺灣人，在海城工作。", "唐海", ""},
		{"我們是在推動一個社會。", "唐海", ""},
		{"Hello. I'm the director of the Lake Institute, and this is Bo.", "Ann Lee", "director of the Lake Institute"},
		{"I'm a researcher at Harbour University.", "Ann Lee", "researcher at Harbour University"},
		{"I'm happy to be here with the director.", "Ann Lee", ""},
		{"I'm a big fan of the director.", "Ann Lee", ""},
	} {
		if got := selfIntroduction(test.text, test.name); got != test.want {
			t.Errorf("%s: got %q, want %q", test.text, got, test.want)
		}
	}
}
