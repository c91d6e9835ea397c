"""The urban/rural class of a village or community.

Source: 统计上划分城乡的规定 (国函〔2008〕60号) and the classes of the statistical division codes: the first
digit 1 is urban, 2 is rural.
"""

from __future__ import annotations

from laoyou.kernel.errors import Invalid

CLASS_LABELS = {
    "111": "主城区",
    "112": "城乡结合区",
    "121": "镇中心区",
    "122": "镇乡结合区",
    "123": "特殊区域",
    "210": "乡中心区",
    "220": "村庄",
}


def check_class(urban_rural: str) -> str:
    """The class as given, empty for unknown. Raises Invalid with the code `urban_rural` for any other."""
    if urban_rural and urban_rural not in CLASS_LABELS:
        known = "、".join(CLASS_LABELS)
        raise Invalid(f"城乡分类代码“{urban_rural}”不存在，只能是 {known}，请核对。", "urban_rural")
    return urban_rural


def is_urban(urban_rural: str) -> bool | None:
    """Whether a class is urban; None where it is not known."""
    return urban_rural.startswith("1") if urban_rural else None
