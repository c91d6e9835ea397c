"""Sealed fields: what must not be read from a stolen disk, and how it is found all the same.

A sealed value is `key id (1 byte) + nonce (12) + ciphertext + tag (16)`, by AES-256-GCM, or SM4-GCM where
the installation is configured for the national algorithms. Its place (table, column, row) is authenticated
with it, so that a value moved to another row does not open. The blind index beside it is a keyed digest
(HMAC-SHA-256 or HMAC-SM3) of the normalised value, cut to 16 bytes: equal values meet, nothing is revealed.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from laoyou.kernel.errors import Invalid

NONCE_BYTES = 12
TAG_BYTES = 16
BLIND_BYTES = 16
SEALED_OVERHEAD = 1 + NONCE_BYTES + TAG_BYTES


@dataclass(frozen=True, slots=True)
class Keys:
    """The key ring: sealing keys by number (0..255), the number in use, and the blind-index key."""

    sealing: Mapping[int, bytes]
    active: int
    blind: bytes
    suite: str  # "intl": AES-256-GCM and HMAC-SHA-256; "sm": SM4-GCM and HMAC-SM3


class Vault:
    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._digest = "sm3" if keys.suite == "sm" else "sha256"
        self._aes = {number: AESGCM(key) for number, key in keys.sealing.items()}

    def seal(self, where: str, row: int, text: str) -> bytes:
        """Seal `text` for row `row` of the column `where` ("people_phone.number")."""
        return self.sealer(where)(row, text)

    def sealer(self, where: str) -> Callable[[int, str], bytes]:
        """`seal` for one column, prepared for many rows."""
        head = bytes([self._keys.active])
        prefix = where.encode() + b":"
        if self._keys.suite == "sm":
            key = self._keys.sealing[self._keys.active][:16]

            def seal_sm4(row: int, text: str) -> bytes:
                nonce = os.urandom(NONCE_BYTES)
                return head + nonce + _sm4_seal(key, nonce, text.encode(), prefix + b"%d" % row)

            return seal_sm4
        encrypt = self._aes[self._keys.active].encrypt
        urandom = os.urandom

        def seal_aes(row: int, text: str) -> bytes:
            nonce = urandom(NONCE_BYTES)
            return head + nonce + encrypt(nonce, text.encode(), prefix + b"%d" % row)

        return seal_aes

    def open(self, where: str, row: int, sealed: bytes) -> str:
        """Open what `seal` made for the same place; Invalid when altered or moved, or its key is gone."""
        if len(sealed) < SEALED_OVERHEAD:
            raise _broken()
        number, nonce, body = sealed[0], bytes(sealed[1:13]), bytes(sealed[13:])
        place = f"{where}:{row}".encode()
        key = self._keys.sealing.get(number)
        if key is None:
            raise Invalid(f"缺少第 {number} 号密钥，无法解密。请从备份恢复密钥文件。", "key_missing")
        try:
            if self._keys.suite == "sm":
                return _sm4_open(key[:16], nonce, body, place).decode()
            return self._aes[number].decrypt(nonce, body, place).decode()
        except InvalidTag:
            raise _broken() from None

    def blind(self, kind: str, text: str) -> bytes:
        """The blind index of a normalised value; `kind` keeps a phone from meeting an ID number."""
        return hmac.digest(self._keys.blind, f"{kind}:{text}".encode(), self._digest)[:BLIND_BYTES]

    def blinder(self, kind: str) -> Callable[[str], bytes]:
        """`blind` for one kind, prepared for many values."""
        key, prefix, digest, name = self._keys.blind, kind.encode() + b":", hmac.digest, self._digest

        def blind(text: str) -> bytes:
            return digest(key, prefix + text.encode(), name)[:BLIND_BYTES]

        return blind


def _broken() -> Invalid:
    return Invalid("这一项密文已被改动或挪位，无法解密。请联系系统管理员。", "sealed_broken")


def _sm4_seal(key: bytes, nonce: bytes, text: bytes, place: bytes) -> bytes:
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(place)
    return encryptor.update(text) + encryptor.finalize() + encryptor.tag


def _sm4_open(key: bytes, nonce: bytes, body: bytes, place: bytes) -> bytes:
    decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, body[-TAG_BYTES:])).decryptor()
    decryptor.authenticate_additional_data(place)
    return decryptor.update(body[:-TAG_BYTES]) + decryptor.finalize()


@cache
def vault() -> Vault:
    """The installation's vault, with the keys of its settings."""
    return Vault(settings.LAOYOU_KEYS)
