"""The only door to new identifiers (ruff bans the others)."""

import secrets
import uuid


def new_id() -> uuid.UUID:
    """A random UUID v4, for rows about people and for facts."""
    return uuid.uuid4()  # noqa: TID251 the one place


def new_seed() -> int:
    """A seed for a neutral order, small enough to be read over the phone (0 to 999 999)."""
    return secrets.randbelow(1_000_000)
