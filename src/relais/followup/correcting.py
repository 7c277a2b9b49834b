"""Correcting what is held: the same boxes as when it was said, for the categories that are held and no other.

A correction widens nothing: who reads a category by a consent that lives reads its new words, and no one else does.
"""

from collections.abc import Mapping
from typing import Any

from msgspec import structs

from relais.aid_requests.service import correct as correct_codes
from relais.cases.code import refuse_codes
from relais.cases.entering import Entered
from relais.cases.model import Category
from relais.cases.service import read_parts, set_alias, tell_event, write_part
from relais.core.errors import Refused
from relais.followup.seeing import Held
from relais.referrals.parts import NAMES, Line, SharedParts, faults_of, filled_from, said
from relais.sheets.workplace import Workplace
from relais.web.forms import Sent, decode_form


class Correction(SharedParts, frozen=True, kw_only=True):
    """The boxes, and what the person agreed to be called."""

    alias: Line = ""


LABELS = {**NAMES, "alias": "Nom convenu"}


def correction_of(held: Held) -> Correction:
    """The boxes as they are held."""
    return Correction(**structs.asdict(filled_from(held.parts)), alias=held.case.alias)


def read_correction(sent: Sent) -> tuple[Correction, dict[str, str]]:
    """What was typed, and a sentence beside each box at fault. An empty box takes the words out."""
    filled = decode_form(Correction, sent, LABELS)
    typed = structs.replace(filled.value, shared=[])
    faults = {**faults_of(typed), **filled.faults}
    for name in ("alias", "name", "phone", "email", "words", "when"):
        try:
            refuse_codes(getattr(typed, name))
        except Refused as refused:
            faults.setdefault(name, refused.sentence)
    return typed, faults


async def correct(place: Workplace, entered: Entered, typed: Correction) -> list[Category]:
    """Write what differs, and say in the chain which categories it was; nothing when nothing differs."""
    async with place.database.acting(entered.context) as db:
        held = await read_parts(db, place.vault, entered.case)
        wanted = said(structs.replace(typed, shared=list(held)))
        changed = [one for one, words in wanted.items() if _differs(held[one], words)]
        for one in changed:
            await write_part(db, place.vault, entered.case, one, wanted[one])
        if "context" in changed:
            await correct_codes(db, entered.case, typed.needs, typed.practice)
        if changed:
            await tell_event(db, entered.case, "case.corrected", {"categories": list(changed)})
    return changed


async def correct_alias(place: Workplace, entered: Entered, alias: str) -> None:
    """Change what the person agreed to be called."""
    async with place.database.acting(entered.context) as db:
        await set_alias(db, place.vault, entered.case, alias.strip())
        await tell_event(db, entered.case, "case.corrected", {"categories": []})


def _differs(held: Mapping[str, Any], words: Mapping[str, Any]) -> bool:
    return any(held.get(key) != word for key, word in words.items() if word or held.get(key))
