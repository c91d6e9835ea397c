"""Papers: what is let in, how it lies in the table, and who may open it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.access.types import Scope
from laoyou.applications import reads, verbs
from laoyou.applications.core import content
from laoyou.applications.core.evidence import names_same
from laoyou.applications.models import Paper
from laoyou.applications.tests.cast import (
    ALICE,
    BOB,
    JPEG,
    NOW,
    PDF,
    PNG,
    asked,
    family,
    paper,
    poor,
    refused,
)
from laoyou.applications.types import About, Against, File, NewAppeal, PaperKind
from laoyou.audit import reads as audit
from laoyou.audit.types import Outcome
from laoyou.benefits.tests.cast import elder, state
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.people.types import FactKind, Source

NOT_PAPERS = (
    b"<html><script>alert(1)</script></html>", b"MZ\x90\x00" + b"\x00" * 50, b"PK\x03\x04" + b"\x00" * 50,
    b"GIF89a" + b"\x00" * 50, b"<?xml version='1.0'?><svg onload='alert(1)'/>", PDF[:20], PNG[:20], JPEG[:10],
)  # fmt: skip


@pytest.mark.parametrize(
    ("body", "kind"), [(PDF, PaperKind.PDF), (PNG, PaperKind.PNG), (JPEG, PaperKind.JPEG)]
)
def test_what_a_file_is_is_told_by_its_content(body: bytes, kind: PaperKind) -> None:
    assert content.kind_of(body) is kind


@pytest.mark.parametrize("body", NOT_PAPERS)
def test_anything_else_is_refused_whatever_it_is_called(body: bytes) -> None:
    with pytest.raises(Invalid) as told:
        content.kind_of(body)

    assert (told.value.code, told.value.field) == ("paper_kind", "file")


@given(st.binary(max_size=400))
def test_no_bytes_break_the_look_at_them(body: bytes) -> None:
    with suppress(Invalid):
        assert content.kind_of(body) in PaperKind


def test_a_file_too_large_or_empty_is_refused() -> None:
    with pytest.raises(Invalid, match="5 MB"):
        content.kind_of(b"\xff\xd8\xff" + b"\x00" * content.MOST_BYTES)
    with pytest.raises(Invalid, match="空的"):
        content.kind_of(b"")


@pytest.mark.usefixtures("law")
class TestOfApplications:
    def test_a_paper_is_sealed_and_comes_back_as_it_was(self) -> None:
        application_id = asked(poor())

        paper_id = verbs.add_document(application_id, paper(content=PNG), actor=ALICE, now=NOW)

        row = Paper.objects.get(pk=paper_id)
        assert PNG not in bytes(row.content_sealed)
        record, body = reads.papers.opened(paper_id, actor=ALICE, now=NOW)
        assert (record.label, record.kind, record.size, body) == (
            "老年人能力评估报告", PaperKind.PNG, len(PNG), PNG,
        )  # fmt: skip

    def test_that_it_was_opened_is_on_the_trail(self) -> None:
        person_id = poor()
        paper_id = verbs.add_document(asked(person_id), paper(), actor=ALICE, now=NOW)

        reads.papers.opened(paper_id, actor=ALICE, now=NOW)

        (entry,) = audit.entries(Scope.everything(), audit.Filter(act="applications.open_document")).rows
        assert (entry.outcome, entry.person_id, entry.object_id) == (Outcome.READ, person_id, str(paper_id))
        assert entry.purpose == "application"

    def test_a_neighbour_and_another_family_open_nothing(self) -> None:
        paper_id = verbs.add_document(asked(poor()), paper(), actor=ALICE, now=NOW)

        for actor in (BOB, family(poor(name="王大山"))):
            with pytest.raises(Forbidden):
                reads.papers.opened(paper_id, actor=actor, now=NOW)
            with pytest.raises(Forbidden):
                verbs.remove_document(paper_id, actor=actor, now=NOW)

    def test_a_family_hands_in_and_opens_its_own(self) -> None:
        person_id = poor()
        application_id = asked(person_id, actor=family(person_id))

        paper_id = verbs.add_document(application_id, paper(), actor=family(person_id), now=NOW)

        assert reads.papers.opened(paper_id, actor=family(person_id), now=NOW)[1] == PDF

    def test_the_same_file_again_is_not_kept_twice(self) -> None:
        application_id = asked(poor())
        verbs.add_document(application_id, paper(), actor=ALICE, now=NOW)

        with pytest.raises(Conflict) as told:
            verbs.add_document(application_id, paper("户口簿"), actor=ALICE, now=NOW)

        assert told.value.code == "applications_paper_once_an_application"

    def test_there_is_an_end_to_the_number_and_to_the_sum(self, monkeypatch: pytest.MonkeyPatch) -> None:
        application_id = asked(poor())
        monkeypatch.setattr(content, "MOST_PAPERS", 1)
        verbs.add_document(application_id, paper(), actor=ALICE, now=NOW)

        with pytest.raises(Conflict, match="最多附 1 份"):
            verbs.add_document(application_id, paper(content=PNG), actor=ALICE, now=NOW)
        monkeypatch.setattr(content, "MOST_PAPERS", 20)
        monkeypatch.setattr(content, "MOST_TOGETHER", len(PDF) + 1)
        with pytest.raises(Conflict, match="合计"):
            verbs.add_document(application_id, paper(content=PNG), actor=ALICE, now=NOW)

    @pytest.mark.parametrize("label", ["", " ", "长" * 61])
    def test_a_paper_says_what_it_is(self, label: str) -> None:
        with pytest.raises(Invalid) as told:
            verbs.add_document(asked(poor()), File(PDF, label), actor=ALICE, now=NOW)

        assert told.value.field == "label"

    def test_a_paper_put_there_by_mistake_is_taken_down(self) -> None:
        application_id = asked(poor())
        paper_id = verbs.add_document(application_id, paper(), actor=ALICE, now=NOW)

        verbs.remove_document(paper_id, actor=ALICE, now=NOW)

        assert reads.papers.of_application(application_id) == []
        with pytest.raises(NotFound):
            reads.papers.opened(paper_id, actor=ALICE, now=NOW)
        with pytest.raises(Conflict):
            verbs.remove_document(paper_id, actor=ALICE, now=NOW)

    def test_what_is_decided_keeps_its_papers_and_takes_no_more(self) -> None:
        application_id = asked(poor())
        paper_id = verbs.add_document(application_id, paper(), actor=ALICE, now=NOW)
        verbs.withdraw(application_id, actor=ALICE, now=NOW)

        with pytest.raises(Conflict):
            verbs.add_document(application_id, paper(content=PNG), actor=ALICE, now=NOW)
        with pytest.raises(Conflict):
            verbs.remove_document(paper_id, actor=ALICE, now=NOW)

    def test_an_appeal_has_papers_of_its_own(self) -> None:
        person_id = poor()
        new = NewAppeal(person_id, Against(About.REFUSAL, refused(person_id)), "不同意。")
        appeal_id = verbs.appeal(new, actor=family(person_id), now=NOW)

        paper_id = verbs.add_appeal_document(
            appeal_id, paper("诊断证明"), actor=family(person_id), now=NOW
        )

        assert [one.label for one in reads.papers.of_appeal(appeal_id)] == ["诊断证明"]
        assert reads.papers.opened(paper_id, actor=ALICE, now=NOW)[1] == PDF
        verbs.remove_document(paper_id, actor=family(person_id), now=NOW)
        assert reads.papers.of_appeal(appeal_id) == []


@pytest.mark.parametrize(
    ("needed", "settles", "same"),
    [
        ("低保证或低保边缘认定书", "低保证或民政部门认定结果", True),
        ("老年人能力评估报告", "老年人能力评估报告", True),
        ("户口簿", "居民身份证或户口簿", True),
        ("改造验收单", "老年人能力评估报告", False),
        ("", "", False),
    ],
)
def test_the_same_paper_goes_by_more_than_one_name(needed: str, settles: str, same: bool) -> None:
    assert names_same(needed, settles) is same


def checked(person_id: int) -> dict[str, Any]:
    application_id = asked(person_id)
    one = reads.applications.application(application_id)
    told = reads.deciding.told(person_id, NOW.date())
    reason = reads.deciding.reason_of(told, one.benefit)
    found = reads.papers.of_application(application_id)
    return {need.label: need for need in reads.checklist.checklist(one.version_id, told, reason, found)}


@pytest.mark.usefixtures("law")
def test_a_paper_for_which_a_department_answers_need_not_be_brought() -> None:
    need = checked(poor())["老年人能力评估报告"]

    assert need.is_there
    assert need.verified == ("能力评估：老年人能力等级",)


@pytest.mark.usefixtures("law")
@pytest.mark.parametrize("source", [Source.TOWN, Source.FAMILY, None])
def test_what_the_family_or_the_town_says_needs_its_paper(source: Source | None) -> None:
    person_id = elder("1950-01-01")
    if source:
        state(person_id, FactKind.ABILITY, "2", source=source)

    need = checked(person_id)["老年人能力评估报告"]

    assert not need.is_there
    assert need.verified == ()
