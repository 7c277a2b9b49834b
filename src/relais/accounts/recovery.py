"""Ten codes for the day the telephone is lost: 50 random bits each, used once, known only by a keyed hash."""

import secrets
from uuid import UUID

from relais.core.vault import Vault

HOW_MANY = 10
LENGTH = 10
SIGNS = "23456789abcdefghjkmnpqrstuvwxyz0"  # 32 of them; no 1, i, l, o that would be mistaken
_ALIKE = str.maketrans("o", "0")


def new_codes() -> list[str]:
    """Ten fresh codes, written in two groups: `k7mq2-xw4np`."""
    drawn = ("".join(secrets.choice(SIGNS) for _ in range(LENGTH)) for _ in range(HOW_MANY))
    return [f"{code[:5]}-{code[5:]}" for code in drawn]


def code_key(vault: Vault, account: UUID, code: str) -> bytes:
    """Under what a code is kept, however it was typed."""
    return vault.keyed("recovery", f"{account}:{plain(code)}")


def plain(code: str) -> str:
    """The signs of a code as they were drawn: case, spaces and strokes do not count."""
    return "".join(sign for sign in code.lower() if sign.isalnum()).translate(_ALIKE)
