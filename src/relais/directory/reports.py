"""« Signaler une erreur »: what anyone may say of a service, and what a coordinator makes of it.

The word of a person who is signed in marks a number at once, wherever it stands; it stays visible. Anonymous words
reach the queue only. The helpline's number and the compiled-in ones are never marked by one person.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final, Literal, get_args
from uuid import UUID

from msgspec import Struct

from relais.audit.model import ANONYMOUS, SYSTEM, Actor
from relais.audit.service import record
from relais.core.db import Db
from relais.core.errors import NotFound, Refused
from relais.core.ids import new_id
from relais.directory import report_store, store
from relais.directory.decisions import decider_of
from relais.directory.emergency import EMERGENCY, EMERGENCY_SLUGS
from relais.directory.protected import PROTECTED
from relais.directory.publishing import organization_of
from relais.directory.report_store import NumberRow, ReportLine

Motive = Literal[
    "phone_dead", "phone_wrong", "hours_wrong", "address_wrong", "closed", "not_for_doctors", "other"
]  # fmt: skip
Verdict = Literal["corrected", "unfounded", "duplicate"]
MOTIVES: Final[Mapping[Motive, str]] = {
    "phone_dead": "le numéro ne répond plus",
    "phone_wrong": "le numéro est celui de quelqu'un d'autre",
    "hours_wrong": "les horaires sont faux",
    "address_wrong": "l'adresse est fausse",
    "closed": "la structure n'existe plus",
    "not_for_doctors": "elle n'aide pas, ou plus, les médecins",
    "other": "autre chose",
}
VERDICTS: Final[Mapping[Verdict, str]] = {
    "corrected": "corrigé",
    "unfounded": "infondé : le numéro reprend son état",
    "duplicate": "doublon d'un autre signalement",
}
PHONE_MOTIVES: Final[tuple[Motive, ...]] = ("phone_dead", "phone_wrong")
MARKING: Final = ("listener", "officer", "member", "coordinator")
MOST_MARKS: Final = 6  # numbers marked by one account in an hour
COMMENT_LIMIT: Final = 200
_COMPILED_IN: Final = frozenset(contact.e164 for one in EMERGENCY for contact in one.contacts)
_BREAKS = re.compile(r"\r\n?")


class Reported(Struct, frozen=True, kw_only=True):
    """What became of a report: whether the number bears the mark now."""

    marked: bool


async def report(
    db: Db,
    actor: Actor,
    slug: str,
    *,
    position: int | None,
    motive: str,
    comment: str,
    desk_line: str = "cnom-ecoute",
) -> Reported:
    """Keep a report, and mark the number it is about when the reporter is known; `position` is the number's.

    Who it is stands in the journal that auditors read, and in no organisation's.
    Raises NotFound, Refused: `report_motive`, `report_comment`, `report_number`.
    """
    said = read_comment(comment)
    coded = read_motive(motive)
    who = actor if actor.acting_as in MARKING else ANONYMOUS
    async with db.transaction():
        organization = "" if slug in EMERGENCY_SLUGS else await organization_of(db, slug)
        number = await _number(db, slug, position)
        marks = number is not None and coded in PHONE_MOTIVES and await _may_mark(db, who, slug, number, desk_line)
        contact = number.id if number else ""
        identifier = new_id()
        added = await report_store.ADD_REPORT.run(
            db, identifier, slug, contact, coded, said, who.account, who.acting_as
        )
        if added:
            detail = {"service": slug, "contact": contact, "motive": coded}
            await record(db, who, "directory.report", "error_report", str(identifier), detail=detail)
        if number is None or not marks:
            return Reported(marked=False)
        await _mark(db, number, organization, str(identifier))
        return Reported(marked=True)


async def position_of(db: Db, slug: str, e164: str) -> int | None:
    """The position of a number among those of a service; None when it is not published there, or no longer."""
    number = await report_store.FIND_NUMBER.one(db, slug, e164)
    return number.position if number else None


async def list_reports(db: Db, *, limit: int = 200) -> list[ReportLine]:
    """What waits for a decision: wrong numbers first, then what signed-in persons said, the oldest first."""
    return await report_store.LIST_REPORTS.all(db, limit)


async def decide_report(db: Db, actor: Actor, report_id: UUID, outcome: str) -> bool:
    """Close a report; `unfounded` takes the mark away when nobody else's report holds it. Returns whether it did.

    Raises NotFound (unknown, or decided meanwhile), Refused: `report_outcome`, `report_not_duplicate`.
    """
    decider = decider_of(actor)
    if outcome not in get_args(Verdict):
        raise Refused("report_outcome", "Dites ce que devient ce signalement.", field="outcome")
    async with db.transaction():
        found = await report_store.GET_OPEN_REPORT.one(db, report_id)
        if found is None:
            raise NotFound("Ce signalement n'existe pas, ou a déjà été traité.")
        if outcome == "duplicate" and not await report_store.COUNT_ALIKE.value(
            db, found.service, found.contact, report_id
        ):
            raise Refused(
                "report_not_duplicate", "Aucun autre signalement n'attend sur cette fiche : ce n'est pas un doublon."
            )
        lifted = outcome == "unfounded" and bool(found.e164) and await _lift(db, report_id, found.e164)
        if not await report_store.DECIDE_REPORT.run(db, report_id, outcome, decider):
            raise NotFound("Ce signalement n'existe pas, ou a déjà été traité.")
        await record(
            db, actor, "directory.decide_report", "error_report", str(report_id), organization=found.organization,
            detail={"outcome": outcome, "service": found.service, "motive": found.motive, "lifted": lifted},
        )  # fmt: skip
    return lifted


def read_motive(text: str) -> Motive:
    """Raises Refused."""
    for motive in MOTIVES:
        if text == motive:
            return motive
    raise Refused("report_motive", "Dites ce qui est faux : choisissez une ligne.", field="motive")


def read_comment(text: str) -> str:
    """The text trimmed. Raises Refused when it is too long or holds control characters."""
    said = _BREAKS.sub("\n", text).strip()
    if len(said) > COMMENT_LIMIT:
        raise Refused(
            "report_comment", f"{len(said)} signes : {COMMENT_LIMIT} au plus. Dites l'essentiel.", field="comment"
        )
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t" for sign in said):
        raise Refused("report_comment", "Ce texte contient des signes de commande invisibles.", field="comment")
    return said


async def _number(db: Db, slug: str, position: int | None) -> NumberRow | None:
    if position is None or slug in EMERGENCY_SLUGS:
        return None
    number = await report_store.GET_NUMBER.one(db, slug, position)
    if number is None:
        raise Refused(
            "report_number", "Ce numéro vient d'être changé ou retiré : regardez la fiche.", field="number", status=409
        )
    return number


async def _may_mark(db: Db, who: Actor, slug: str, number: NumberRow, desk_line: str) -> bool:
    if who.account is None or number.e164 in _COMPILED_IN:
        return False
    kept = sorted({*PROTECTED, desk_line})
    if slug in kept or await report_store.IS_PROTECTED.value(db, number.e164, kept):
        return False
    await report_store.LOCK_REPORTER.value(db, str(who.account))
    others: int = await report_store.COUNT_MARKS.value(db, who.account, number.id, list(PHONE_MOTIVES))
    return others < MOST_MARKS


async def _mark(db: Db, number: NumberRow, organization: str, report_id: str) -> None:
    if not await report_store.COUNT_UNDOUBTED.value(db, number.e164):
        return
    version: int = await store.TAKE_VERSION.value(db, "report")
    await report_store.END_UNDOUBTED.run(db, number.e164, version)
    await report_store.ADD_DOUBTS.run(db, version)
    await store.PROJECT.run(db, version)
    await record(
        db, SYSTEM, "directory.doubt", "contact", number.id, organization=organization, field="phone",
        detail={"version": version, "report": report_id},
    )  # fmt: skip


async def _lift(db: Db, report_id: UUID, e164: str) -> bool:
    if await report_store.COUNT_HOLDING.value(db, e164, report_id, list(PHONE_MOTIVES)):
        return False
    if not await report_store.COUNT_DOUBTS.value(db, e164):
        return False
    version: int = await store.TAKE_VERSION.value(db, "report")
    await report_store.END_DOUBTS.run(db, e164, version)
    await report_store.ADD_RESTORED.run(db, version)
    await store.PROJECT.run(db, version)
    return True
