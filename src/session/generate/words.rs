//! The words that generated interviews are made of: fieldwork in elderly care, invented from end to end.

/// Who acts.
pub const WHO: &[&str] = &[
    "我们机构",
    "社工",
    "街道",
    "居委会",
    "护理员",
    "老人",
    "子女",
    "民政局",
    "督导",
    "负责人",
    "志愿者",
    "站长",
    "隔壁那家机构",
    "评估的专家",
    "新来的同事",
    "老伴",
    "邻居",
    "大家",
    "上面",
    "合作的医院",
    "我",
    "他们",
    "楼组长",
    "社区医生",
    "做饭的阿姨",
    "财务",
    "项目官员",
    "理事会",
];

/// When or how.
pub const HOW: &[&str] = &[
    "一开始",
    "后来",
    "其实",
    "每个月",
    "去年",
    "到了年底",
    "慢慢地",
    "基本上",
    "说实话",
    "现在",
    "有时候",
    "反正",
    "按理说",
    "私下里",
    "开会的时候",
    "检查之前",
    "疫情那会儿",
    "头两年",
    "说白了",
    "平常",
    "总的来说",
    "换届以后",
];

/// Does what.
pub const DOES: &[&str] = &[
    "负责",
    "应付",
    "商量",
    "打听",
    "安排",
    "整理",
    "依靠",
    "配合",
    "担心",
    "接手",
    "推掉",
    "补上",
    "看重",
    "照顾",
    "协调",
    "瞒着",
    "记录",
    "抱怨",
    "学着做",
    "讲究",
    "不敢得罪",
    "反复修改",
    "硬着头皮做",
    "跟着做",
];

/// To what.
pub const WHAT: &[&str] = &[
    "助餐服务",
    "上门探访",
    "评估表格",
    "购买服务的合同",
    "项目指标",
    "台账",
    "日间照料",
    "康复训练",
    "服务记录",
    "专项资金",
    "年度考核",
    "生日会",
    "健康讲座",
    "助浴",
    "轮椅和护理床",
    "活动照片",
    "排班",
    "家属的意见",
    "紧急呼叫器",
    "长护险的申请",
    "邻里互助小组",
    "上级的通知",
    "人员工资",
    "养老院的床位",
    "药品",
    "过节的慰问品",
    "督查",
    "第三方的评估",
    "合作协议",
    "这些材料",
];

/// What people say of it.
pub const THUS: &[&str] = &[
    "心里没有底",
    "谁也说不清楚",
    "总算有个交代",
    "也没有别的办法",
    "还是挺满意的",
    "压力特别大",
    "越做越像了",
    "大家心照不宣",
    "钱又不够用",
    "人手一直紧张",
    "时间都花在写材料上",
    "真正陪老人的时间反而少了",
    "就这么过来了",
    "比以前规范多了",
    "话不能说得太满",
    "关系处好了就顺",
    "老人其实不愿意去",
    "孩子们又在外地",
    "说了也没有用",
    "信任是一点一点来的",
    "我觉得值得",
    "晚上睡不着觉",
    "腿脚一年不如一年",
    "有个伴就好",
];

/// What stands in Latin letters or full width in such talk.
pub const MIXED: &[&str] = &[
    "Excel 表",
    "APP",
    "KPI",
    "PPT",
    "微信群里的 @所有人",
    "WiFi",
    "ICU",
    "QQ 邮箱",
    "ＮＧＯ",
    "ＡＢ两个角色",
    "２０１９年",
    "2021 年 3 月",
    "OK",
    "case meeting",
    "Word 模板",
    "12349 热线",
    "3.5 万元",
    "50%",
];

/// What an interviewer asks.
pub const ASKS: &[&str] = &[
    "您能不能再说说当时的情况",
    "那后来是怎么处理的",
    "您觉得最难的是什么",
    "机构里一般谁来决定",
    "这个变化您怎么看",
    "老人们自己怎么说",
    "可以举一个例子吗",
    "跟街道的关系怎么样",
    "考核的指标是怎么定的",
    "您平常一天是怎么过的",
    "家里人支持吗",
    "如果重新来一次呢",
    "钱主要从哪里来",
    "有没有想过不做了",
];

/// What a transcriber notes.
pub const NOTES: &[&str] = &[
    "（停顿）",
    "（笑）",
    "（叹气）",
    "（电话打断，约两分钟）",
    "（声音变小）",
    "（看了看门口）",
    "（翻出一本登记册）",
];

/// Who speaks, with a number.
pub const SPEAKERS: &[&str] = &["老人", "社工", "负责人", "护理员", "家属", "站长"];

/// First halves of codes' names.
pub const FIELDS: &[&str] = &[
    "服务", "组织", "资金", "考核", "家庭", "照护", "社区", "政策", "人员", "关系", "身份", "信任", "专业", "时间",
    "身体", "空间", "技术", "评估", "合同", "居家", "机构", "邻里", "情感", "记忆",
];

/// Second halves of codes' names.
pub const ASPECTS: &[&str] = &[
    "依附",
    "内卷化",
    "趋同",
    "合谋",
    "压力",
    "策略",
    "边界",
    "流动",
    "支持",
    "冲突",
    "变通",
    "期待",
    "落差",
    "协商",
    "负担",
    "认同",
    "缺位",
    "竞争",
    "习惯",
    "话语",
    "仪式",
    "排斥",
    "自主",
    "延续",
];

/// What coders note on a passage.
pub const MEMOS: &[&str] = &[
    "与上一次访谈说法不同",
    "可以作为典型例子",
    "语气犹豫，需要核对录音",
    "注意“心照不宣”的用法",
    "待与另一位编码者讨论",
    "和资金那一段连起来看",
    "in vivo 候选",
];

/// Groups of documents.
pub const GROUPS: &[&str] = &["城区机构", "乡镇机构", "第一轮", "第二轮"];

/// First halves of places' names.
const NEAR: &str = "东西南北青白金银柳竹桃杏松桂莲荷石沙泉溪塘河湖江山岭坡岩云月星霞晨秋春霜";
/// Second halves.
const FAR: &str = "龙凤鹤鹭燕雀鱼羊马牛麦稻豆棉茶梅兰菊榆槐桑枫杉柏安宁和平康乐福寿丰盛永长";
/// What kind of places they are.
const KINDS: &str = "村桥巷里坊湾店庄屯堡镇街弄园苑亭阁台门口关津渡浦港洲岛滩坝堰闸井窑场站市集铺寨";

/// The name of a place by its rank; some 50,000 are different.
pub fn place(rank: usize) -> String {
    // An odd factor shuffles the ranks, so that names that look alike are not equally frequent.
    let mixed = rank * 48_271 % 65_536;
    let pick = |list: &str, at: usize| list.chars().nth(at % list.chars().count());
    [pick(NEAR, mixed), pick(FAR, mixed / 36), pick(KINDS, mixed / (36 * 36))].into_iter().flatten().collect()
}
