package enrich

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"shilu/schema/hanzi"
)

// isChineseName says whether s has the form of a Chinese personal name: a surname and a given name of one or two characters.
// The form alone proves little (高效 has it), so it counts only where a name is expected: beside a post, at the end of a label.
func isChineseName(s string) bool {
	return slices.Contains(nameLengths(s), len(s))
}

// nameLengths returns the lengths in bytes of the prefixes of s that have the form of a Chinese personal name, the longest first.
func nameLengths(s string) []int {
	family := surnameLength(s)
	if family == 0 {
		return nil
	}
	var lengths []int
	at := family
	for range 2 {
		r, size := utf8.DecodeRuneInString(s[at:])
		if !unicode.Is(unicode.Han, r) {
			break
		}
		at += size
		lengths = append([]int{at}, lengths...)
	}
	return lengths
}

// surnameLength is the length in bytes of the surname that s begins with, 0 if it begins with none.
func surnameLength(s string) int {
	_, first := utf8.DecodeRuneInString(s)
	if len(s) == first {
		if surnames[s] {
			return first
		}
		return 0
	}
	_, second := utf8.DecodeRuneInString(s[first:])
	if surnames[s[:first+second]] {
		return first + second
	}
	if surnames[s[:first]] {
		return first
	}
	return 0
}

// familyName is the surname of a Chinese name, and the last word of one in Latin letters.
func familyName(name string) string {
	if length := surnameLength(name); length > 0 {
		return name[:length]
	}
	if words := strings.Fields(name); len(words) > 0 {
		return words[len(words)-1]
	}
	return name
}

// nameKey is what two spellings of one name have in common: script, width, case and inner space don't count.
func nameKey(name string) string {
	folded := strings.Fields(strings.ToLower(hanzi.FoldString(name)))
	if isHan(name) {
		return strings.Join(folded, "")
	}
	return strings.Join(folded, " ")
}

// isHan says whether s holds Chinese characters and white space only.
func isHan(s string) bool {
	for _, r := range s {
		if !unicode.Is(unicode.Han, r) && !unicode.IsSpace(r) {
			return false
		}
	}
	return s != ""
}

// surnames holds the Hundred Family Surnames (百家姓, Song dynasty) and others that are frequent today, in both scripts. Left out
// are those that are more often another word: 国 东 通 都 水 经 计 家 全 能 从 别 空 相 后 公 党 那 明.
var surnames = wordSet(`
赵 钱 孙 李 周 吴 郑 王 冯 陈 褚 卫 蒋 沈 韩 杨 朱 秦 尤 许 何 吕 施 张 孔 曹 严 华 金 魏 陶 姜 戚 谢 邹 喻 柏 窦 章 苏 潘 葛 奚 范
彭 郎 鲁 韦 马 苗 凤 方 俞 任 袁 柳 鲍 史 唐 费 廉 岑 薛 雷 贺 倪 汤 滕 殷 罗 毕 郝 邬 安 常 乐 于 时 傅 皮 卞 齐 康 伍 余 元 卜 顾
孟 黄 穆 萧 尹 姚 邵 湛 汪 祁 毛 禹 狄 米 贝 臧 伏 戴 谈 宋 茅 庞 熊 纪 舒 屈 项 祝 董 梁 杜 阮 蓝 闵 席 季 麻 贾 路 娄 江 童 颜 郭
梅 盛 林 刁 钟 徐 邱 骆 高 夏 蔡 田 樊 胡 凌 霍 虞 万 支 柯 昝 管 卢 莫 房 裘 缪 干 解 应 宗 丁 宣 邓 郁 单 杭 洪 包 诸 左 石 崔 吉
钮 龚 程 嵇 邢 裴 陆 荣 翁 荀 於 惠 甄 曲 封 芮 储 靳 汲 井 段 富 巫 乌 焦 巴 牧 车 侯 宓 全 班 仰 秋 仲 伊 宫 宁 仇 栾 甘 厉 戎 祖 武
符 刘 景 詹 龙 叶 幸 司 韶 黎 薄 宿 白 怀 蒲 邰 鄂 索 籍 赖 卓 蔺 屠 蒙 池 乔 胥 苍 闻 莘 翟 谭 贡 劳 姬 申 扶 冉 郦 雍 桑 桂 牛 寿 边
扈 燕 冀 浦 尚 农 温 庄 晏 柴 瞿 阎 连 茹 习 宦 艾 鱼 向 古 易 戈 廖 庾 暨 衡 耿 匡 文 寇 欧 沃 蔚 隆 巩 聂 晁 敖 冷 訾 辛 阚 简 饶 曾 沙
鞠 丰 巢 关 查 荆 游 竺 权 盖 桓 肖 闫 付 代 覃 隋 岳 苑 邸 仝 丘 佟 冼 佘 亓 邝 占 涂 麦 褟 展 郄 闕 牟 佀 甯 邹 逯 闾 荊 栗 缐 迟 战 满
商 丛 苟 綦 矫 鄢 辜 茆 官 区 揭 练 原 戢 粟 尧 卿 晋 兰 邬 濮 烟 琚 谯 逄
趙 錢 孫 吳 鄭 馮 陳 衛 蔣 韓 楊 許 呂 張 嚴 華 謝 鄒 竇 蘇 魯 韋 馬 鳳 費 賀 湯 羅 畢 鄔 樂 時 齊 顧 黃 蕭 貝 談 龐 紀 項 藍 閔 賈 婁
顏 鍾 鐘 駱 萬 盧 莫 繆 應 鄧 單 諸 龔 陸 榮 儲 烏 車 寧 欒 厲 劉 龍 葉 懷 賴 藺 喬 蒼 聞 譚 貢 勞 酈 壽 邊 農 溫 莊 閻 連 習 魚 歐 鞏
聶 闞 簡 饒 豐 關 荊 權 蓋 闞 鄺 麥 遲 蘭 練 區 晉 堯 譙 凃 粘 阙 谷 郜 亢 仵 楚 况 谌 諶 芦 朴 楼 樓 鹿 帅 帥 隗 郅
欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 夏侯 东方 東方 皇甫 尉迟 尉遲 公孙 公孫 令狐 慕容 宇文 长孙 長孫 司徒 司空 端木 独孤 獨孤 南宫 南宮 申屠 赫连 赫連 鲜于 鮮于
拓跋 呼延 轩辕 軒轅 闻人 聞人 澹台 淳于 钟离 鍾離 百里 东郭 東郭 西门 西門 范姜 張簡 洪簡 張廖
`)

// wordSet makes a set of the words in a table.
func wordSet(table string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(table) {
		set[word] = true
	}
	return set
}
