package enrich

import (
	"strings"
	"unicode/utf8"
)

// isOutlet says whether s is the name of a newspaper, broadcaster, agency or magazine: a known one, or one by its form.
func isOutlet(s string) bool {
	s = strings.TrimSpace(s)
	if outlets[nameKey(s)] {
		return true
	}
	for _, word := range notOutlets {
		if strings.HasSuffix(s, word) {
			return false
		}
	}
	if words := strings.Fields(strings.TrimPrefix(s, "The ")); len(words) > 1 &&
		(outletWords[strings.ToLower(words[len(words)-1])] || words[0] == "Daily" || words[0] == "Radio") {
		return true
	}
	for _, ending := range outletEndings {
		if strings.HasSuffix(s, ending) && utf8.RuneCountInString(s) > utf8.RuneCountInString(ending) {
			// 趙榮台 and 周刊 are people before they are anything else; a name is never longer than four characters.
			return utf8.RuneCountInString(ending) > 1 || !isChineseName(s)
		}
	}
	return false
}

// outletEndings are what names of outlets end in.
var outletEndings = strings.Fields(`
社 报 報 台 臺 网 網 电视 電視 新闻 新聞 时报 時報 日报 日報 晚报 晚報 周刊 週刊 月刊 杂志 雜誌 广播 廣播 电台 電台 電臺 电视台 電視台 電視臺 传媒 傳媒 媒体 财经 財經 卫视 衛視
之声 之聲 频道 頻道 新闻网 新聞網 客户端 融媒 通讯社 通訊社 新媒体 快讯
`)

// notOutlets end in one of outletEndings and are something else.
var notOutlets = strings.Fields(`
合作社 旅行社 公社 出版社 会社 會社 平台 平臺 舞台 後台 后台 讲台 会报 會報 汇报 彙報 海报 海報 互联网 物联网 物聯網 电网 電網 管网 路网 社群媒體 自媒体
`)

// outletWords end English names of outlets.
var outletWords = wordSet(`
news times post journal magazine review herald tribune daily weekly press radio tv television broadcasting agency media gazette telegraph guardian
chronicle observer standard mail today wire newspaper network
`)

// outlets are known names that their form doesn't give away, by nameKey.
var outlets = func() map[string]bool {
	all := map[string]bool{}
	for _, name := range strings.Split(`路透|彭博|法新|美联|美聯|共同|韩联|韓聯|塔斯|半岛|半島|央视|央視|央广|央廣|总台|总台央视|中新|新华|澎湃|界面|凤凰|鳳凰|腾讯|新浪|网易|搜狐|财新|第一财经|
台视|台視|臺視|华视|華視|中视|中視|民视|民視|公视|公視|年代|壹电视|壹電視|三立|东森|東森|中天|非凡|新唐人|大纪元|大紀元|苹果|蘋果|联合|聯合|風傳媒|鏡傳媒|端傳媒|今周刊|36氪|虎嗅|钛媒体|鈦媒體|极客公园|雷峰网|智东西|量子位|机器之心|晚点|观察者|环球|参考消息|红星|上游|九派|封面|极目|大象|天下|親子天下|遠見|商周|數位時代|有线|無綫|无线|
reuters|ap|afp|upi|bloomberg|bbc|cnn|cnbc|npr|pbs|abc|cbs|nbc|msnbc|fox|c-span|wsj|ft|the economist|nikkei|日经|日經|kyodo|nhk|yonhap|al jazeera|cgtn|cctv|rt|tass|sputnik|xinhua|caixin|scmp|
associated press|the associated press|politico|axios|techcrunch|the verge|wired|vox|time|newsweek|le monde|der spiegel|el país|tvbs|ettoday|ithome|inside|technews|cheers|yahoo|icrt|rthk|tvb|now tv|viu|hk01|rti|ttv|ctv`, "|") {
		all[nameKey(strings.TrimSpace(name))] = true
	}
	return all
}()
