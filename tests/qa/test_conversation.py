"""Follow-ups and new topics over many offices' matters; none of them is from corpus/."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qa.bot import Bot
from qa.conversation import readings, stand_alone, understand
from qa.records import Turn
from qa.understand.question import MAX_LENGTH


def turns(*questions: str) -> list[Turn]:
    return [Turn(question) for question in questions]


TOLD = [  # before, asked, understood
    # 那…呢: another period
    ("白沙镇2021年种植脐橙多少亩", "那2022年呢", "白沙镇2022年种植脐橙多少亩"),
    ("2022年全市高考报名人数是多少？", "2023年呢？", "2023年全市高考报名人数是多少"),
    ("2023年第三季度货物吞吐量是多少", "二季度呢", "2023年二季度货物吞吐量是多少"),
    ("2023年上半年门诊量是多少", "下半年呢", "2023年下半年门诊量是多少"),
    ("去年食堂采购大米多少吨", "今年呢", "今年食堂采购大米多少吨"),
    ("2020年慈善总会收到捐款多少元", "2021年又是多少", "2021年慈善总会收到捐款多少元"),
    ("临海县的文化礼堂一共建了多少个", "其中2020年呢", "2020年临海县的文化礼堂一共建了多少个"),
    ("2023年末全市登记车辆多少万辆", "2022年呢", "2022年末全市登记车辆多少万辆"),
    ("白沙镇2021年种植脐橙多少亩", "前一年呢", "白沙镇2020年种植脐橙多少亩"),
    ("2023年客运业务收入是多少", "下一年呢", "2024年客运业务收入是多少"),
    # another number
    ("第一批招聘是哪天", "第二批呢", "第二批招聘是哪天"),
    ("第一批疫苗什么时候到货", "那第三批什么时候到货", "第三批疫苗什么时候到货"),
    ("北湖公园一期工程什么时候完工", "二期呢", "北湖公园二期工程什么时候完工"),
    ("三级预警要做什么", "一级的呢", "一级预警要做什么"),
    ("第六届茶艺大赛什么时候举行", "第五届呢", "第五届茶艺大赛什么时候举行"),
    ("一号楼电梯什么时候年检", "二号楼呢", "二号楼电梯什么时候年检"),
    ("第一批旧衣物捐到哪里", "另一批呢", "另一批旧衣物捐到哪里"),
    ("200M宽带每月多少钱", "1000M的呢", "1000M宽带每月多少钱"),
    # another thing of the same kind
    ("海滨高铁站的检票口有多少个", "那南岭汽车站呢", "南岭汽车站的检票口有多少个"),
    ("夏令营给河阳县几个名额", "临江县呢", "夏令营给临江县几个名额"),
    ("低保户的取暖补贴是多少", "特困户呢", "特困户的取暖补贴是多少"),
    ("海滨医院部门负责人的津贴是多少", "其他人员呢", "海滨医院其他人员的津贴是多少"),
    ("一年检修几次电梯", "锅炉呢", "一年检修几次锅炉"),
    ("山南会议的主持人是谁", "记录人呢", "山南会议的记录人是谁"),
    ("山南会议的主持人是谁", "地点呢", "山南会议的地点在哪里"),
    ("供暖改造的项目负责人是谁", "总投资呢", "供暖改造的总投资是多少"),
    ("应急演练的主任由谁担任", "副主任呢", "应急演练的副主任由谁担任"),
    ("公司领导坐船坐什么舱", "部门负责人呢", "部门负责人坐船坐什么舱"),
    ("正式职工每年体检几次", "接触粉尘的岗位呢", "接触粉尘的岗位每年体检几次"),
    ("临江总公司评出多少优秀班组", "良好的呢", "临江总公司评出多少良好班组"),
    ("清淤由哪个部门负责", "路灯维修呢", "路灯维修由哪个部门负责"),
    ("海滨医院的床位是多少", "南湖医院的占地面积呢", "南湖医院的占地面积是多少"),
    ("北湖公园一期什么时候完工", "投资呢", "北湖公园一期的投资是多少"),
    ("2023年第三季度客流量是多少", "前三季度累计呢", "2023年前三季度客流量是多少"),
    ("物业回收了多少台旧电视", "每台补贴多少", "物业旧电视每台补贴多少"),
    ("食堂午餐几点", "晚餐呢", "食堂晚餐几点"),
    ("本科起薪多少", "博士呢", "博士起薪多少"),
    ("维修工程师招几个人", "产品经理呢", "产品经理招几个人"),
    ("数字食堂项目预算多少", "最高限价呢", "数字食堂项目最高限价多少"),
    # a part, a share
    ("2022年来信有多少件", "办结率呢", "2022年来信的办结率是多少"),
    ("临江总公司有多少名职工", "其中女性有多少", "临江总公司有多少名女性职工"),
    ("2023年货运收入是多少", "占比呢", "2023年货运收入的占比是多少"),
    ("2023年货运收入是多少", "同比增长多少", "2023年货运收入同比增长多少"),
    ("2023年货运收入是多少", "比上年增加了多少", "2023年货运收入比上年增加了多少"),
    ("甲类设备多久检修一次", "乙类设备呢", "乙类设备多久检修一次"),
    ("白鹭中学高一年级有多少个班", "高二年级呢", "白鹭中学高二年级有多少个班"),
    ("市医院门诊楼有几层", "住院部呢", "市医院住院部有几层"),
    ("河阳县有几个乡镇", "那临江县呢", "临江县有几个乡镇"),
    ("北山煤矿今年产煤多少万吨", "南山铜矿呢", "南山铜矿今年产煤多少万吨"),
    ("儿童票多少钱一张", "老人票呢", "老人票多少钱一张"),
    ("图书馆可以借几本书", "期刊呢", "图书馆可以借多少期刊"),
    ("2023年客运业务收入是多少", "货运呢", "2023年货运业务收入是多少"),
    ("防汛物资仓库存了多少条沙袋", "救生衣呢", "防汛物资仓库存了多少救生衣"),
    ("南湖小学食堂每餐多少钱", "那教师呢", "南湖小学食堂教师每餐多少钱"),
    ("普通员工年假有几天", "部门经理呢", "部门经理年假有几天"),
    # pronouns
    ("城南污水处理厂的日处理能力是多少", "它覆盖了几个乡镇", "城南污水处理厂覆盖了几个乡镇"),
    ("城南污水处理厂的日处理能力是多少", "该厂什么时候投产", "城南污水处理厂什么时候投产"),
    ("少儿合唱团的指挥是谁", "她当过几年音乐老师", "少儿合唱团的指挥当过几年音乐老师"),
    ("振兴路改造工程由谁承建", "这个工程投资多少", "振兴路改造工程投资多少"),
    ("振兴路改造工程什么时候开工", "其工期有多长", "振兴路改造工程的工期有多长"),
    ("阳光志愿服务队有多少人", "他们去过养老院几次", "阳光志愿服务队去过养老院几次"),
    ("西溪湿地的面积是多少", "那里有多少种鸟", "西溪湿地有多少种鸟"),
    ("滨江新区产业园的招商负责人是谁", "那边有多少家企业", "滨江新区产业园有多少家企业"),
    ("2023年货运收入是多少", "它的同比增幅是多少", "2023年货运收入的同比增幅是多少"),
    # the thing asked of, and what was counted
    ("西关社区安装了多少个充电桩", "那路灯更换了多少个", "西关社区更换了多少个路灯"),
    (
        "临海县消防队出动了多少辆消防车",
        "2019年那次出动了几辆",
        "2019年临海县消防队出动了几辆消防车",
    ),
    (
        "东村合作社帮助了多少户贫困家庭",
        "西村的合作社帮助了多少户",
        "西村的合作社帮助了多少户贫困家庭",
    ),
    ("振兴路改造工程什么时候开工", "上述工程投资多少", "振兴路改造工程投资多少"),
    # nothing but the asking
    ("第三季度消防大检查什么时候开始", "谁负责", "第三季度消防大检查谁负责"),
    ("食堂公布了几项承诺", "具体是什么", "食堂公布的承诺具体是什么"),
    ("7月6日南湖泵站出了什么故障", "为什么", "7月6日南湖泵站为什么出了故障"),
    ("护照怎么申请", "要多久", "护照申请要多久"),
    ("焊工培训班什么时候开班", "再具体点", "焊工培训班具体什么时候开班"),
    ("振兴路改造工程投资多少", "谁负责", "振兴路改造工程谁负责"),
    (
        "2023年四季度南湖水厂的停水是什么原因",
        "持续了多长时间",
        "2023年四季度南湖水厂的停水持续了多长时间",
    ),
    ("信访局推行几项制度", "具体有哪些", "信访局推行的制度具体有哪些"),
    ("西关社区安装了多少个充电桩", "为什么", "西关社区为什么安装了充电桩"),
    ("第六届茶艺大赛在哪里举行", "什么时候结束", "第六届茶艺大赛什么时候结束"),
    # English
    (
        "How many burst pipes were there in Q4 2023?",
        "What about Q3?",
        "How many burst pipes were there in Q3 2023?",
    ),
    (
        "What was the budget of the town library in 2022?",
        "And in 2023?",
        "What was the budget of the town library in 2023?",
    ),
    (
        "What is the height of the first tower?",
        "And the other one?",
        "What is the height of the other tower?",
    ),
    (
        "How many beds does the Riverside Hospital have?",
        "When was it built?",
        "When was the Riverside Hospital built?",
    ),
    (
        "How many beds does the Riverside Hospital have?",
        "And its budget?",
        "What is the Riverside Hospital's budget?",
    ),
    (
        "Who is the head of the Riverside Hospital?",
        "When did she retire?",
        "When did the head of the Riverside Hospital retire?",
    ),
    ("When must a fire be reported?", "What about a theft?", "When must a theft be reported?"),
    ("When was incident 2024-11?", "What caused it?", "What caused incident 2024-11?"),
    (
        "Who repaired the ferry?",
        "How much did they charge?",
        "How much did they charge — who repaired the ferry?",
    ),
    ("When must a fire be reported?", "To whom?", "When must a fire be reported, and to whom?"),
]


@pytest.mark.parametrize(("before", "asked", "understood"), TOLD)
def test_the_wording_tells(before: str, asked: str, understood: str) -> None:
    assert stand_alone(asked, turns(before)) == understood
    assert readings(asked, turns(before))[0] == understood
    assert asked in readings(asked, turns(before))


ELLIPTIC = [
    ("焊工培训班怎么报名", "前6名有什么奖励", "焊工培训班前6名有什么奖励"),
    ("智慧校园项目总投资是多少", "已经上线了几个模块", "智慧校园项目已经上线了几个模块"),
    ("第六届茶艺大赛什么时候举行", "有多少家企业参展", "第六届茶艺大赛有多少家企业参展"),
    ("图书馆可以借几本书", "能续借几次", "图书馆能续借几次"),
    ("儿童疫苗接种点在哪里", "几点关门", "儿童疫苗接种点几点关门"),
    ("焊工培训班怎么报名", "住在哪里", "焊工培训班住在哪里"),
]


@pytest.mark.parametrize(("before", "asked", "filled"), ELLIPTIC)
def test_where_the_wording_does_not_tell_both_readings_are_offered(
    before: str, asked: str, filled: str
) -> None:
    understanding = understand(asked, turns(before))
    assert understanding.readings == (filled, asked)
    assert not understanding.told
    assert stand_alone(asked, turns(before)) == asked


NEW = [
    ("市图书馆周末几点关门", "那拉提草原接待了多少游客"),
    ("市图书馆周末几点关门", "那曲市建成了多少座桥"),
    ("市图书馆周末几点关门", "那志远主任分管哪些科室"),
    ("市图书馆周末几点关门", "土耳其展区面积多少"),
    ("市图书馆周末几点关门", "员工离职后其账号多久注销"),
    ("市图书馆周末几点关门", "其他人员的住宿费限额是多少"),
    ("市图书馆周末几点关门", "这些年新建了多少座桥"),
    ("市图书馆周末几点关门", "这几年投入了多少钱修路"),
    ("市图书馆周末几点关门", "“它”系列盲盒有几款"),
    ("市图书馆周末几点关门", "《她》放映了几场"),
    ("市图书馆周末几点关门", "《它们的冬天》作者是谁"),
    ("市图书馆周末几点关门", "韩志远列出了哪三条短板"),
    ("市图书馆周末几点关门", "该找谁报销"),
    ("市图书馆周末几点关门", "尤其困难的家庭有多少户"),
    ("市图书馆周末几点关门", "他人代领需要什么材料"),
    ("市图书馆周末几点关门", "吉他班招多少人"),
    ("市图书馆周末几点关门", "差旅费报销要多少天"),
    ("市图书馆周末几点关门", "临海县和它的邻县修了几条路"),
    ("市图书馆周末几点关门", "奖金一次性发放多少元"),
    ("市图书馆周末几点关门", "台风过后，它的损失由哪个部门统计"),
    ("白沙镇2021年种植脐橙多少亩", "红岭镇2022年修了多少公里水渠"),
    ("白沙镇2021年种植脐橙多少亩", "北京分公司的电话是多少"),
    ("山阴党支部建设了多少千兆小区", "那三类地区公司领导的住宿费限额是多少"),
    ("Who approved the plan?", "How many IT tickets were closed?"),
    ("Who approved the plan?", "Is it possible to claim taxi fares?"),
    ("Who approved the plan?", "How long does it take to renew a badge?"),
    ("Who approved the plan?", "How do the drivers report their mileage?"),
    ("Who approved the plan?", "市图书馆周末几点关门"),
]


@pytest.mark.parametrize(("before", "asked"), NEW)
def test_a_new_topic_is_not_touched(before: str, asked: str) -> None:
    assert stand_alone(asked, turns(before)) == asked


def test_the_topic_is_found_further_back() -> None:
    history = turns("焊工培训班怎么考核", "多少分算合格")
    assert readings("前6名有什么奖励", history)[0] == "焊工培训班前6名有什么奖励"


def test_what_was_understood_counts_not_what_was_asked() -> None:
    history = [Turn("固定宽带呢", understood="2023年固定宽带收入是多少")]
    assert stand_alone("那2022年呢", history) == "2022年固定宽带收入是多少"


@pytest.mark.parametrize(
    ("asked", "understood"),
    [
        ("哪个多", "东村和西村种了多少棵桃树，哪个多"),
        ("相差多少", "东村和西村种了多少棵桃树，相差多少"),
    ],
)
def test_two_are_compared(asked: str, understood: str) -> None:
    history = turns("东村种了多少棵桃树", "西村种了多少棵桃树")
    assert stand_alone(asked, history) == understood
    assert stand_alone(asked, history[:1]) == asked


def test_as_it_was_said_is_a_second_reading_of_a_year_that_is_counted() -> None:
    assert readings("上一年呢", turns("2023年庙会来了多少人"))[:2] == (
        "2022年庙会来了多少人",
        "上一年庙会来了多少人",
    )


def test_a_place_comes_before_the_thing_or_in_place_of_its_first_word() -> None:
    assert readings("西藏呢", turns("沿海漫游包多少钱"))[:2] == (
        "西藏沿海漫游包多少钱",
        "西藏漫游包多少钱",
    )


def test_a_thing_of_its_own_behind_a_lead_may_be_a_new_topic() -> None:
    understanding = understand("那停车要收费吗", turns("焊工培训班怎么报名"))
    assert understanding.leads
    assert understanding.readings == (
        "焊工培训班停车要收费吗",
        "停车要收费吗",
        "那停车要收费吗",
    )
    assert not understand("那2022年呢", turns("白沙镇2021年种植脐橙多少亩")).leads
    assert not understand("那第二批是哪天", turns("第一批招聘是哪天")).leads


def test_a_short_english_question_may_be_of_what_was_counted() -> None:
    understanding = understand("What was the target?", turns("How many leaks were there in Q4?"))
    assert understanding.readings == ("What was the target — leaks?", "What was the target?")
    assert not understanding.told


def test_nothing_before_nothing_changed() -> None:
    assert readings("那2022年呢", []) == ("那2022年呢",)
    assert readings("谁负责", turns("？", " ")) == ("谁负责",)


WORDS = (
    *("那", "呢", "它", "其", "该", "这", "第二批", "一", "级", "2022年", "是", "多少", "的", "谁"),
    *(
        "为什么",
        "临海县",
        "消防队",
        "收入",
        "，",
        "？",
        "“",
        "”",
        "《",
        "》",
        "了",
        "建设",
        "个",
        "桥",
    ),
    *(
        "it",
        "What",
        " about ",
        "Q3",
        " the ",
        "other",
        " one",
        "2023",
        " and ",
        "(",
        "\\",
        "*",
        "🙂",
    ),
)
PIECES = st.lists(st.sampled_from(WORDS), max_size=8).map("".join)


@settings(deadline=None)
@given(PIECES | st.text(max_size=40), st.lists(PIECES | st.text(max_size=40), max_size=3))
@example("呢", ["是多少"])
@example("那的呢", ["2023年"])
@example("What about .?", ["the"])
def test_never_raises_never_empty_never_long(asked: str, before: list[str]) -> None:
    offered = readings(asked, turns(*before))
    assert asked in offered
    limit = 2 * (len(asked) + max(map(len, before), default=0))
    for text in offered:
        assert text == asked or (text.strip() and len(text) <= min(limit, MAX_LENGTH))


def ask(bot: Bot, *questions: str) -> tuple[str, set[str]]:
    """What the last was understood as, and the documents of its answer."""
    history: list[Turn] = []
    for question in questions:
        answer = bot.ask(question, history, threshold=0.0)
        history.append(Turn.of(answer))
    return answer.understood, set(history[-1].documents)


def test_the_bot_looks_where_the_wording_does_not_tell(bot: Bot) -> None:
    understood, documents = ask(bot, "装维培训班的名额怎么分配", "什么时候补考")
    assert understood == "装维培训班什么时候补考"
    assert documents == {"notices/training_notice.txt"}


@pytest.mark.parametrize(
    "asked", ["台式机用满几年可以换", "自驾出差按每公里多少元报销", "超流量了会不会一直扣钱"]
)
def test_the_bot_leaves_a_new_topic_alone(bot: Bot, asked: str) -> None:
    assert ask(bot, "装维培训班的名额怎么分配", asked) == (asked, ask(bot, asked)[1])


@pytest.mark.parametrize(
    ("before", "asked", "understood"),
    [
        ("装维培训班的名额怎么分配", "那宽带能停机保号吗", "宽带能停机保号吗"),
        ("装维培训班的名额怎么分配", "那班主任由谁担任", "装维培训班的班主任由谁担任"),
    ],
)
def test_the_bot_looks_whether_a_lead_leads_on(
    bot: Bot, before: str, asked: str, understood: str
) -> None:
    assert ask(bot, before, asked)[0] == understood


def test_a_turn_knows_its_documents(bot: Bot) -> None:
    answer = bot.ask("装维培训班的名额怎么分配", threshold=0.0)
    assert Turn.of(answer).documents == ("notices/training_notice.txt",)
