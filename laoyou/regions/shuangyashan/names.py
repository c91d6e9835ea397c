"""Made-up names: surnames by public frequency, given names by sex and by the fashion of the birth decade."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from random import Random

# Parts of 10,000 people, rounded; the common hundred or so, with a few of the two-character surnames.
SURNAMES: dict[str, int] = {
    "王": 780, "李": 760, "张": 740, "刘": 620, "陈": 330, "杨": 310, "赵": 290, "孙": 250, "于": 190,
    "周": 170, "吴": 160, "徐": 170, "朱": 130, "高": 150, "马": 140, "郭": 130, "何": 90, "林": 90,
    "姜": 120, "宋": 120, "韩": 110, "冯": 80, "董": 80, "程": 60, "曹": 70, "袁": 50, "邓": 40,
    "许": 60, "傅": 30, "付": 40, "沈": 40, "曾": 30, "彭": 40, "吕": 60, "苏": 50, "卢": 40,
    "蒋": 40, "蔡": 40, "贾": 50, "丁": 50, "魏": 60, "薛": 40, "叶": 30, "阎": 20, "闫": 40,
    "余": 30, "潘": 40, "杜": 50, "戴": 30, "夏": 40, "钟": 20, "汪": 40, "田": 50, "任": 50,
    "范": 40, "方": 40, "石": 40, "姚": 40, "谭": 30, "廖": 20, "邹": 30, "熊": 20, "金": 60,
    "陆": 20, "郝": 30, "孔": 30, "白": 40, "崔": 60, "康": 30, "毛": 20, "邱": 30, "秦": 30,
    "江": 20, "史": 30, "顾": 20, "侯": 40, "邵": 30, "孟": 40, "龙": 10, "万": 20, "段": 20,
    "雷": 20, "钱": 10, "汤": 20, "尹": 30, "黎": 10, "易": 10, "常": 20, "武": 20, "乔": 20,
    "贺": 20, "赖": 10, "龚": 10, "文": 10, "庞": 20, "樊": 10, "兰": 10, "殷": 20, "施": 10,
    "陶": 20, "洪": 10, "翟": 20, "安": 20, "颜": 10, "倪": 10, "严": 10, "牛": 20, "温": 10,
    "芦": 20, "季": 10, "俞": 10, "章": 10, "鲁": 20, "葛": 20, "伍": 10, "申": 10, "尤": 10,
    "毕": 20, "聂": 20, "焦": 20, "向": 10, "柳": 20, "邢": 20, "岳": 10, "齐": 30, "梅": 10,
    "庄": 20, "曲": 40, "关": 30, "车": 10, "单": 10, "由": 5, "迟": 20, "栾": 20, "战": 5,
    "欧阳": 4, "司马": 1, "上官": 1, "那": 5, "佟": 15, "尚": 10, "朴": 20, "全": 5,
}  # fmt: skip

# (born before, sex) -> characters of given names; fashion changes about every ten to fifteen years.
GIVEN: list[tuple[int, str, str, float]] = [
    (1948, "男", "国德文明玉福贵荣海山林生清金有财永长振兴世万成春树连庆忠义学宝凤殿洪广发喜", 0.10),
    (1948, "女", "秀英兰桂芳珍玉凤淑华芝素云香琴莲荣梅花贞菊翠清春金月", 0.08),
    (1960, "男", "建国华军平志明和民忠强永庆新文光胜福成林海德春玉富贵生凯忠良茂", 0.18),
    (1960, "女", "秀英玉兰桂芳淑华珍丽凤荣琴霞敏萍云香芬杰艳红梅亚", 0.15),
    (1972, "男", "建军志国伟东海红卫勇军明辉永强立新春刚文斌学武庆利民", 0.25),
    (1972, "女", "红丽艳玲梅敏霞燕芳萍英华君秀云淑娟亚杰玉桂凤", 0.22),
    (2010, "男", "伟强磊洋勇鹏杰超宇浩博文亮明峰旭晨凯志龙飞", 0.30),
    (2010, "女", "静婷娜雪丹莹颖倩璐瑶佳欣慧敏晶琳玲思雨晓", 0.28),
    (9999, "男", "梓宇浩轩子涵博沐辰宸奕泽铭睿皓承恩嘉言景", 0.04),
    (9999, "女", "梓涵欣怡诗雨萱诺可馨沐玥芷若依一语桐嘉", 0.04),
]

# One character for another that sounds or looks alike, as two offices spell one person.
ALIKE: dict[str, str] = dict(
    zip(
        "英珍贞华军云兰玉凤国福富德志明丽霞红梅琴荣香桂芳淑秀素莲芝永生林海建成文清金春杰敏强伟",
        "瑛贞珍桦君芸蓝钰风囯富福得智铭莉侠虹玫芹蓉湘贵芬叔绣苏连之咏升琳亥健诚闻青今椿洁闽墙玮",
        strict=True,
    )
) | {"闫": "阎", "阎": "闫", "付": "傅", "傅": "付", "芦": "卢", "卢": "芦", "萍": "平", "平": "苹",
     "庆": "青", "静": "婧", "婷": "亭", "娜": "那", "磊": "垒", "涵": "含", "宇": "雨",
     "浩": "皓", "梓": "子"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fashion:
    before: int
    sex: str
    characters: str
    single: float


FASHIONS = [Fashion(*row) for row in GIVEN]
_SURNAMES = list(SURNAMES)
_CUMULATIVE = list(accumulate(SURNAMES.values()))


def surname(rng: Random) -> str:
    """One surname, common ones more often."""
    return rng.choices(_SURNAMES, cum_weights=_CUMULATIVE)[0]


def given_name(rng: Random, sex: str, born: int) -> str:
    """One or two characters in the fashion of the year of birth."""
    fashion = next(one for one in FASHIONS if born < one.before and one.sex == sex)
    first = rng.choice(fashion.characters)
    if rng.random() < fashion.single:
        return first
    second = rng.choice(fashion.characters)
    return first + second if second != first or born >= 2010 else first


def misspelled(name: str) -> str | None:
    """The name with its last replaceable character replaced by one alike; None where there is none."""
    for index in range(len(name) - 1, -1, -1):
        other = ALIKE.get(name[index])
        if other is not None:
            return name[:index] + other + name[index + 1 :]
    return None
