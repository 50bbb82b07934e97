package enrich

import (
	"strings"
	"sync"

	"shilu/handlers/enrich/internal/lexicon"
)

// A measureClass is what a word can do between a figure and the words that name what it measures.
type measureClass uint16

const (
	measureJoint    measureClass = 1 << iota // leads to the value: 收入达到, 率为
	measureAdverb                            // may stand before it: 已, 仅
	measureChange                            // says how the value changed: 增长, 下降
	measureModifier                          // belongs to the name before its noun, whatever its part of speech: 人均, 最低
	measureKeep                              // keeps it where it is: 控制在
	measureBeside                            // says how the change is counted: 同比, 年均
	measureAgainst                           // begins what the value is held against: 比, 较
	measureAbove                             // holds the value against another: 高于
	measureHead                              // names a quantity, whatever its part of speech: 收入, 占比
	measureTime                              // names a length of time, an age or a temperature, which other words beside one don't
	measureDeed                              // a verb that names what its number counts: 审结, 死亡
	measureLight                             // a verb that adds nothing to its noun: 完成 of 完成投资
	measureScope                             // says where, not what: 全市
	measureDull                              // a noun behind a measure that is none: 范围
	measureWork                              // a noun that money is spent on
	measureNever                             // a noun behind a number that ends the clause of another verb: 时候
)

// measureWords are the words of each class. Each list was begun from the grammar of what spokespeople say, and widened by what transcripts were seen
// to hold.
var measureWords = []struct {
	class measureClass
	words string
}{
	{measureJoint, `达到 达 为 是 有 共 共有 共计 总共 一共 合计 总计 计 约 大约 约为 突破 超过 超 近 逾 从 由 只有 仅有 仅为 达成 高达
		多达 已达 将达 可达 估计 预计 大概 不足 不到 至少`},
	{measureAdverb, `差不多 主要 一般 通常 基本 已 已经 也 就 将 将近 仅 只 都 还 还是 又 才 便 累计 最高 最多 最少 的 了`},
	{measureChange, `增长 下降 上升 增加 减少 提高 降低 上涨 下跌 上调 下调 回落 攀升 缩减 提升 下滑 增 降 升 跌 涨 减 增多 扩大 缩小 缩短
		压缩 收窄 压减 增值 贬值 升值 多 少 调整 调降 调升`},
	{measureModifier, `人均 户均 亩均 年均 日均 月均 单位 平均 最高 最低 一般 实际 基本 综合 规模 以上 可 总 新 净 毛 本 每千人 口 优良 年度
		可比 名义 人口 过程 最大 最小 自然 初步 合计`},
	{measureKeep, `控制 保持 稳定 维持 维护 集中 定 设定 锁定`},
	{measureBeside, `同比 环比 分别 年均 日均 月均 平均 累计 同期 按年 按月 按季 总体 预计 估计 实际 均 逐年 双双 大幅 小幅 进一步`},
	{measureAgainst, `比 较 较之 相较 按`},
	{measureAbove, `高于 低于 高出 低 快于 慢于 优于 多于 少于`},
	{measureHead, `上限 下限 收益 能耗 所得 债券 外资 养老金 低保 财力 产出 收入 支出 投入 投资 出口 进口 消费 损失 占比 贷款 存款 罚款 捐款
		赔偿 补偿 补助 补贴 奖励 资助 负债 债务 开支 降水 失业率 人口 面积 总面积 里程 体积 容积 长度 宽度 高度 深度 厚度 全长
		总长 身高 体重 海拔 半径 直径 浓度 湿度 速度 时速 能力 比例 比重 份额 增速 增幅 降幅 涨幅 跌幅 幅度 规模 利润 成本 预算
		工资 薪资 月薪 年薪 时薪 薪水 待遇 物价 房价 价格 单价 报价 油价 票价 股价 票房 租金 造价 标准 学费 水位 库容 蓄水 流量
		雨量 降雨 风力 强度 产能 装机 需求 缺口 余额 逾期 营收 市值 顺差 逆差 赤字 结余 密度 级别 指数 系数 净值 定额 限额 名额
		门槛 水平 编制 股权 经费 资金 财政 税收 总量 总数 总额 总值 总和 均价 平均数 中位数 出席 人气 订单 得票 支持度 满意度
		知名度 覆盖面 覆盖 国债 热量 用水 用电 耗电 耗能 排放 碳排放`},
	{measureTime, `时间 时限 工期 期限 周期 寿命 年限 徒刑 有期徒刑 拘役 时长 年龄 学制 潜伏期 保质期 有效期 任期 刑期 工龄 教龄 党龄 房龄
		温度 气温 水温 体温 室温 工时 课时 假期 产假 年假 隔离期 等待时间 保修期 试用期 试点期 过渡期 预期寿命 车程 航程 历时 耗时
		用时 高温 低温`},
	{measureDeed, `增收 创收 投入 投资 捐款 捐赠 捐献 罚款 贷款 审结 结案 受理 立案 整改 停业 治愈 出院 死亡 受伤 失踪 确诊 感染 获救 转移
		疏散 抓获 刑拘 拘留 逮捕 起诉 就业 入学 毕业 培训 参训 参赛 参会 报名 接待 发送 出动 救助 救援 办理 办结 受益 搬迁 脱贫
		安置 录取 招收 招录 下岗 失业 接种 住院 遇难 落户 签约 入驻 开工 竣工 投产 查处 查获 曝光 约谈 拍卖 销售 发放 下达 拨付
		筹集 募集 融资 追缴 挽回 减免 让利 退税 减税 返还 亏损 盈利 负债 欠债 植树 造林 改造 新建 拆除 种植 养殖 收割 播种`},
	{measureLight, `安排 投向 规定 建有 设有 现有 拥有 备有 配有 存有 尚有 还有 只有 全部 总共 完成 实现 达到 取得 获得 形成 进行 有 是 为
		使 让 给 把 将 包括 其中 需要 要 可以 能够 可能 应该 希望 认为 觉得 知道 看到 说 讲 做 没有 不是 就是 共有 到 来 去
		在 用 以 占 作为 成为 属于 分别 达 超过 突破 提供 带来 造成 出现 发生 存在 开始 继续 得到 受到 通过 根据 按照 来自 吸引
		包含 涉及 涵盖 针对`},
	{measureScope, `比方 比如 例如 譬如 全世界 全部 整个 全市 全省 全县 全区 全镇 全乡 全村 全国 全球 全港 全台 全校 全院 全州 全境 全域 全年
		全县区 我市 我省 我县 我区 我国 我们 我校 本市 本省 本县 本区 本地 本校 各地 各市 各省 各区 各县 当地 世界 国内 国外 境内
		境外 省内 市内 海外 目前 各级 国家 上半年 下半年 政府 中央 企业方 部分 大家 自己 情况 方面 时候 结果 目标 要求 人家 人
		第一 第二 其他 其它 原因 事情 东西 关系 意思 地方 部门 单位 公司 大概 过程 期间 时代 阶段 前提`},
	{measureDull, `范围 范围内 距离 时间 地方 部分 专门 感觉 选项 时候 左右 情况 规模 水平 标准 高度 目标 以上 以下 以内 方面 位置 现金 本金
		价格 程度 数字 数据 比例 区间 幅度 速度 深度 长度 宽度 大小 不等 关口 大关 门槛 资格 样子 时段 年代 级别 级`},
	{measureWork, `项目 工程 计划 设备 合同 订单 案件 采购 标案 计画`},
	{measureNever, `台币 新台币 人民币 港币 美金 日币 事情 舒服 主张 现行 不足 所谓 基本上 产生 规划 核准 区分 经验 时代 专门 时候 期间 同时
		时期 之间 以来 以后`},
}

// measureEndings end the name of a quantity: 接种率, 进出口额, 门票费. One of them alone is a word of its own where the dictionary cut it off.
const measureEndings = "率额值量数款费金税价资入比度差债润绩龄速幅距程积算"

// measureClasses has the classes by WordID. Words that the dictionary hasn't got are left out: what they are cut into may have one.
var measureClasses = sync.OnceValue(newMeasureClasses)

func newMeasureClasses() []measureClass {
	words := loadNameTables().words
	classes := make([]measureClass, words.Len())
	for _, list := range measureWords {
		for _, word := range strings.Fields(list.words) {
			if id := words.Find(foldedRunes(word)); id != 0 {
				classes[id] |= list.class
			}
		}
	}
	return classes
}

func classOfMeasure(token lexicon.Token) measureClass { return measureClasses()[token.Word] }
