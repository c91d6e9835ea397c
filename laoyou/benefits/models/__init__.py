"""The tables of benefits."""

from laoyou.benefits.models.dues import Collecting, Due, FundChoice
from laoyou.benefits.models.grants import Grant
from laoyou.benefits.models.proposals import Proposal
from laoyou.benefits.models.runs import Run, RunPerson, RunProfile
from laoyou.benefits.models.survival import Check, Proof, SurvivalWarning
from laoyou.benefits.models.suspensions import Suspension

__all__ = [
    "Check",
    "Collecting",
    "Due",
    "FundChoice",
    "Grant",
    "Proof",
    "Proposal",
    "Run",
    "RunPerson",
    "RunProfile",
    "SurvivalWarning",
    "Suspension",
]
