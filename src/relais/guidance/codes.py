"""A follow-up code given anew: to the contact the doctor agreed to, or while they are still there. Never to a caller.

Whoever is given a code reads everything: a voice that asks for one is called back, never believed.
"""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from relais.cases.service import make_code, read_parts, replace_code
from relais.core.db import Db
from relais.core.errors import Refused
from relais.guidance import codes_store as store
from relais.guidance.access import AtCase
from relais.referrals.parts import lines_of
from relais.sheets.workplace import Workplace

NO_CONTACT = (
    "Aucun moyen de joindre le médecin n'est enregistré : un code perdu ne se retrouve pas. "
    "Un nouveau dossier peut être ouvert avec lui."
)
ANOTHER = "Un autre code vient d'être fait pour ce dossier : s'il n'a pas été dicté, faites-en un nouveau."


class Recovery(Struct, frozen=True, kw_only=True):
    """What allows another code. `contact`: lines of the part consented; `present`: opened with the doctor, by this
    officer, less than four hours ago.

    `given`: how many were given anew before this page was made.
    """

    contact: tuple[str, ...]
    present: bool
    given: int

    @property
    def possible(self) -> bool:
        """Whether anyone can be sure to whom a code would go."""
        return bool(self.contact) or self.present


async def recovery_of(place: Workplace, at: AtCase) -> Recovery:
    """What this page may offer."""
    async with place.database.acting(at.context) as db:
        return await _recovery(place, db, at)


async def new_code_for(place: Workplace, at: AtCase, *, given: int) -> str:
    """Another code, to be dictated: the old one dies at once, and the doctor reads who made it.

    `given`: as the page said; when another was made meanwhile nothing is changed. Raises Refused.
    """
    made = await make_code(place.vault, place.passwords)
    async with place.database.acting(at.context) as db:
        if not (await _recovery(place, db, at)).possible:
            raise Refused("code_lost", NO_CONTACT, status=409)
        code = await replace_code(db, at.visitor.acting("officer"), at.case.id, made, "officer")
        if await store.COUNT_CODES.value(db, at.case.id) != given + 1:  # its row is locked: a second click sees it
            raise Refused("code_made_meanwhile", ANOTHER, status=409)
    return code


async def _recovery(place: Workplace, db: Db, at: AtCase) -> Recovery:
    parts = await read_parts(db, place.vault, at.case.id)
    contact: Mapping[str, Any] = parts.get("contact", {})
    return Recovery(
        contact=tuple(lines_of("contact", contact, territory={})),
        present=bool(await store.IS_WITH_PERSON.value(db, at.case.id)),
        given=int(await store.COUNT_CODES.value(db, at.case.id)),
    )
