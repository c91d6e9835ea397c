"""What changed between two documents, in words and line by line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from laoyou.policies import reads
from laoyou.policies.reads import ChangeKind
from laoyou.policies.tests.cast import BENEFIT, CATALOGUE, EXCLUDES, FUND_RULE, benefit, changed


def told(*changes: tuple[str, str]) -> list[tuple[str, str, str]]:
    found = reads.difference(benefit(), benefit(*changes))
    return [(one.topic, one.before, one.after) for one in found.changes]


def test_the_same_document_has_no_difference() -> None:
    found = reads.difference(benefit(), benefit())

    assert found.changes == ()
    assert {line.sign for line in found.lines} == {""}


def test_another_number_is_told_with_its_days_and_article() -> None:
    assert told(("value: 120 yuan", "value: 150 yuan")) == [
        (
            "数值",
            "2025-01-01 起 100 元（第三条）；2026-01-01 起 120 元（第三条）",
            "2025-01-01 起 100 元（第三条）；2026-01-01 起 150 元（第三条）",
        )
    ]


def test_another_clause_is_told_as_a_sentence_and_as_what_is_computed() -> None:
    assert told(("says: 年满 80 周岁。", "says: 年满 70 周岁。"), (">= 80", ">= 70")) == [
        ("条件", "年满 80 周岁。（第二条）", "年满 70 周岁。（第二条）"),
        ("条件的算法", "age_on(period_end) >= 80", "age_on(period_end) >= 70"),
    ]


def test_who_pays_what_excludes_and_how_it_comes_are_told() -> None:
    found = told(
        ("city, share: 50%", "city, share: 1/3"),
        ("county, share: 50%", "county, share: 2/3"),
        ("start: application", "start: automatic"),
        ("delivery:", EXCLUDES + "delivery:"),
    )

    assert [topic for topic, _, _ in found] == ["出资", "出资", "不重复享受", "办理"]
    assert ("出资", "50%", "1/3") in found
    assert ("办理", "依申请", "免申即享") in found


def test_what_is_new_and_what_is_gone_are_called_so() -> None:
    found = reads.difference(
        benefit(), benefit(("survival_check: 12\n", ""), ("delivery:", EXCLUDES + "delivery:"))
    )

    assert [one.kind for one in found.changes] == [ChangeKind.ADDED, ChangeKind.REMOVED]


def test_other_kinds_of_document_are_told_too() -> None:
    rule = reads.compiled(FUND_RULE), reads.compiled(changed(FUND_RULE, ("at_least: 55%", "at_least: 60%")))
    items = reads.compiled(CATALOGUE), reads.compiled(changed(CATALOGUE, ("says: 看望", "says: 打电话")))

    assert [(one.before, one.after) for one in reads.difference(*rule).changes] == [("55%", "60%")]
    [change] = reads.difference(*items).changes
    assert (change.topic, change.label) == ("项目", "2. 探访")
    assert "打电话" in change.after


lines = st.lists(st.sampled_from(["# a", "# b", "# c"]), max_size=8)


@given(lines, lines)
def test_the_lines_give_back_both_texts(before: list[str], after: list[str]) -> None:
    old, new = (reads.compiled("\n".join([*one, BENEFIT])) for one in (before, after))

    found = reads.difference(old, new).lines

    assert [line.text for line in found if line.sign != "+"] == old.text.splitlines()
    assert [line.text for line in found if line.sign != "-"] == new.text.splitlines()
    assert [line.old for line in found if line.old] == list(range(1, len(old.text.splitlines()) + 1))
    assert [line.new for line in found if line.new] == list(range(1, len(new.text.splitlines()) + 1))
