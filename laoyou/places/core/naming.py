"""How divisions are called: the official name, the short name that people use, and the stem of both."""

from __future__ import annotations

from laoyou.kernel.text import compact

# What a committee's name ends with, and the kind of place that it is the committee of.
_COMMITTEES = (
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("居民委员会", "社区"),
    ("居委会", "社区"),
    ("村民委员会", "村"),
    ("村委会", "村"),
)
COMMITTEE_WORDS = ("居民委员会", "村民委员会", "居委会", "村委会", "办事处")
_KIND_WORDS = ("社区", "街道", "自治县", "省", "市", "区", "县", "镇", "乡", "村")
_VILLAGES_BY_OTHER_WORDS = ("村", "嘎查", "屯")
SHORTEST_STEM = 2


def short_name(name: str) -> str:
    """新华社区居委会 → 新华社区, 富民村村民委员会 → 富民村, 新发村委会 → 新发村, 街道办事处 → 街道.

    Other names stay as they are; doing it twice changes nothing.
    """
    for suffix, kind in _COMMITTEES:
        stem = name.removesuffix(suffix)
        if stem and stem != name:
            known = _VILLAGES_BY_OTHER_WORDS if kind == "村" else (kind,)
            return stem if stem.endswith(known) else stem + kind
    return name.removesuffix("办事处") if name.endswith("街道办事处") else name


def stem(name: str) -> str:
    """The name without its kind: 新华社区, 新华村 and 新华居委会 give 新华; at least two characters."""
    short = short_name(name)
    for word in _KIND_WORDS:
        bare = short.removesuffix(word)
        if bare != short and len(bare) >= SHORTEST_STEM:
            return bare
    return short


def spoken(name: str) -> str:
    """A name as it is compared: half-width, without spaces, letters upper case."""
    return compact(name)
