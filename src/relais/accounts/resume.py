"""What was being done when a session ended: carried, sealed, through the sign-in form, and taken up again after it.

Nothing is kept by the server nor by the browser: it travels in a hidden field. What was typed goes back to the account
for which its page was made, and to no other.
"""

import hmac
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from msgspec import Struct

from relais.accounts.sessions import OWNER_SIGNS, owner_of
from relais.core import clock
from relais.core.vault import Vault, VaultError
from relais.web.forms import Sent

FIELD = "reprise"
LIFE = timedelta(minutes=30)
MOST_BYTES = 512 * 1024  # once unfolded; a form is 64 kB at most
PURPOSE = "resume"
SECRETS = frozenset({"mot_de_passe", "nouveau", "encore", "cle_acces", "secret_scelle", FIELD})


class Kept(Struct, frozen=True, kw_only=True):
    """Where to go on. `fields` as they were posted, in order; None for a page that was only opened."""

    path: str
    at: datetime
    fields: list[tuple[str, str]] | None = None
    owner: str = ""  # the end of its form token


def keep(path: str, posted: Sent | None, token_field: str, *, opened: bool) -> Kept | None:
    """What to carry of a request that was `opened`, or posted. None when nothing can be: files, another kind of body,
    or a form that does not say whose page it was. Secrets are typed again.
    """
    if opened:
        return Kept(path=same_site(path), at=clock.now())
    owner = (posted or {}).get(token_field, [""])[-1][-OWNER_SIGNS:]
    if posted is None or len(owner) < OWNER_SIGNS:
        return None
    dropped = SECRETS | {token_field}
    fields = [(name, text) for name, texts in posted.items() if name not in dropped for text in texts]
    return Kept(path=same_site(path), at=clock.now(), fields=fields, owner=owner)


def same_site(path: str) -> str:
    """The path on our own site: `//elsewhere` and `/\\elsewhere` would name another."""
    return "/" + path.lstrip("/\\") if path.isprintable() and "\\" not in path else "/"


def seal(vault: Vault, kept: Kept) -> str:
    """The hidden field that carries it."""
    return urlsafe_b64encode(vault.seal(zlib.compress(msgspec.json.encode(kept)), PURPOSE)).decode()


def unseal(vault: Vault, text: str) -> Kept | None:
    """What the hidden field carries; None when it is empty, altered or too old."""
    try:
        opened = vault.open(urlsafe_b64decode(text.encode()), PURPOSE) if text else b""
    except (VaultError, ValueError):
        return None
    if not opened:
        return None
    kept = msgspec.json.decode(zlib.decompressobj().decompress(opened, MOST_BYTES), type=Kept)
    return kept if kept.at > clock.now() - LIFE else None


def belongs_to(vault: Vault, kept: Kept, account: UUID) -> bool:
    """Whether what was typed may be shown to this account."""
    return hmac.compare_digest(kept.owner.encode(), owner_of(vault, account).encode())
