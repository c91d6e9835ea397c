"""The body of a catalogue: the items of a published list of basic services."""

from __future__ import annotations

from laoyou.policies.core.reading import Faults, Section, meant
from laoyou.policies.core.vocabulary import services
from laoyou.policies.types import Catalogue, CatalogueItem, ItemType

KEYS = {"items": "项目"}
ITEM_KEYS = {
    "number": "序号",
    "group": "服务对象",
    "name": "项目名称",
    "says": "内容",
    "type": "类型",
    "benefits": "对应的待遇",
    "services": "对应的服务",
    "article": "条款",
}
MOST_ITEMS = 200


def read(section: Section, faults: Faults) -> Catalogue:
    """What can be read; `faults` tells whether it counts."""
    found: list[CatalogueItem] = []
    for one in section.sections("items", ITEM_KEYS):
        item = _item(one, faults)
        if found and item.number <= found[-1].number:
            faults.add(one.at("number"), "number", f"序号应比上一项的 {found[-1].number} 大，请重新编号。")
        found.append(item)
    return Catalogue(tuple(found))


def _item(one: Section, faults: Faults) -> CatalogueItem:
    named = one.words("services")
    for leaf in named:
        if leaf.text not in services():
            faults.add(
                leaf.mark, "service", f"没有“{leaf.text[:40]}”这项服务{meant(leaf.text, services())}。"
            )
    benefits = one.words("benefits")
    if not named and not benefits:
        faults.add(one.mark, "points_nowhere", "这一项没有落到待遇（benefits）或服务（services），请写一个。")
    return CatalogueItem(
        number=one.whole("number", 1, MOST_ITEMS, needed=True) or MOST_ITEMS,
        group=one.text("group", longest=100),
        name=one.text("name", longest=60),
        says=one.text("says"),
        type=one.word("type", ItemType) or ItemType.MATERIAL,
        benefits=tuple(leaf.text for leaf in benefits),
        services=tuple(leaf.text for leaf in named),
        article=one.text("article", longest=100),
    )
