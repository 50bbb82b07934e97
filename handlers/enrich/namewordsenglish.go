package enrich

import "strings"

// This file is the words that English names are recognised by.

var (
	abbreviations = wordSet("mr mrs ms dr prof st jr sr inc co ltd corp gen sen rep gov hon rev lt col capt sgt no")

	latinTitles = wordSet(`Mr Mrs Ms Miss Mx Dr Prof Professor Sir Dame Lord Lady Madam President Minister Premier Chancellor Secretary Undersecretary Ambassador
		Governor Mayor Councillor Councilor Councilmember Councilman Councilwoman Alderman Senator Congressman Congresswoman Representative Commissioner Chairman Chairwoman Chairperson Director General
		Admiral Captain Colonel Lieutenant Sergeant Commander Judge Justice Sheriff Chief Inspector Superintendent Reverend Bishop Archbishop Pope Spokesperson Spokesman Spokeswoman`)
	// latinShortTitles are words of their own without their dot.
	latinShortTitles = wordSet("Mr Mrs Ms Dr Prof Gen Sen Rep Gov Rev Hon Lt Col Capt Sgt Amb")
	// nobiliary are small parts of names.
	nobiliary = wordSet("de da di du van von der den la le el al bin ibn dos del ter ten")
	// latinNoName stand behind titles and name nobody.
	latinNoName = wordSet(`Without With From Executive Officer Counsel Whip Scientist Engineer Economist Analyst Portfolio Democrats Republicans Conservatives Greens Liberals Americans Chinese Taiwanese Europeans Russians Congress I Mr Mrs Ms Dr The A An And Of For In On At To We You He She They It This That What Who How Why When Where Is Are Was Were Do Does Did Can Could Will Would Thank Thanks Yes No Good Please Next So But Or If As By Office Department Ministry
		Dynasty Rights Day Law Christmas Committee Council Board Administration Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April June July August September October November December Chinese American British French German Japanese`)

	// latinSays are what people do.
	latinSays = wordSet(`said says told tells added adds asked asks noted notes explained explains argued argues replied replies answered warned stated announced testified wrote writes thinks believes recalled recalls joined joins agreed disagreed spoke speaks`)

	// latinFirstNames are frequent ones in English and in the languages around it that are no other word.
	latinFirstNames = wordSet(`James John Robert Michael David Richard Joseph Thomas Charles Christopher Daniel Matthew Anthony Donald Steven Andrew Paul Joshua Kenneth Kevin Brian George Timothy Ronald Jason Edward Jeffrey Ryan Jacob Gary Nicholas Eric Jonathan Stephen Larry Justin Scott Brandon
		Benjamin Samuel Gregory Alexander Patrick Frank Raymond Jack Dennis Jerry Aaron Jose Adam Nathan Henry Zachary Douglas Peter Kyle Noah Ethan Jeremy Walter Keith Roger Terry Sean Austin Gerald Carl Harold Dylan Arthur Lawrence Jesse Bryan Billy Bruce Gabriel Joe Logan Alan Juan Albert Willie Elijah Wayne Randy
		Vincent Mason Roy Ralph Bobby Russell Bradley Philip Phillip Eugene William Simon Martin Oliver Hugh Ian Neil Graham Stuart Nigel Trevor Gareth Callum Liam Owen Declan Angus Duncan Malcolm Derek Colin Leonard Howard Oscar Felix Theo Theodore Julian Adrian Marcus Dominic Sebastian Max Leo Luca Marco Paolo Giovanni Antonio
		Carlos Luis Miguel Pedro Pablo Diego Javier Fernando Rafael Ricardo Eduardo Sergio Andres Manuel Jorge Alejandro Roberto Francisco Mario Hugo Klaus Hans Jurgen Jürgen Stefan Dieter Wolfgang Heinrich Karl Lars Erik Sven Anders Bjorn Nils Henrik Mikael Pierre Jean Jacques Francois Michel Olivier Laurent Philippe Thierry Emmanuel
		Ivan Dmitri Dmitry Sergei Vladimir Boris Igor Mikhail Nikolai Oleg Andrei Yuri Alexei Volodymyr Mohammed Mohammad Muhammad Ahmed Ahmad Ali Hassan Hussein Omar Yusuf Ibrahim Mustafa Khalid Abdul Abdullah Tariq Karim Samir Rashid Raj Rajesh Sanjay Vijay Arun Anil Sunil Amit Rahul Ravi Suresh Ramesh Vikram Arjun Deepak Naveen Priya Anita
		Sunita Lakshmi Anjali Pooja Neha Kwame Kofi Kwesi Kojo Yaw Ama Akosua Abena Chidi Emeka Ngozi Chinwe Ifeoma Oluwaseun Tunde Femi Babatunde Adebayo Thabo Sipho Nelson Hiroshi Kenji Takashi Akira Yuki Haruki Satoshi Kazuo Taro Yoko Keiko Naoko Min-jun Ji-hoon Nguyen
		Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Betty Sandra Margaret Ashley Kimberly Emily Donna Michelle Carol Amanda Melissa Deborah Stephanie Rebecca Laura Sharon Cynthia Kathleen Amy Angela Shirley Anna Brenda Pamela Emma Nicole Helen Samantha Katherine Christine Debra Rachel Carolyn Janet
		Catherine Maria Heather Diane Ruth Julie Olivia Joyce Virginia Victoria Kelly Lauren Christina Joan Evelyn Judith Megan Andrea Cheryl Hannah Jacqueline Martha Gloria Teresa Ann Anne Sara Madison Frances Kathryn Janice Jean Alice Julia Judy Sophia Denise Amber Doris Marilyn Danielle Beverly Isabella Theresa Diana Natalie Brittany
		Charlotte Marie Kayla Alexis Lori Ellen Fiona Claire Clare Eleanor Harriet Lucy Imogen Siobhan Niamh Aisha Fatima Zainab Amina Leila Layla Yasmin Nadia Sofia Elena Lucia Rosa Carmen Ana Isabel Gabriela Valentina Camila Mariana Daniela António José João Luís Jesús André René Zoë Chloé François Jürgen Søren Ines Inés Pilar Dolores Ingrid Astrid Freya Greta Heidi Ursula Petra Monika Katarina Svetlana Olga Natalia Tatiana Irina
		Oksana Anastasia Priyanka Meera Kavita Shreya Tanya Audrey Vivian Grace Jaclyn Michele Caroline Zach Zack Ben Dan Tom Tim Jim Bob Mike Dave Steve Chris Matt Nick Alex Greg Jeff Josh Sam Tony Andy Ken Ron Don Doug Rick Kate Katie Liz Beth Sue Jen Jenny Meg Maggie Molly Ellie Sophie Chloe Zoe`)

	// pinyinSurnames are those that are no English word.
	pinyinSurnames = wordSet(`Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Zhu Hu Guo Lin Luo Zheng Liang Xie Tang Deng Feng Dong Xiao Cheng Cao Yuan Fu Shen Zeng Peng Lü Su Lu Jiang Cai Jia Ding Wei Xue Ye Yan Pan Du Dai Xia Zhong Tian Ren Fan Fang Shi Yao Liao Zou Xiong Jin Hao Qiu Bai Qin Jiang Hou Shao Meng Wan Duan Qian Yin Kong Wen Qiao Sui Qu Tsai Chang Chiang Hsu Hsieh Lai Kuo Chiu Yeh`)

	bodySmall = wordSet("of for the &")
	headSmall = wordSet("of and for the &")
	lawSmall  = wordSet("of and for the on in to")

	// latinCalendar has its capitals for itself.
	latinCalendar = wordSet("Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April June July August September October November December")
	// latinOfficeHeads are those of latinBodyHeads whose names hold "and": Ministry of Health and Welfare.
	latinOfficeHeads = wordSet("Ministry Department Bureau Office Committee Commission Council Directorate Institute")
	// latinRoles stand before a name without being a title of address.
	latinRoles = wordSet("Portfolio Executive Officer Chief Engineer Scientist Economist Analyst Reporter Host Coach Manager Spokesman Attorney Counsel Correspondent Editor Author Author Producer Writer Founder Treasurer Chairwoman Whip Leader Speaker Guest Moderator Nurse Ranger Detective Officer Colleague")
	// latinBodyHeads stand before "of" in names of bodies.
	latinBodyHeads = wordSet(`Ministry Department University Bureau Office Institute Bank Board Council Commission Committee College School Academy Chamber Court House Association Federation Society Union League Agency Authority Center Centre Church Museum
		Directorate Administration Embassy Consulate Assembly Faculty Hospital Organization Organisation`)
	// latinBodyEnds end names of bodies.
	latinBodyEnds = wordSet(`Ministry Department University Bureau Institute Bank Board Council Commission Committee College School Academy Court Association Federation Society Union League Agency Authority Center Centre Museum Administration Embassy
		Hospital Clinic Organization Organisation Foundation Trust Fund Holdings Airlines Airways Railways Railway Motors Electronics Pharmaceuticals Technologies Laboratories Laboratory Labs Industries News Times Post Herald Tribune Globe Gazette Chronicle
		Journal Observer Courier Television Radio Broadcasting Police Parliament Congress Senate Party Alliance Coalition Observatory Library Orchestra Consulate Secretariat Tribunal Corporation Company Cooperative Service Office`)
	// latinFirms are the forms of firms, without their dot.
	latinFirms = wordSet("Inc Ltd LLC Corp Co PLC plc GmbH AG SA Limited Incorporated Corporation")
	// latinPlain may stand before a word for a body without making a name of it.
	latinPlain = wordSet(`the our your their his her my this that a an new old good next last first second third local national regional public private press media free united other many some these those every each any all police city county state
		big great whole same main central senior junior no and of for social white black breaking high middle elementary secondary primary medical community business working expert special subcommittee full general annual`)

	latinLaws     = wordSet("Act Bill Ordinance Treaty Convention Protocol Regulation Directive Agreement Accord Constitution Declaration Charter Statute")
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
