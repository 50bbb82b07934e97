package enrich

import "strings"

// This file is the words that English names are recognised by.

var (
	abbreviations = wordSet("mr mrs ms dr prof st jr sr inc co ltd corp gen sen rep gov hon rev lt col capt sgt no llc plc")

	latinTitles = wordSet(`Mr Mrs Ms Miss Mx Dr Prof Professor Sir Dame Lord Lady Madam President Vice Deputy Assistant Acting Former Minister Prime Premier Chancellor Secretary Undersecretary Ambassador
		Governor Mayor Councillor Councilor Councilmember Councilman Councilwoman Alderman Senator Congressman Congresswoman Representative Commissioner Chairman Chairwoman Chairperson Chair Director General
		Admiral Captain Colonel Lieutenant Sergeant Major Commander Judge Justice Sheriff Chief Inspector Superintendent Reverend Bishop Archbishop Father Sister Pope King Queen Prince Princess Spokesperson Spokesman Spokeswoman
		Foreign Finance Defense Defence Health Education Interior Hon Gen Sen Rep Gov Rev Lt Col Capt Sgt Engineer Coach`)
	// nobiliary are small parts of names.
	nobiliary = wordSet("de da di du van von der den la le el al bin ibn dos del ter ten of")
	// latinNoName stand behind titles and name nobody.
	latinNoName = wordSet(`I Mr Mrs Ms Dr The A An And Of For In On At To We You He She They It This That What Who How Why When Where Is Are Was Were Do Does Did Can Could Will Would Thank Thanks Yes No Good Please Next So But Or If As By Office Department Ministry
		Committee Council Board Administration Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April June July August September October November December Chinese American British French German Japanese`)

	bodySmall = wordSet("of for the &")
	headSmall = wordSet("of and for the &")
	lawSmall  = wordSet("of and for the on in to")

	// latinBodyHeads stand before "of" in names of bodies.
	latinBodyHeads = wordSet(`Ministry Department University Bureau Office Institute Bank Board Council Commission Committee College School Academy Chamber Court House Association Federation Society Union League Agency Authority Center Centre Church Museum
		Directorate Administration Embassy Consulate Assembly Faculty Hospital Organization Organisation`)
	// latinBodyEnds end names of bodies.
	latinBodyEnds = wordSet(`Ministry Department University Bureau Institute Bank Board Council Commission Committee College School Academy Court Association Federation Society Union League Agency Authority Center Centre Museum Administration Embassy
		Hospital Clinic Organization Organisation Foundation Trust Fund Group Holdings Airlines Airways Railways Railway Motors Electronics Pharmaceuticals Technologies Laboratories Laboratory Labs Systems Industries Partners Media Press News Times Post Herald Tribune Gazette Chronicle
		Journal Observer Courier Television Radio Broadcasting Police Parliament Congress Senate Party Alliance Coalition Network Observatory Library Orchestra Consulate Secretariat Tribunal Division Corporation Company Cooperative Initiative Forum Services Service Secretary Office`)
	// latinFirms are the forms of firms, without their dot.
	latinFirms = wordSet("Inc Ltd LLC Corp Co PLC plc GmbH AG SA Limited Incorporated Corporation")
	// latinPlain may stand before a word for a body without making a name of it.
	latinPlain = wordSet(`the our your their his her my this that a an new old good next last first second third local national regional public private press media free united other many some these those every each any all police city county state
		big great whole same main central senior junior no and of for social white black breaking high middle elementary secondary primary medical community business working expert special subcommittee full general annual`)

	latinLaws     = wordSet("Act Bill Ordinance Treaty Convention Protocol Regulation Directive Agreement Accord Constitution Declaration Charter Code Statute")
	latinArticles = wordSet("The the A An a an This That Our Under")
	latinOrders   = lineSet("Executive Order|Public Law|Administrative Order|Presidential Decree|Resolution No.|Ordinance No.|Order No.|Directive No.|Regulation No.|Circular No.|Decree No.|Security Council|House Bill|Senate Bill|Assembly Bill|Supreme Decree|Royal Decree|Local Law|General Order")

	// latinOpeners begin sentences with a capital and belong to no name.
	latinOpeners = wordSet(`the a an and but or so if as in on at of for to from by with about after before since under over between during because while when where what who how why which this that these those there here it its i we you he she they our your their his her my
		is are was were do does did can could will would should may might must have has had yes no not now then also even only just well okay ok thank thanks good please next let both all some many most more one two three first second last today yesterday tomorrow
		earlier later meanwhile however although though until according officials reporters questions speaking asked according every each any another such both either neither like unlike despite through without within once again`)

	latinPlaceHeads   = wordSet("Province City County Prefecture State District Township Municipality")
	placePrepositions = wordSet("in at from to near of outside around across throughout into leave left visit visited visiting for toward towards via between")
	// latinCommon are places and firms that are also words or names of people: they count in a place's position only.
	latinCommon = wordSet(`Reading Mobile Nice Bath Orange Split Most Man Cork Deal Rugby Hull Sale Poole Boston Turkey Jordan Chad Georgia Guinea China Victoria Charlotte Madison Jackson Lincoln Austin Houston Columbus Florence Sofia Adelaide Sydney Hamilton Wellington Carson Irving Garland Dallas Santiago
		Salvador Leon Kent Chester Lancaster Warren Arlington Chandler Gilbert Glendale Henderson Norfolk Richmond Franklin Clinton Virginia Carolina Montana Dakota Paris Lima Delhi Male Bay Union Independence Aurora Surprise Phoenix Buffalo Providence Eugene Salem Concord Page Mesa
		Apple Meta Amazon Intel Oracle Stanford Princeton Congress Treasury Senate Parliament Uber Berkeley Maine Worth Temple Allen Tyler Tempe Elgin Marion Israel Holland Wales Kelly Angola Samara Medina Regina Asuncion Bari Como Bergen Essen Halle Hamm Hagen Trier Ulm Worms Victorville Davis`)

	// latinChina is what units of China are called in English.
	latinChina = func() map[string]string {
		names := map[string]string{}
		for pair := range strings.FieldsSeq(`Beijing=北京 Tianjin=天津 Hebei=河北 Shanxi=山西 Liaoning=辽宁 Jilin=吉林省 Heilongjiang=黑龙江 Shanghai=上海 Jiangsu=江苏 Zhejiang=浙江 Anhui=安徽 Fujian=福建 Jiangxi=江西 Shandong=山东 Henan=河南 Hubei=湖北 Hunan=湖南 Guangdong=广东
			Guangxi=广西 Hainan=海南省 Chongqing=重庆 Sichuan=四川 Guizhou=贵州 Yunnan=云南 Tibet=西藏 Shaanxi=陕西 Gansu=甘肃 Qinghai=青海 Ningxia=宁夏 Xinjiang=新疆 Macau=澳门 Macao=澳门 Taiwan=台湾 Weihai=威海 Qingdao=青岛 Jinan=济南 Yantai=烟台 Dalian=大连 Shenyang=沈阳 Harbin=哈尔滨 Changchun=长春
			Shijiazhuang=石家庄 Taiyuan=太原 Nanjing=南京 Suzhou=苏州市 Wuxi=无锡 Hangzhou=杭州 Ningbo=宁波 Wenzhou=温州 Hefei=合肥 Fuzhou=福州 Xiamen=厦门 Nanchang=南昌 Zhengzhou=郑州 Luoyang=洛阳 Wuhan=武汉 Changsha=长沙 Guangzhou=广州 Shenzhen=深圳 Zhuhai=珠海 Dongguan=东莞 Foshan=佛山 Nanning=南宁 Guilin=桂林
			Haikou=海口 Sanya=三亚 Chengdu=成都 Guiyang=贵阳 Kunming=昆明 Lhasa=拉萨 Xining=西宁 Lanzhou=兰州 Urumqi=乌鲁木齐 Kashgar=喀什 Hohhot=呼和浩特 Yinchuan=银川 Tangshan=唐山 Baoding=保定 Xuzhou=徐州 Nantong=南通 Yangzhou=扬州 Shaoxing=绍兴 Jiaxing=嘉兴 Quanzhou=泉州 Weifang=潍坊 Linyi=临沂 Zibo=淄博 Yichang=宜昌`) {
			english, han, _ := strings.Cut(pair, "=")
			names[english] = han
		}
		return names
	}()
)
