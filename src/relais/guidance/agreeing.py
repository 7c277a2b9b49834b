"""The consent as it is collected by an officer: read aloud, box by box, accepted or refused by word of mouth.

Nothing is ticked at first, and no yes/no box means a consent: a way of agreeing is named, for one notice, or nothing
leaves. What was read is known by its own hash: when a name, a function, the medium, the days or the notice changed
since the page was made, it is read again.
"""

import hashlib
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from relais.core.db import Db
from relais.core.errors import Refused
from relais.guidance.reaching import Reach, function_of, reach_of
from relais.referrals import notices, service
from relais.referrals.model import Agreement, Category, Evidence, Grantor, Mode, Notice
from relais.referrals.parts import SharedParts
from relais.referrals.parts import faults_of as parts_faults
from relais.sheets.workplace import Workplace

DAYS = 30
# How the agreement was given: never a yes or a no.
WAYS: dict[str, tuple[Mode, Evidence, str]] = {
    "phone_read": ("oral_phone", "read_back", "Au téléphone : relu et accepté à voix haute"),
    "phone_code": ("oral_phone", "code", "Au téléphone : le médecin a dit son code de suivi à l'appui"),
    "present_read": ("oral_present", "read_back", "En présence : relu et accepté à voix haute"),
    "written": ("written", "signature", "Par écrit : texte signé par le médecin"),
}
GRANTORS: dict[Grantor, str] = {"self": "Le médecin lui-même", "legal_representative": "Son représentant légal"}
HOW = "Dites comment l'accord a été donné, une fois le texte relu et accepté."
TICK = "Cochez au moins une information à transmettre, ou choisissez « Information seulement »."
READ_AGAIN = "Le texte à lire n'est plus le même (texte, destinataire, moyen ou durée) : relisez-le avant l'accord."
NAMES = {"days": "Durée de l'accord", "grantor": "Qui donne l'accord", "how": "Comment l'accord a été donné"}


class Consenting(Struct, frozen=True, kw_only=True):
    """What is posted beside the boxes of `SharedParts`. `read`: hash of the four paragraphs as they were shown."""

    referral: UUID | None = None
    version: int = 0
    request: UUID | None = None
    act: Literal["stay", "send", "refuse", "information"] = "stay"
    notice: Annotated[int, Meta(ge=0)] = 0
    notice_sha256: Annotated[str, Meta(max_length=64)] = ""
    read: Annotated[str, Meta(max_length=64)] = ""
    how: Annotated[str, Meta(max_length=20)] = ""
    grantor: Grantor = "self"
    days: Annotated[int, Meta(ge=1, le=90)] = DAYS


class Reading(Struct, frozen=True, kw_only=True):
    """What is to be read now, to whom it would go, and by what."""

    notice: Notice
    reach: Reach
    function: str
    paragraphs: tuple[str, ...]
    read: str
    days: int

    @property
    def sha256(self) -> str:
        """Of the notice, before any name is in it."""
        return self.notice.sha256.hex()


async def reading_of(
    place: Workplace, db: Db, chosen: str, *, days: int = DAYS, categories: tuple[Category, ...] = ()
) -> Reading:
    """The text to read for this service. Categories are named once ticked; the hash is of the text without them."""
    reach = await reach_of(place, db, chosen)
    function = await function_of(db, reach)
    notice = await service.current_notice(db)

    def told(named: tuple[Category, ...]) -> tuple[str, ...]:
        filled = {"recipient": reach.organization_name, "function": function, "medium": reach.medium, "days": days}
        return tuple(notices.paragraphs(notice, categories=named, **filled))  # type: ignore[arg-type]

    read = hashlib.sha256("\n\n".join(told(())).encode()).hexdigest()
    return Reading(
        notice=notice, reach=reach, function=function, paragraphs=told(categories), read=read, days=days
    )  # fmt: skip


def faults_in(form: Consenting, parts: SharedParts) -> dict[str, str]:
    """What keeps it from being sent, each beside its box."""
    faults = parts_faults(parts)
    if not parts.shared:
        faults["shared"] = TICK
    if form.how not in WAYS:
        faults["how"] = HOW
    return faults


def agreement_of(form: Consenting, parts: SharedParts, now: Reading, recipient_org: str) -> Agreement:
    """What is recorded: under the notice that was on the page. Raises Refused when the text to read has changed."""
    if (form.notice, form.notice_sha256, form.read) != (now.notice.number, now.sha256, now.read):
        raise Refused("notice_changed", READ_AGAIN, status=409)
    return recorded(form, tuple(parts.shared), now, recipient_org)


def recorded(form: Consenting, categories: tuple[Category, ...], now: Reading, recipient_org: str) -> Agreement:
    """The row of an answer to the text of now. A refusal says no way: it is taken for spoken on the telephone."""
    mode, evidence, _ = WAYS.get(form.how, WAYS["phone_read"])
    return Agreement(
        answer="given",
        grantor=form.grantor,
        recipient_org=recipient_org,
        recipient_function=now.function[:80],
        categories=categories,
        medium=now.reach.medium,
        notice=now.notice.number,
        notice_sha256=now.sha256,
        mode=mode,
        evidence=evidence,
        days=form.days,
    )
