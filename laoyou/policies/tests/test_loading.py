"""Packs: what an installation brings with it, once, and never over what the place has decided itself."""

from __future__ import annotations

import pytest

from laoyou.policies import reads, verbs
from laoyou.policies.tests.cast import (
    BENEFIT,
    CATALOGUE,
    CITY,
    FUND_RULE,
    NOW,
    SYSTEM,
    approved,
    changed,
    later,
    law_of,
    month,
)
from laoyou.policies.types import DocumentRefused

pytestmark = pytest.mark.django_db


def test_a_pack_is_published_by_the_system_and_loading_it_twice_changes_nothing() -> None:
    files = {"a.yaml": BENEFIT, "f.yaml": FUND_RULE, "c.yaml": CATALOGUE}

    first = verbs.load_pack(files, actor=SYSTEM, now=NOW)
    again = verbs.load_pack(files, actor=SYSTEM, now=later(days=1))

    assert first == verbs.LoadedPack(("warm_winter", "lottery", "basic_list"), (), ())
    assert again == verbs.LoadedPack((), ("warm_winter", "lottery", "basic_list"), ())
    [found] = reads.history("warm_winter", CITY)
    assert (found.file, found.published_at) == ("a.yaml", NOW)


def test_a_newer_file_of_a_pack_supersedes_the_older() -> None:
    verbs.load_pack({"a.yaml": BENEFIT}, actor=SYSTEM, now=NOW)

    newer = changed(BENEFIT, ("value: 120 yuan", "value: 130 yuan"))
    loaded = verbs.load_pack({"a.yaml": newer}, actor=SYSTEM, now=later(days=1))

    assert loaded.added == ("warm_winter",)
    assert law_of(month(2026, 1))["warm_winter"].document.text == newer


def test_a_pack_leaves_alone_what_the_place_has_published_itself() -> None:
    verbs.load_pack({"a.yaml": BENEFIT}, actor=SYSTEM, now=NOW)
    own = changed(BENEFIT, ("value: 120 yuan", "value: 130 yuan"))
    approved(own, now=later(days=1))

    newer = changed(BENEFIT, ("value: 120 yuan", "value: 140 yuan"))
    loaded = verbs.load_pack({"a.yaml": newer}, actor=SYSTEM, now=later(days=2))

    assert loaded.kept == ("warm_winter",)
    assert law_of(month(2026, 1))["warm_winter"].document.text == own


def test_a_pack_with_a_fault_is_not_loaded_at_all() -> None:
    with pytest.raises(DocumentRefused, match=r"b\.yaml"):
        verbs.load_pack({"a.yaml": BENEFIT, "b.yaml": "benefit: x"}, actor=SYSTEM, now=NOW)

    assert reads.history("warm_winter", CITY) == ()
