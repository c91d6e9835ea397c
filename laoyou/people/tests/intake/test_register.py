"""What an intake does to the register: nothing twice, nothing forgotten, nothing outside its scope."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from laoyou.access.types import Scope
from laoyou.audit import reads as audit
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.people import verbs
from laoyou.people.facts import PersonDied, PersonMoved, RosterApplied
from laoyou.people.models import (
    Abode,
    Batch,
    Contact,
    Document,
    OtherName,
    Person,
    Phone,
    Review,
    RowTrace,
    StatusFact,
)
from laoyou.people.reads import batches, reviews
from laoyou.people.tests.cast import (
    ALICE,
    BOB,
    NOW,
    TOWN_A,
    VILLAGE_A,
    VILLAGE_A2,
    VILLAGE_B,
    Heard,
    card,
    later,
    number_of,
    somebody,
)
from laoyou.people.tests.intake.cast import (
    ABILITY,
    ASSISTANCE,
    BORN,
    DEATHS,
    ERIN,
    FRANK,
    SYSTEM,
    assisted,
    csv_file,
    elder,
    outcomes,
    person_of,
    police,
    reasons,
    resident,
    taken_in,
    town,
    uploaded,
)
from laoyou.people.types import BatchState, FactKind, RowOutcome, Source
from laoyou.people.verbs import intake
from laoyou.people.verbs.reviews import Decision, decide_review

pytestmark = pytest.mark.usefixtures("ground")

TABLES = (Person, Document, Phone, Abode, StatusFact, Contact, OtherName)


def everything() -> dict[str, list[tuple[object, ...]]]:
    """All rows of the register's tables."""
    found = {}
    for model in TABLES:
        rows = model.objects.all()
        rows = rows.for_the_system() if hasattr(rows, "for_the_system") else rows
        found[model.__name__] = list(rows.order_by("pk").values_list())
    return found


def believed(person_id: int, kind: FactKind) -> list[tuple[str, date | None, date | None]]:
    rows = StatusFact.objects.filter(person=person_id, kind=kind, superseded_at=None).order_by("pk")
    return sorted(
        ((row.value, row.span.start, row.span.end) for row in rows), key=lambda each: each[1] or date.min
    )


def test_the_same_file_twice_changes_nothing() -> None:
    one, other = number_of(BORN), number_of(BORN)
    rows = (
        elder("李小华", one, 紧急联系人="张秀敏", 关系="女儿", 联系人电话="13900001111", 特殊贡献="劳动模范"),
        elder("王桂兰", other, 所属村居="新兴社区"),
    )
    town(*rows)
    before = everything()

    batch_id, result = town(*rows, now=later(30))

    assert everything() == before
    assert dict(result.outcomes) == {"unchanged": 2}
    assert outcomes(batch_id) == {2: "unchanged", 3: "unchanged"}


def test_a_check_says_what_would_happen_and_does_nothing() -> None:
    town(elder("李小华", known := number_of(BORN)))
    before = everything()
    content = csv_file(
        ("姓名", "身份证号", "所属乡镇", "所属村居", "居住状况"),
        ["李小华", known, "二马路街道", "新华社区", "空巢"],
        ["王五", number_of(BORN), "", "新兴社区", ""],
        ["", "", "", "", "独居"],
    )

    batch_id = uploaded(content)
    result = intake.check_batch(batch_id, actor=SYSTEM, now=NOW)

    assert everything() == before
    assert dict(result.outcomes) == {"changed": 1, "created": 1, "rejected": 1}
    record = batches.batch(batch_id)
    assert (record.state, record.counts[RowOutcome.CREATED]) == (BatchState.CHECKED, 1)
    assert record.shown[0][0] == 4
    assert not RowTrace.objects.filter(batch_id=batch_id).exists()


def test_another_value_ends_the_former_and_the_past_keeps_what_was_believed() -> None:
    number = number_of(BORN)
    batch_id, _ = town(elder("李小华", number, 居住状况="独居"))

    town(elder("李小华", number, 居住状况="与子女同住"), now=later(100))

    person_id = person_of(batch_id, 2)
    change = date(2026, 6, 10)
    assert believed(person_id, FactKind.LIVING) == [
        ("alone", date(2026, 3, 2), change - timedelta(days=1)),
        ("with_family", change, None),
    ]
    (old,) = StatusFact.objects.filter(person=person_id, superseded_at__isnull=False)
    assert (old.value, old.span.end, old.superseded_at) == ("alone", None, later(100))


def test_a_grant_that_ends_is_ended_and_no_day_is_left_after_it() -> None:
    number = number_of(BORN)
    batch_id, _ = taken_in(csv_file(ASSISTANCE, assisted("李小华", number)), Source.CIVIL_AFFAIRS)

    ended = assisted("李小华", number, until="2026-12-31")
    taken_in(csv_file(ASSISTANCE, ended), Source.CIVIL_AFFAIRS, now=later(1))

    assert believed(person_of(batch_id, 2), FactKind.LOW_INCOME) == [
        ("urban", date(2020, 1, 1), date(2026, 12, 31))
    ]


def test_a_new_assessment_leaves_the_earlier_one_its_days() -> None:
    number = number_of(BORN)
    batch_id, _ = police(resident("李小华", number))
    for day, grade in (("2023-05-01", "轻度失能"), ("2025-05-01", "中度失能"), ("2025-05-01", "中度失能")):
        taken_in(csv_file(ABILITY, ["李小华", number, grade, day, ""]), Source.CIVIL_AFFAIRS)

    assert believed(person_of(batch_id, 2), FactKind.ABILITY) == [
        ("1", date(2023, 5, 1), date(2025, 4, 30)),
        ("2", date(2025, 5, 1), None),
    ]


def test_what_other_sources_say_is_kept() -> None:
    number = number_of(BORN)
    batch_id, _ = police(resident("李小华", number, 联系电话="13900002222"))

    town(elder("李小华", number))

    person_id = person_of(batch_id, 2)
    assert set(Phone.objects.filter(person=person_id).values_list("source", flat=True)) == {"police", "town"}
    assert Abode.objects.filter(person=person_id, superseded_at=None).count() == 3


def test_the_town_knows_better_where_somebody_lives(heard: Heard) -> None:
    number = number_of(BORN)
    batch_id, _ = police(resident("李小华", number))

    town(elder("李小华", number, 所属村居="新兴社区"))
    police(resident("李小华", number), now=later(1))

    person = Person.objects.of(pk=person_of(batch_id, 2)).get()
    assert (person.home_division_id, person.registered_division_id) == (VILLAGE_A2, VILLAGE_A)
    assert [(moved.home_was, moved.home) for moved in heard.of(PersonMoved)] == [(VILLAGE_A, VILLAGE_A2)]


def test_another_phone_and_another_address_take_the_place_of_the_former() -> None:
    number = number_of(BORN)
    batch_id, _ = town(elder("李小华", number))

    town(elder("李小华", number, 联系电话="13700003333", 住址="新华社区9号楼"), now=later(1))

    person_id = person_of(batch_id, 2)
    assert Phone.objects.filter(person=person_id, superseded_at=None).count() == 1
    assert Phone.objects.filter(person=person_id).count() == 2
    (abode,) = Abode.objects.filter(person=person_id, superseded_at=None)
    assert abode.since == date(2026, 3, 3)


def test_another_contact_takes_the_former_ones_place_in_the_order() -> None:
    number = number_of(BORN)
    given = {"紧急联系人": "张秀敏", "关系": "女儿", "联系人电话": "13900001111"}
    batch_id, _ = town(elder("李小华", number, **given))

    town(elder("李小华", number, **(given | {"联系人电话": "13900002222"})), now=later(1))

    person_id = person_of(batch_id, 2)
    (contact,) = Contact.objects.filter(person=person_id, removed_at=None)
    assert contact.position == 1
    assert Contact.objects.filter(person=person_id).count() == 2


def test_deaths_are_told_and_a_corrected_day_is_the_day(heard: Heard) -> None:
    number = number_of(BORN)
    batch_id, _ = police(resident("李小华", number))
    taken_in(csv_file(DEATHS, ["李小华", number, "2026-02-01"]), Source.POLICE)
    taken_in(csv_file(DEATHS, ["李小华", number, "2026-02-03"]), Source.POLICE, now=later(1))

    person = Person.objects.of(pk=person_of(batch_id, 2)).get()
    assert person.death_date == date(2026, 2, 3)
    assert believed(person.pk, FactKind.DEATH) == [("yes", date(2026, 2, 3), None)]
    assert [fact.on for fact in heard.of(PersonDied)] == [date(2026, 2, 1)]


def test_one_audit_entry_is_bound_to_the_trace_of_all_rows(heard: Heard) -> None:
    batch_id, result = town(elder(), elder(), elder(""))

    assert audit.digest_of("people.apply_batch", "batch", str(batch_id)) == (3, result.digest)
    verdict = batches.verify_trace(batch_id)
    assert (verdict.rows, verdict.expected, verdict.holds) == (3, 3, True)
    assert [fact.created for fact in heard.of(RosterApplied)] == [2]
    with pytest.raises(NotFound):
        batches.verify_trace(batch_id + 1)


def test_a_trace_with_another_row_does_not_hold() -> None:
    batch_id, _ = town(elder())

    RowTrace.objects.create(batch_id=batch_id, row_no=9, outcome="created", person_id=1)

    assert not batches.verify_trace(batch_id).holds


def test_rows_outside_the_uploaders_scope_go_back() -> None:
    neighbour = number_of(BORN)
    police(resident("王桂兰", neighbour, 居住地区划代码=VILLAGE_B, 户籍地区划代码=VILLAGE_B))

    batch_id, _ = town(
        elder("李小华"),
        elder("赵玉珍", 所属乡镇="八马路街道", 所属村居="建设社区"),
        elder("王桂兰", neighbour),
        actor=ERIN,
    )

    assert outcomes(batch_id) == {2: "created", 3: "rejected", 4: "rejected"}
    assert reasons(batch_id) == {3: ["home_outside"], 4: ["person_outside"]}
    (first, _) = batches.rejects(batch_id)
    assert "不在您的辖区" in first.remarks[0].reason
    assert Abode.objects.filter(source="town").count() == 1


def test_a_batch_belongs_to_the_division_of_who_uploads_it() -> None:
    batch_id, _ = town(elder(), actor=ERIN)

    assert batches.batch(batch_id).division == TOWN_A
    assert [one.id for one in batches.batches(FRANK.scope).rows] == [batch_id]
    assert list(batches.batches(BOB.scope).rows) == []


def test_a_neighbour_can_neither_check_nor_apply_nor_withdraw_it() -> None:
    batch_id = uploaded(
        csv_file(("姓名", "身份证号", "所属村居"), ["李小华", number_of(BORN), "新华社区"]), actor=ERIN
    )
    neighbour = FRANK.__class__(23, "邻居", FRANK.role, BOB.scope)

    for verb in (intake.check_batch, intake.start_batch, intake.withdraw_batch):
        with pytest.raises(Forbidden):
            verb(batch_id, actor=neighbour, now=NOW)
    with pytest.raises(Forbidden):
        intake.upload_batch(None, source=Source.TOWN, actor=ALICE, now=NOW)  # type: ignore[arg-type]


def alike(name: str = "李小华", **cells: str) -> list[str]:
    return elder(name, "", **({"出生日期": BORN.isoformat()} | cells))


def test_a_row_without_number_that_is_like_somebody_waits_for_a_person() -> None:
    known = somebody("李小华", document=card(number_of(BORN)))

    batch_id, _ = town(alike())

    (row,) = reviews.waiting(ALICE.scope).rows
    assert outcomes(batch_id) == {2: "review"}
    assert (row.candidate.id, row.score, row.row_no) == (known, 1.0, 2)  # type: ignore[union-attr]
    assert reviews.count_waiting(BOB.scope) == 0


def test_a_row_without_number_that_is_like_nobody_goes_back() -> None:
    somebody("王建国", document=card(number_of(BORN)))

    batch_id, _ = town(alike())

    assert reasons(batch_id) == {2: ["number_missing"]}


def test_a_doubtful_row_that_comes_again_is_asked_about_once() -> None:
    somebody("李小华", document=card(number_of(BORN)))
    row = alike(居住状况="空巢")

    town(row)
    _, again = town(row)

    assert Review.objects.for_the_system().count() == 1
    assert again.outcomes == {RowOutcome.REVIEW: 1}


def test_a_doubtful_row_on_which_somebody_decided_says_nothing_new() -> None:
    known = somebody("李小华", document=card(number_of(BORN)))
    row = alike(居住状况="空巢")
    town(row)
    decide_review(Review.objects.for_the_system().get().pk, Decision.SAME, actor=ALICE, now=later(1))
    before = everything()

    _, again = town(row)

    assert everything() == before
    assert again.outcomes == {RowOutcome.UNCHANGED: 1}
    assert [value for value, _, _ in believed(known, FactKind.LIVING)] == ["empty_nest"]


def test_one_number_with_two_names_waits_for_a_person_and_changes_nobody() -> None:
    number = number_of(BORN)
    known = somebody("李小华", document=card(number))
    before = everything()

    town(elder("王建国", number))

    assert everything() == before
    review = Review.objects.for_the_system().get()
    assert (review.candidate_id, review.grounds) == (known, "证件号码相同，姓名不同")


def test_the_same_person_is_written_to_and_the_decision_is_audited() -> None:
    known = somebody("李小华", document=card(number_of(BORN)))
    town(alike(居住状况="空巢"))
    review = Review.objects.for_the_system().get()

    assert decide_review(review.pk, Decision.SAME, actor=ALICE, now=later(1)) == known

    assert [value for value, _, _ in believed(known, FactKind.LIVING)] == ["empty_nest"]
    assert Document.objects.filter(person=known).count() == 1
    review.refresh_from_db()
    assert (review.decision, review.decided_person_id, review.decided_by) == ("same", known, ALICE.user_id)
    (entry,) = audit.entries(Scope.everything(), audit.Filter(act="people.decide_review")).rows
    assert (entry.person_id, entry.user_id) == (known, ALICE.user_id)


def test_another_person_is_entered_without_the_number_that_is_not_sound() -> None:
    known = somebody("李小华", document=card(number_of(BORN)))
    town(alike())
    review = Review.objects.for_the_system().get()

    made = decide_review(review.pk, Decision.NEW, actor=ALICE, now=NOW)

    assert made not in (None, known)
    assert not Document.objects.filter(person=made).exists()
    assert Person.objects.of(pk=made).get().birth_date == BORN


def test_a_number_that_belongs_to_the_other_makes_no_second_person() -> None:
    number = number_of(BORN)
    somebody("李小华", document=card(number))
    town(elder("王建国", number))
    review = Review.objects.for_the_system().get()

    with pytest.raises(Conflict) as refused:
        decide_review(review.pk, Decision.NEW, actor=ALICE, now=NOW)

    assert refused.value.code == "number_taken"
    assert Person.objects.for_the_system().count() == 1


def test_a_dropped_row_writes_nothing_and_is_decided_once() -> None:
    somebody("李小华", document=card(number_of(BORN)))
    town(alike())
    review = Review.objects.for_the_system().get()
    before = everything()

    assert decide_review(review.pk, Decision.DROPPED, actor=ALICE, now=NOW) is None

    assert everything() == before
    with pytest.raises(Conflict) as refused:
        decide_review(review.pk, Decision.SAME, actor=ALICE, now=NOW)
    assert refused.value.code == "decided"


def test_a_review_is_decided_by_those_of_its_place() -> None:
    somebody("李小华", document=card(number_of(BORN)))
    town(alike())

    with pytest.raises(Forbidden):
        decide_review(Review.objects.for_the_system().get().pk, Decision.SAME, actor=BOB, now=NOW)


def test_a_person_under_two_documents_is_not_written_twice() -> None:
    one, other = number_of(BORN), number_of(BORN)
    known = somebody("李小华", document=card(one))
    verbs.add_document(known, document=card(other), source=Source.TOWN, actor=SYSTEM, now=NOW)

    batch_id, _ = town(elder("李小华", one), elder("李小华", other, 居住状况="空巢"))

    assert outcomes(batch_id) == {2: "changed", 3: "rejected"}
    assert reasons(batch_id) == {3: ["same_person_twice"]}


def test_columns_are_named_once_and_remembered() -> None:
    headers = ("名", "证", "性别", "村", "情况")
    row = ["李小华", number_of(BORN), "女", "新华社区", "独居"]
    chosen = {"名": "name", "证": "number", "情况": "status"}
    with pytest.raises(Invalid) as refused:
        uploaded(csv_file(headers, row))
    assert refused.value.code == "header"

    first = uploaded(csv_file(headers, row), mapping=chosen)
    intake.map_columns(first, chosen, actor=SYSTEM, now=NOW)
    second, result = taken_in(csv_file(headers, row))

    assert batches.batch(second).mapping == {
        "名": "name",
        "证": "number",
        "性别": "sex",
        "村": "village_name",
        "情况": "status",
    }
    assert dict(result.outcomes) == {"created": 1}


def test_two_headers_for_one_field_are_refused() -> None:
    batch_id = uploaded(csv_file(("姓名", "身份证号", "村居", "旧村居"), ["a", "b", "c", "d"]))

    with pytest.raises(Invalid) as refused:
        intake.map_columns(
            batch_id,
            {"姓名": "name", "身份证号": "number", "村居": "village_name", "旧村居": "village_name"},
            actor=SYSTEM,
            now=NOW,
        )

    assert refused.value.code == "twice"


def test_a_batch_moves_through_its_states_and_not_back() -> None:
    batch_id = uploaded(csv_file(("姓名", "身份证号", "所属村居"), ["李小华", number_of(BORN), "新华社区"]))
    with pytest.raises(Conflict):
        intake.apply_batch(batch_id, actor=SYSTEM, now=NOW)

    intake.start_batch(batch_id, filed=False, actor=SYSTEM, now=NOW)
    intake.apply_batch(batch_id, actor=SYSTEM, now=NOW)

    for again in (intake.check_batch, intake.start_batch, intake.apply_batch, intake.withdraw_batch):
        with pytest.raises(Conflict) as refused:
            again(batch_id, actor=SYSTEM, now=NOW)
        assert refused.value.code == "batch_state"


def test_the_file_is_removed_once_it_is_in_or_given_up(
    django_capture_on_commit_callbacks: object, home: object
) -> None:
    folder = home / "files" / "intake"  # type: ignore[operator]
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        taken_in(csv_file(("姓名", "身份证号", "所属村居"), ["李小华", number_of(BORN), "新华社区"]))
    assert list(folder.iterdir()) == []

    batch_id = uploaded(csv_file(("姓名", "身份证号", "所属村居"), ["李小华", number_of(BORN), "新华社区"]))
    (kept,) = folder.iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        intake.withdraw_batch(batch_id, actor=SYSTEM, now=NOW)

    assert list(folder.iterdir()) == []
    assert Batch.objects.of(pk=batch_id).get().state == "withdrawn"


def test_a_refused_upload_leaves_no_file(home: object) -> None:
    with pytest.raises(Invalid):
        uploaded(b"%PDF-1.7")

    assert list((home / "files" / "intake").iterdir()) == []  # type: ignore[operator]


def test_a_run_that_no_longer_stirs_is_told_as_cut_off() -> None:
    batch_id = uploaded(csv_file(("姓名", "身份证号", "所属村居"), ["李小华", number_of(BORN), "新华社区"]))
    intake.start_batch(batch_id, filed=False, actor=SYSTEM, now=NOW)

    record = batches.batch(batch_id)

    assert record.is_working(NOW)
    assert not record.is_cut_off(NOW)
    assert record.is_cut_off(later(minutes=5))
    intake.start_batch(batch_id, filed=False, actor=SYSTEM, now=later(minutes=5))


def test_a_file_without_rows_is_told_so() -> None:
    batch_id = uploaded(csv_file(("姓名", "身份证号", "所属村居")))

    with pytest.raises(Invalid) as refused:
        intake.check_batch(batch_id, actor=SYSTEM, now=NOW)

    assert refused.value.code == "empty"
