"""Words of the sheets for sex, nationality and relation, as the standards and the people write them."""

from __future__ import annotations

import re

from laoyou.kernel.sex import Sex
from laoyou.people.types import Relation

_MALE, _FEMALE = str(Sex.MALE.value), str(Sex.FEMALE.value)
SEXES: dict[str, str] = {
    "男": _MALE,
    "男性": _MALE,
    "1": _MALE,
    "女": _FEMALE,
    "女性": _FEMALE,
    "2": _FEMALE,
}

_GROUPS = re.findall(
    r"\S+",
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 "
    "东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 "
    "鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺",
)
ETHNICITIES: dict[str, str] = {
    word: f"{place:02d}" for place, name in enumerate(_GROUPS, start=1) for word in (name, name + "族")
}
"""GB/T 3304-1991: name, with and without 族, to the two digits."""

_RELATIONS: dict[Relation, str] = {
    Relation.HEAD: "户主 本人",
    Relation.SPOUSE: "配偶 妻 夫 妻子 丈夫 老伴 爱人",
    Relation.SON: "子 儿子 长子 次子 三子 独生子 养子 继子",
    Relation.DAUGHTER: "女 女儿 长女 次女 三女 独生女 养女 继女",
    Relation.GRANDCHILD: "孙子 孙女 外孙 外孙子 外孙女 孙辈",
    Relation.PARENT: "父亲 母亲 父 母 父母 爸爸 妈妈",
    Relation.GRANDPARENT: "祖父 祖母 爷爷 奶奶 外祖父 外祖母 姥爷 姥姥 外公 外婆 祖父母",
    Relation.SIBLING: "兄弟 姐妹 哥哥 弟弟 姐姐 妹妹 兄 弟 姐 妹 兄弟姐妹",
    Relation.IN_LAW: "儿媳 女婿 儿媳或女婿 儿媳妇",
    Relation.NEIGHBOUR: "邻居",
    Relation.VILLAGE_CADRE: "村干部 社区干部 村（社区）干部 社区工作人员 村委会干部 网格员",
    Relation.OTHER: "其他 其它 其他亲属 侄子 侄女 外甥 外甥女 亲戚 朋友 监护人 非亲属",
}
RELATIONS: dict[str, str] = {
    word: relation.value for relation, words in _RELATIONS.items() for word in words.split()
}
