"""What breaks off has collected nothing; two at once collect once; the job does it or says why not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from procrastinate.contrib.django.models import ProcrastinateJob

from laoyou.benefits import tasks, verbs
from laoyou.benefits.models import Collecting, Due
from laoyou.benefits.tests.cast import (
    CARE,
    CAROL,
    CITY,
    DAVE,
    TOWN_A,
    WARM,
    at,
    month,
    proposal,
    publish,
    ran,
)
from laoyou.benefits.tests.conftest import ground as lay_ground
from laoyou.benefits.tests.paying_cast import choose, collected, died, lines, net, old
from laoyou.kernel import clock
from laoyou.kernel.errors import Invalid
from laoyou.people.tests.cast import VILLAGE_A
from laoyou.people.tests.test_two_at_once import at_once, loser

NOW = at("2026-01-05")


@pytest.fixture(autouse=True)
def committed_law(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Divisions, law and a fund, really committed."""
    lay_ground.__wrapped__(None)  # type: ignore[attr-defined]
    publish(WARM, CARE)
    choose()
    monkeypatch.setattr(clock, "now", lambda: NOW)
    yield
    connections.close_all()


@pytest.fixture
def wang(committed_law: None) -> int:
    person_id = old(village=VILLAGE_A)
    ran("2026-01")
    return person_id


def begun(territory: str = CITY, **more: Any) -> int:
    asked: dict[str, Any] = {"month": month("2026-01"), "filed": False, "actor": CAROL, "now": NOW}
    return verbs.collect(territory, **(asked | more))


def test_one_collecting_performed_by_two_at_once_collects_once(wang: int) -> None:
    number = begun()

    def perform() -> Any:
        return verbs.perform_collecting(number, actor=CAROL, now=NOW)

    told = at_once(perform, perform)

    assert loser(told).code in ("collecting_busy", "collecting_state")
    assert len(lines(wang)) == 1


def test_two_clerks_begin_and_one_is_told(wang: int) -> None:
    told = at_once(begun, lambda: begun(actor=DAVE))

    assert loser(told).code == "benefits_collecting_one_at_work"


def test_a_city_and_its_town_collected_at_once_pay_nobody_twice(wang: int) -> None:
    both = begun(), begun(TOWN_A)

    told = at_once(*(lambda one=one: verbs.perform_collecting(one, actor=CAROL, now=NOW) for one in both))

    assert [one for one in told if isinstance(one, Exception)] == []
    assert len(lines(wang)) == 1


def test_a_stop_confirmed_while_it_is_collected_leaves_nothing_waiting(wang: int) -> None:
    died(wang, "2025-12-20", "2026-01-03")
    ran("2026-01", "2026-01-04")
    number, stop = begun(), proposal("stop", wang)

    told = at_once(
        lambda: verbs.perform_collecting(number, actor=CAROL, now=NOW),
        lambda: verbs.confirm(stop, actor=DAVE, now=NOW),
    )

    assert [one for one in told if isinstance(one, Exception)] == []
    assert net(wang) == {}


def test_what_breaks_in_the_middle_has_collected_nothing_and_is_done_again(
    wang: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = begun()
    with monkeypatch.context() as broken:
        broken.setattr("laoyou.benefits.verbs.paying._counts", lambda plan: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            tasks.perform_collecting(collecting_id=number, **CAROL.carried())
    nothing = Due.objects.for_the_system().exists(), bool(lines(wang))

    verbs.resume_collecting(number, filed=False, actor=CAROL, now=NOW)
    tasks.perform_collecting(collecting_id=number, **CAROL.carried())
    tasks.perform_collecting(collecting_id=number, **CAROL.carried())

    assert nothing == (False, False)
    assert net(wang) == {"2026-01": 10_000}
    assert len(lines(wang)) == 1


def test_the_job_is_filed_with_the_one_who_began_it(wang: int) -> None:
    number = begun(filed=True)

    job = ProcrastinateJob.objects.get(task_name="benefits.perform_collecting")
    assert job.args == {"collecting_id": number, **CAROL.carried()}


def test_what_cannot_be_collected_is_written_down(wang: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise Invalid("账簿已结到本月底，请先核对。", "odd")

    number = begun()
    with monkeypatch.context() as refused:
        refused.setattr("laoyou.benefits.verbs.paying._hand_over", refuse)
        tasks.perform_collecting(collecting_id=number, **CAROL.carried())

    row = Collecting.objects.of(pk=number).get()
    assert (row.state, row.problem) == ("failed", "账簿已结到本月底，请先核对。")
    assert net(wang) == {}
    assert collected("2026-01").state == "done"
