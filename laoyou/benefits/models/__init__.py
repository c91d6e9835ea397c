"""The tables of benefits."""

from laoyou.benefits.models.dues import Collecting, Due, FundChoice
from laoyou.benefits.models.grants import Grant
from laoyou.benefits.models.proposals import Proposal
from laoyou.benefits.models.runs import Run, RunPerson, RunProfile

__all__ = ["Collecting", "Due", "FundChoice", "Grant", "Proposal", "Run", "RunPerson", "RunProfile"]
