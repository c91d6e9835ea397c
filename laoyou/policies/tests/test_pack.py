"""Documents beside each other: what no single one of them can know."""

from __future__ import annotations

import pytest

from laoyou.policies import reads
from laoyou.policies.tests.cast import BENEFIT, CATALOGUE, changed
from laoyou.policies.types import Fault


def text(code: str, *excludes: tuple[str, str], **spans: str) -> str:
    """A benefit that names others: (code, keeps)."""
    rows = "".join(
        f"  - {{benefit: {other}, keeps: {keeps}, says: 不重复。, article: 六}}\n"
        for other, keeps in excludes
    )
    changes = [("benefit: warm_winter", f"benefit: {code}")]
    if rows:
        changes.append(("delivery:", f"excludes:\n{rows}delivery:"))
    if span := spans.get("span"):
        changes.append(("in_force: {from: 2025-01-01}", f"in_force: {span}"))
    return changed(BENEFIT, *changes)


def found(*texts: str) -> list[Fault]:
    return list(reads.checked({f"{number}.yaml": one for number, one in enumerate(texts)})[1])


def codes(*texts: str) -> list[str]:
    return [fault.code for fault in found(*texts)]


def test_documents_that_go_together_are_all_read() -> None:
    documents, faults = reads.checked({"a": text("a", ("b", "this")), "b": text("b")})

    assert [one.code for one in documents] == ["a", "b"]
    assert faults == ()


def test_two_spans_of_one_benefit_may_not_overlap() -> None:
    [fault] = found(
        text("a", span="{from: 2025-01-01, to: 2026-06-30}"), text("a", span="{from: 2026-06-30}")
    )

    assert (fault.code, fault.file, fault.line) == ("overlap", "1.yaml", 8)
    assert "0.yaml" in fault.sentence
    assert "to" in fault.sentence


def test_spans_that_meet_or_lie_in_other_places_are_no_overlap() -> None:
    first = text("a", span="{from: 2025-01-01, to: 2026-06-30}")
    county = changed(
        text("a"),
        ("territory: {division: 230500000000", "territory: {division: 230502000000"),
        ("'230500000000'", "'230502000000'"),
    )

    assert codes(first, text("a", span="{from: 2026-07-01}"), county) == []


@pytest.mark.parametrize("others", [["b"], ["b", "c"], ["b", "c", "d"]])
def test_exclusions_may_not_go_round_in_a_circle(others: list[str]) -> None:
    ring = ["a", *others]
    texts = [text(code, (ring[(place + 1) % len(ring)], "this")) for place, code in enumerate(ring)]

    faults = found(*texts)

    assert {fault.code for fault in faults} <= {"circle", "disagree"}
    assert {fault.file for fault in faults if fault.code == "circle"} == {
        f"{n}.yaml" for n in range(len(ring))
    }
    assert all("圈" in fault.sentence for fault in faults if fault.code == "circle")


def test_a_circle_may_lead_through_benefits_that_are_compared_by_amount() -> None:
    assert "circle" in codes(text("a", ("b", "this")), text("b", ("c", "higher")), text("c", ("a", "this")))


def test_a_ladder_and_a_ring_by_amount_are_no_circle() -> None:
    assert codes(text("a", ("b", "this"), ("c", "this")), text("b", ("c", "this")), text("c")) == []
    assert codes(text("a", ("b", "higher")), text("b", ("c", "higher")), text("c", ("a", "higher"))) == []


def test_law_that_was_turned_round_one_day_is_no_circle() -> None:
    before = text("a", ("b", "this"), span="{from: 2025-01-01, to: 2026-12-31}")
    after = text("a", ("b", "other"), span="{from: 2027-01-01}")

    assert codes(before, after, text("b")) == []


def test_a_circle_that_lives_for_a_year_only_is_found() -> None:
    other = text("b", ("a", "this"), span="{from: 2027-01-01}")

    assert "circle" in codes(text("a", ("b", "this")), other)
    assert codes(text("a", ("b", "this"), span="{from: 2025-01-01, to: 2026-12-31}"), other) == []


def test_two_documents_may_say_the_same_of_each_other_but_nothing_else() -> None:
    assert codes(text("a", ("b", "this")), text("b", ("a", "other"))) == []
    assert codes(text("a", ("b", "higher")), text("b", ("a", "higher"))) == []
    assert set(codes(text("a", ("b", "this")), text("b", ("a", "higher")))) >= {"disagree"}


def test_amounts_of_different_periods_are_not_compared() -> None:
    yearly = changed(text("b"), ("per: month", "per: year"))

    [fault] = found(text("a", ("b", "higher")), yearly)

    assert (fault.code, fault.file) == ("other_period", "0.yaml")


def test_a_benefit_that_nobody_knows_is_told_with_the_nearest() -> None:
    [fault] = found(text("a", ("high_age_alowance", "this")))

    assert fault.code == "unknown_benefit"
    assert "high_age_allowance" in fault.sentence


def test_a_catalogue_points_to_benefits_that_are_known() -> None:
    [fault] = found(changed(CATALOGUE, ("[high_age_allowance]", "[high_age_alowance]")))

    assert (fault.code, fault.line) == ("unknown_benefit", 9)


def test_law_beside_a_document_counts_but_is_not_blamed() -> None:
    beside = reads.compiled(text("b", ("a", "this")))

    _, faults = reads.checked({"a.yaml": text("a", ("b", "this"))}, [beside])

    assert {fault.file for fault in faults} == {"a.yaml"}
    assert "circle" in {fault.code for fault in faults}


def test_a_file_that_cannot_be_read_does_not_hide_the_others() -> None:
    faults = found("a: [", text("a", ("nobody_knows_it", "this")))

    assert [(fault.file, fault.code) for fault in faults] == [
        ("0.yaml", "yaml"),
        ("1.yaml", "unknown_benefit"),
    ]
