"""The second factor: six digits of every half minute (RFC 6238), each accepted once."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp

STEP_SECONDS = 30
DRIFT_STEPS = 1
ISSUER = "老幼"


def new_secret() -> str:
    """A fresh secret of 160 bits, in base 32."""
    return pyotp.random_base32()


def address(secret: str, username: str) -> str:
    """The `otpauth://` address that an authenticator reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def step_of(secret: str, code: str, now: datetime, last_step: int) -> int | None:
    """The half minute to which `code` belongs, if it is near `now` and later than `last_step`; else None."""
    generator, present = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    steps = range(present - DRIFT_STEPS, present + DRIFT_STEPS + 1)
    matching = [
        step
        for step in steps
        if hmac.compare_digest(generator.at(step * STEP_SECONDS).encode(), code.encode())
    ]
    return next((step for step in matching if step > last_step), None)
