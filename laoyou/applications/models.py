"""Applications, what was done to each, the papers that go with them, and appeals."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from laoyou.applications.types import (
    OPEN_STATES,
    About,
    AppealState,
    ApplicationState,
    Asker,
    Channel,
    Move,
    PaperKind,
)
from laoyou.people.types import Relation
from laoyou.store.constraints import KeptByTrigger
from laoyou.store.scoped import ScopedQuerySet
from laoyou.store.sealing import SealedColumn

OPEN = sorted(state.value for state in OPEN_STATES)
DECIDED = (ApplicationState.APPROVED.value, ApplicationState.REFUSED.value)
ANSWERED = (AppealState.UPHELD.value, AppealState.REJECTED.value, AppealState.SETTLED.value)


def _known(field: str, words: type[Any]) -> Q:
    return Q(**{f"{field}__in": [word.value for word in words]})


ASKED_PROPERLY = (
    Q(asker=Asker.PERSON.value, relation="", asker_name="", consent_on__isnull=True)
    | Q(asker=Asker.KIN.value, consent_on__isnull=False) & _known("relation", Relation) & ~Q(asker_name="")
    | Q(asker=Asker.CLERK.value, relation="", asker_name="", consent_on__isnull=False)
)
"""Who asks in another's name has his consent, and kin say who they are (民法典第一百六十一条)."""


class OfPersonRows(ScopedQuerySet):
    """Rows belong to where their person lives."""

    scope_field = "person__home_division_id"


class Asked(models.Model):
    """Somebody asked for something, in his own name or by another; `words_sealed` is what he says.
    `version_id` is the text of the law by which it was asked for, or decided.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    benefit = models.CharField(max_length=64)
    version_id = models.BigIntegerField()
    asker = models.CharField(max_length=6)
    channel = models.CharField(max_length=7)
    relation = models.CharField(max_length=16, blank=True)
    asker_name = models.CharField(max_length=64, blank=True)
    consent_on = models.DateField(null=True)
    words_sealed = models.BinaryField()
    submitted_by = models.BigIntegerField(null=True)
    submitted_name = models.CharField(max_length=64)
    submitted_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    decided_by = models.BigIntegerField(null=True)
    decided_name = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=400, blank=True)

    objects = OfPersonRows.as_manager()

    class Meta:
        abstract = True


class Application(Asked):
    """A benefit asked for by the law of a version. `handled_by` accepted or verified it last; `due_on` is the
    end of the term that runs, null where none does. Of an approval `proposal` gave the benefit; of a refusal
    `clause` is the article on which it rests.
    """

    state = models.CharField(max_length=13)
    handled_by = models.BigIntegerField(null=True)
    accepted_on = models.DateField(null=True)
    clause = models.CharField(max_length=200, blank=True)
    proposal = models.ForeignKey(
        "benefits.Proposal", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="applications_application_words_known",
                condition=_known("state", ApplicationState) & _known("channel", Channel),
                violation_error_message="没有这种申请状态或申请方式。",
            ),
            models.CheckConstraint(
                name="applications_application_asked_properly",
                condition=ASKED_PROPERLY,
                violation_error_message="代办要写明本人同意的日期；亲属代办还要写明关系和姓名。",
            ),
            models.CheckConstraint(
                name="applications_application_due_while_open",
                condition=Q(state__in=OPEN, due_on__isnull=False)
                | ~Q(state__in=OPEN) & Q(due_on__isnull=True),
                violation_error_message="在办的申请要有办理期限，办完的没有。",
            ),
            models.CheckConstraint(
                name="applications_application_decided_when",
                condition=Q(state__in=DECIDED, decided_at__isnull=False)
                | ~Q(state__in=DECIDED) & Q(decided_at__isnull=True, decided_by__isnull=True),
                violation_error_message="申请的状态与决定时间不一致。",
            ),
            models.CheckConstraint(
                name="applications_application_refused_why",
                condition=~Q(state=ApplicationState.REFUSED.value) | ~Q(reason="") & ~Q(clause=""),
                violation_error_message="不予批准要写明理由和依据的条款。",
            ),
            models.CheckConstraint(
                name="applications_application_approved_by_proposal",
                condition=Q(state=ApplicationState.APPROVED.value, proposal__isnull=False)
                | ~Q(state=ApplicationState.APPROVED.value) & Q(proposal__isnull=True),
                violation_error_message="批准的申请要有对应的待遇。",
            ),
            models.CheckConstraint(
                name="applications_application_decided_by_another",
                condition=Q(decided_by__isnull=True)
                | Q(submitted_by__isnull=True)
                | ~Q(decided_by=F("submitted_by")),
                violation_error_message="谁代为提出的申请，不能由谁决定。请换一位同事办理。",
            ),
            models.UniqueConstraint(
                name="applications_application_one_open",
                fields=["person", "benefit"],
                condition=Q(state__in=OPEN),
                violation_error_message="这个人的这项待遇已有一份申请在办，请接着办那一份。",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_on", "id"], name="applications_application_list"),
        ]


class Step(models.Model):
    """What was done to an application, when and by whom. Append-only."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    move = models.CharField(max_length=10)
    words = models.CharField(max_length=400, blank=True)
    by = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="applications_step_move_known",
                condition=_known("move", Move),
                violation_error_message="没有这种办理步骤。",
            ),
            KeptByTrigger(
                name="applications_step_not_rewritten",
                violation_error_message="办理记录不能改写或删除。",
            ),
        ]


class Appeal(Asked):
    """Somebody does not agree with a refusal or with a proposal of a run. `against_by` decided what it is
    against (null: the system); whoever decides the appeal is another. `settled_at`: it was put right.
    """

    about = models.CharField(max_length=10)
    application = models.ForeignKey(Application, null=True, on_delete=models.PROTECT, related_name="+")
    proposal = models.ForeignKey(
        "benefits.Proposal", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    against_by = models.BigIntegerField(null=True)
    against_name = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=9)
    settled_at = models.DateTimeField(null=True)
    settled_name = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="applications_appeal_words_known",
                condition=_known("state", AppealState) & _known("channel", Channel) & _known("about", About),
                violation_error_message="没有这种申诉。",
            ),
            models.CheckConstraint(
                name="applications_appeal_asked_properly",
                condition=ASKED_PROPERLY,
                violation_error_message="代办要写明本人同意的日期；亲属代办还要写明关系和姓名。",
            ),
            models.CheckConstraint(
                name="applications_appeal_against_one",
                condition=Q(application__isnull=False, proposal__isnull=True, about=About.REFUSAL.value)
                | Q(application__isnull=True, proposal__isnull=False) & ~Q(about=About.REFUSAL.value),
                violation_error_message="申诉要针对一份没有批准的申请，或者一项待遇调整。",
            ),
            models.CheckConstraint(
                name="applications_appeal_due_while_open",
                condition=Q(state=AppealState.SUBMITTED.value, due_on__isnull=False)
                | ~Q(state=AppealState.SUBMITTED.value) & Q(due_on__isnull=True),
                violation_error_message="待决定的申诉要有期限，决定了的没有。",
            ),
            models.CheckConstraint(
                name="applications_appeal_decided_why",
                condition=Q(state__in=ANSWERED, decided_at__isnull=False) & ~Q(reason="")
                | ~Q(state__in=ANSWERED) & Q(decided_at__isnull=True, decided_by__isnull=True),
                violation_error_message="申诉的决定要有时间和理由。",
            ),
            models.CheckConstraint(
                name="applications_appeal_decided_by_another",
                condition=Q(decided_by__isnull=True)
                | (Q(against_by__isnull=True) | ~Q(decided_by=F("against_by")))
                & (Q(submitted_by__isnull=True) | ~Q(decided_by=F("submitted_by"))),
                violation_error_message="申诉不能由作出原决定的人、也不能由代为提出的人决定。请换一位主管办理。",
            ),
            models.CheckConstraint(
                name="applications_appeal_settled_when",
                condition=Q(state=AppealState.SETTLED.value, settled_at__isnull=False)
                | ~Q(state=AppealState.SETTLED.value) & Q(settled_at__isnull=True),
                violation_error_message="申诉的状态与改正时间不一致。",
            ),
            models.UniqueConstraint(
                name="applications_appeal_one_open_a_refusal",
                fields=["application"],
                condition=Q(state=AppealState.SUBMITTED.value),
                violation_error_message="这份申请已有一份申诉在办，请等它决定。",
            ),
            models.UniqueConstraint(
                name="applications_appeal_one_open_a_proposal",
                fields=["proposal"],
                condition=Q(state=AppealState.SUBMITTED.value),
                violation_error_message="这项调整已有一份申诉在办，请等它决定。",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on", "id"], name="applications_appeal_list")]


class Paper(models.Model):
    """A paper of an application or appeal. The content is sealed; the name of the file was not kept."""

    id = models.BigAutoField(primary_key=True)
    application = models.ForeignKey(Application, null=True, on_delete=models.PROTECT, related_name="+")
    appeal = models.ForeignKey(Appeal, null=True, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=60)
    kind = models.CharField(max_length=4)
    size = models.IntegerField()
    digest = models.BinaryField()
    content_sealed = models.BinaryField()
    added_by = models.BigIntegerField(null=True)
    added_name = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="applications_paper_of_one",
                condition=Q(application__isnull=False, appeal__isnull=True)
                | Q(application__isnull=True, appeal__isnull=False),
                violation_error_message="材料只属于一份申请或一份申诉。",
            ),
            models.CheckConstraint(
                name="applications_paper_kind_known",
                condition=_known("kind", PaperKind) & Q(size__gt=0, size__lte=5_000_000) & ~Q(label=""),
                violation_error_message="只收 5 MB 以内的 PDF、JPG、PNG，并要写明是什么材料。",
            ),
            models.UniqueConstraint(
                name="applications_paper_once_an_application",
                fields=["application", "digest"],
                condition=Q(removed_at__isnull=True),
                violation_error_message="这份材料已经附上了，不用再传。",
            ),
            models.UniqueConstraint(
                name="applications_paper_once_an_appeal",
                fields=["appeal", "digest"],
                condition=Q(removed_at__isnull=True),
                violation_error_message="这份材料已经附上了，不用再传。",
            ),
            KeptByTrigger(
                name="applications_paper_not_rewritten",
                violation_error_message="附上的材料不能改写，只能撤下。",
            ),
        ]


APPLICATION_WORDS = SealedColumn("applications_application.words", "")
APPEAL_WORDS = SealedColumn("applications_appeal.words", "")
PAPER_CONTENT = SealedColumn("applications_paper.content", "application_paper")
