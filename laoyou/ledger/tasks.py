"""What the books do by night."""

from __future__ import annotations

from laoyou import jobs
from laoyou.access.types import Actor
from laoyou.kernel import clock
from laoyou.ledger import verbs


@jobs.nightly("ledger.expire_vouchers", hour=17)
def expire_vouchers(timestamp: int) -> None:
    """Vouchers whose last day was yesterday go back to their fund, soon after midnight in China."""
    del timestamp
    verbs.expire_vouchers(actor=Actor.system("服务券到期收回"), now=clock.now())
