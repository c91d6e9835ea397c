"""The tables of benefits."""

from laoyou.benefits.models.grants import Grant
from laoyou.benefits.models.proposals import Proposal
from laoyou.benefits.models.runs import Run, RunPerson, RunProfile

__all__ = ["Grant", "Proposal", "Run", "RunPerson", "RunProfile"]
