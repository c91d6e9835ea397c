"""The whole map on one page: which tables of acts are in force, and which fact calls which verb."""

from __future__ import annotations

from laoyou import acts
from laoyou.access import rules
from laoyou.accounts import labels
from laoyou.accounts.types import ACTS as ACCOUNTS_ACTS
from laoyou.acts.types import Clocked
from laoyou.applications.reads.procedure import procedure
from laoyou.applications.types import ACTS as APPLICATIONS_ACTS
from laoyou.assessment import verbs as assessment
from laoyou.assessment.facts import AssessmentConcluded, AssessmentRevoked
from laoyou.assessment.reads import scales
from laoyou.assessment.types import ACTS as ASSESSMENT_ACTS
from laoyou.benefits import verbs as benefits
from laoyou.benefits.facts import ProposalsConfirmed, RunDone
from laoyou.benefits.types import ACTS as BENEFITS_ACTS
from laoyou.benefits.verbs import survival, telling
from laoyou.family import verbs as family
from laoyou.family.types import ACTS as FAMILY_ACTS
from laoyou.forecasts.types import ACTS as FORECASTS_ACTS
from laoyou.ledger import labels as ledger_labels
from laoyou.ledger.types import ACTS as LEDGER_ACTS
from laoyou.notices.types import ACTS as NOTICES_ACTS
from laoyou.orgs.types import ACTS as ORGS_ACTS
from laoyou.payments import verbs as payments
from laoyou.payments.facts import PaymentCancelled
from laoyou.payments.reads import banks
from laoyou.payments.types import ACTS as PAYMENTS_ACTS
from laoyou.people.facts import MergeUndone, PersonDeathWithdrawn, PersonDied, PersonsMerged
from laoyou.people.types import ACTS as PEOPLE_ACTS
from laoyou.places import reads as places
from laoyou.places.types import ACTS as PLACES_ACTS
from laoyou.policies.types import ACTS as POLICIES_ACTS
from laoyou.subsidies.types import ACTS as SUBSIDIES_ACTS
from laoyou.verifications.types import ACTS as VERIFICATIONS_ACTS

TABLES = (
    ACCOUNTS_ACTS,
    VERIFICATIONS_ACTS,
    PLACES_ACTS,
    LEDGER_ACTS,
    POLICIES_ACTS,
    PEOPLE_ACTS,
    ORGS_ACTS,
    ASSESSMENT_ACTS,
    PAYMENTS_ACTS,
    FAMILY_ACTS,
    NOTICES_ACTS,
    BENEFITS_ACTS,
    APPLICATIONS_ACTS,
    SUBSIDIES_ACTS,
    FORECASTS_ACTS,
)

LISTENERS: dict[type, tuple[Clocked, ...]] = {
    PersonsMerged: (assessment.follow_merge, payments.follow_merge, family.follow_merge),
    MergeUndone: (assessment.follow_merge, payments.follow_undoing, family.follow_merge),
    PersonDied: (survival.follow_death, family.follow_death),
    PersonDeathWithdrawn: (family.follow_life,),
    AssessmentConcluded: (survival.follow_assessment,),
    AssessmentRevoked: (survival.follow_assessment,),
    RunDone: (telling.file_telling,),
    ProposalsConfirmed: (benefits.follow_confirmed, telling.tell_confirmed, survival.follow_confirmed),
    PaymentCancelled: (benefits.follow_cancelled,),
}


def lay() -> None:
    for table in TABLES:
        rules.register(table)
    acts.listen(LISTENERS)
    labels.register(places.label)
    ledger_labels.register(places.divisions)
    ledger_labels.learn({"payment_batch": "发放批次", "payment_line": "发放明细", "receivable": "应收"})
    ledger_labels.learn({"due": "应发待遇"})
    scales.every()  # a scale that cannot be read stops the program here, not a visit later
    banks.banks()  # nor a bank's template
    procedure()  # nor the terms of applications
