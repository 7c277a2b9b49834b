"""On whose behalf a transaction works, signed so that no statement of ours can be turned into another person's.

A plain setting can be set by an injected statement; this one carries an HMAC whose key the account of the application
cannot read in the database, the process of the connection and an end. PostgreSQL checks all three in every policy.
"""

import hashlib
import re
from typing import Literal
from uuid import UUID

from msgspec import Struct

BLOCK = 64  # bytes, of SHA-256
SECONDS = 60
KEY_USE = "context"  # name under which the vault derives the key
_SLUG = re.compile(r"[a-z0-9-]*")

Kind = Literal["staff", "person", "public", "worker"]


class Context(Struct, frozen=True, kw_only=True):
    """`org`: slug of the body acted for. `actor`: the account. `case`: the one case of a person who gave its code."""

    kind: Kind
    org: str = ""
    actor: UUID | None = None
    case: UUID | None = None


PUBLIC = Context(kind="public")
WORKER = Context(kind="worker")


class Pads(Struct, frozen=True, kw_only=True):
    """The key of an HMAC already mixed with its two paddings (RFC 2104): what PostgreSQL keeps to check."""

    inner: bytes
    outer: bytes

    def __repr__(self) -> str:
        return "Pads(…)"


def pads_of(key: bytes) -> Pads:
    """The two 64-byte pads of a key of at most 64 bytes."""
    padded = key.ljust(BLOCK, b"\0")
    return Pads(inner=bytes(byte ^ 0x36 for byte in padded), outer=bytes(byte ^ 0x5C for byte in padded))


def sign(context: Context, pads: Pads, *, pid: int, expires: int) -> str:
    """`kind|org|actor|case|expiry|pid|hmac`. `pid`: of the server's process; `expires`: seconds since 1970."""
    if not _SLUG.fullmatch(context.org):
        raise ValueError("an organisation is named by its slug")
    parts = (context.kind, context.org, context.actor or "", context.case or "", expires, pid)
    message = "|".join(map(str, parts))
    inner = hashlib.sha256(pads.inner + message.encode()).digest()
    return f"{message}|{hashlib.sha256(pads.outer + inner).hexdigest()}"
