"""What the database itself refuses, each by its name."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from laoyou.kernel.spans import DateSpan, TimeSpan
from laoyou.policies.models import Version
from laoyou.policies.tests.cast import BENEFIT, CITY, NOW, approved, drafted, later, proposed
from laoyou.store.constraints import as_conflict

pytestmark = pytest.mark.django_db

SPAN = DateSpan.since(date(2025, 1, 1))


def version(**changes: Any) -> dict[str, Any]:
    """A draft."""
    plain = {"kind": "benefit", "code": "warm_winter", "name": "温暖过冬", "issuer": CITY, "territory": CITY}
    more = {"text": BENEFIT, "digest": "0" * 64, "in_force": SPAN, "state": "draft"}
    return plain | more | {"written_by": 11, "written_name": "艾丽", "written_at": NOW} | changes


def published(**changes: Any) -> dict[str, Any]:
    """A version that is law since NOW."""
    who = {"proposed_by": 11, "proposed_name": "艾丽", "proposed_at": NOW}
    by = {"approved_by": 13, "approved_name": "卡萝", "approved_at": NOW, "published": TimeSpan.since(NOW)}
    return version(state="approved") | who | by | changes


def refuses(constraint: str, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        Version.objects.create(**fields)
    conflict = as_conflict(broken.value)
    assert conflict is not None
    assert conflict.code == constraint
    assert conflict.message.endswith("。")


def test_a_kind_is_one_of_ours() -> None:
    refuses("policies_version_kind_known", version(kind="poem"))


def test_a_state_is_one_of_ours() -> None:
    refuses("policies_version_state_known", version(state="asleep"))


@pytest.mark.parametrize("digest", ["", "abc", "G" * 64])
def test_a_digest_has_its_form(digest: str) -> None:
    refuses("policies_version_digest_form", version(digest=digest))


@pytest.mark.parametrize("field", ["issuer", "territory"])
def test_a_territory_is_a_code(field: str) -> None:
    refuses("policies_version_territory_form", version(**{field: "2305"}))


def test_law_begins_on_a_day() -> None:
    refuses("policies_version_begins", version(in_force=DateSpan.always()))


@pytest.mark.parametrize("fields", [version(state="proposed"), published(proposed_at=None)])
def test_what_is_proposed_was_proposed_at_an_instant(fields: dict[str, Any]) -> None:
    refuses("policies_version_proposed_when", fields)


@pytest.mark.parametrize(
    "fields",
    [
        published(approved_at=None),
        published(published=None),
        version(published=TimeSpan.since(NOW)),
        version(approved_at=NOW, published=TimeSpan.since(NOW)),
    ],
)
def test_only_what_was_approved_is_published(fields: dict[str, Any]) -> None:
    refuses("policies_version_approved_when", fields)


@pytest.mark.parametrize("fields", [version(state="withdrawn"), version(withdrawn_at=NOW)])
def test_what_is_withdrawn_was_withdrawn_at_an_instant(fields: dict[str, Any]) -> None:
    refuses("policies_version_withdrawn_when", fields)


def test_what_is_withdrawn_is_published_no_more() -> None:
    refuses("policies_version_withdrawn_is_over", published(state="withdrawn", withdrawn_at=NOW))


@pytest.mark.parametrize("field", ["proposed_by", "written_by"])
def test_a_second_person_approves(field: str) -> None:
    refuses("policies_version_second_person", published(**{field: 13}))


def test_the_system_may_approve_what_it_brings() -> None:
    Version.objects.create(**published(written_by=None, proposed_by=None, approved_by=None))


def test_one_benefit_has_one_law_at_a_time_in_a_place() -> None:
    Version.objects.create(**published(in_force=DateSpan(date(2025, 1, 1), date(2025, 12, 31))))

    refuses("policies_version_one_law_at_a_time", published(in_force=DateSpan.since(date(2025, 12, 31))))


@pytest.mark.parametrize(
    "changes",
    [
        {"in_force": DateSpan.since(date(2026, 1, 1))},
        {"territory": "230502000000"},
        {"code": "cool_summer"},
        {"kind": "fund_rule"},
        {"published": TimeSpan(NOW - timedelta(days=1), NOW)},
    ],
)
def test_other_days_places_benefits_and_times_stand_beside_it(changes: dict[str, Any]) -> None:
    Version.objects.create(**published(in_force=DateSpan(date(2025, 1, 1), date(2025, 12, 31))))

    Version.objects.create(**published(**changes))


def rewrites(version_id: int, **changes: Any) -> None:
    with transaction.atomic():
        Version.objects.filter(pk=version_id).update(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "another"},
        {"digest": "1" * 64},
        {"in_force": DateSpan.since(date(2030, 1, 1))},
        {"territory": "230502000000"},
        {"approved_name": "别人"},
        {"approved_at": later(days=1)},
        {"proposed_by": 99},
        {"published": TimeSpan.since(later(days=-1))},
        {"state": "draft"},
        {"state": "proposed"},
    ],
)
def test_what_was_approved_is_never_rewritten(changes: dict[str, Any]) -> None:
    version_id = approved()

    with pytest.raises((ProgrammingError, IntegrityError)):
        rewrites(version_id, **changes)


def test_a_publication_that_is_over_is_not_opened_again() -> None:
    version_id = approved()
    rewrites(version_id, published=TimeSpan(NOW, later(days=1)))

    with pytest.raises(ProgrammingError, match="superseded, never rewritten"):
        rewrites(version_id, published=TimeSpan.since(NOW))


def test_a_proposal_is_not_approved_with_another_text() -> None:
    version_id = proposed()
    signed = {"approved_by": 13, "approved_at": NOW, "published": TimeSpan.since(NOW)}

    with pytest.raises(ProgrammingError, match="only a draft is rewritten"):
        rewrites(version_id, state="approved", text="another", **signed)


def test_a_draft_may_be_rewritten() -> None:
    rewrites(drafted(), text="another")


@pytest.mark.parametrize("make", [drafted, proposed, approved])
def test_nothing_is_deleted(make: Any) -> None:
    version_id = make()

    with pytest.raises(ProgrammingError, match="never deleted"), transaction.atomic():
        Version.objects.filter(pk=version_id).delete()


def test_the_table_is_not_emptied() -> None:
    with pytest.raises(ProgrammingError, match="not emptied"), transaction.atomic():
        connection.cursor().execute("TRUNCATE policies_version CASCADE")
