"""Other possibilities for the doctor of a case: the same search, heard first, then kept as another round.

Nothing is written by a search. What was heard is what is kept: if it is no longer the same, it is told again.
"""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from relais.core.db import Db
from relais.core.errors import Refused
from relais.guidance.access import AtCase
from relais.guidance.finding import Found, find_options, seen_of
from relais.guidance.opening import needs_reason
from relais.referrals import acts, service
from relais.referrals.model import TERMINAL, Asked, Referral
from relais.referrals.words import FEW_OPTIONS
from relais.sheets.workplace import Workplace
from relais.web.forms import Sent

CHANGED = "Ce n'est plus la même liste, l'annuaire a changé : relisez-la au médecin, puis enregistrez."
FEW = "Un seul organisme : choisissez pourquoi, ou cherchez plus large."
NOTHING = "Rien à proposer : cherchez plus large."
WHAT = "Cochez un besoin, ou écrivez quelques mots."
DRAWN_ANEW = ("seed", "at", "seen", "elsewhere")  # of the former search


class Asking(Struct, frozen=True, kw_only=True):
    """What is posted beside the search itself."""

    referral: UUID | None = None
    version: int = 0
    request: UUID | None = None
    act: Literal["search", "outside", "keep"] = "search"
    few: Annotated[str, Meta(max_length=40)] = ""


NAMES = {"text": "Avec ses mots", "origin": "Où est le médecin", "few": "Pourquoi moins de deux"}


async def hear(place: Workplace, at: AtCase, asking: Asking, sent: Sent) -> Found:
    """Search, and write nothing; replay what was heard when it is to be kept. Opens a transaction of its own."""
    posted = dict(sent)
    if asking.act != "keep":
        posted = {name: texts for name, texts in sent.items() if name not in DRAWN_ANEW}
    if asking.act == "outside":
        posted["elsewhere"] = ["1"]
    return await find_options(place, posted, at.context)


def faults_in(found: Found) -> dict[str, str]:
    """What keeps the search from meaning anything."""
    return found.faults if found.asked else {**found.faults, "text": WHAT}


def refuse_unheard(asking: Asking, found: Found, sent: Sent) -> None:
    """What is kept is what was heard, and enough of it. Raises Refused."""
    if not found.told:
        raise Refused("referral_needs_options", NOTHING, status=409)
    if found.seen != seen_of(sent):
        raise Refused("options_changed", CHANGED, status=409)
    if needs_reason(found.offer) and asking.few not in FEW_OPTIONS:
        raise Refused("referral_needs_options", FEW, field="few", status=409)


async def keep(db: Db, at: AtCase, held: Referral | None, asking: Asking, request: UUID, found: Found) -> None:
    """Another round of this referral; where the council may not go back by itself, this one ends and another begins.

    Raises Refused.
    """
    reason = asking.few if needs_reason(found.offer) else None
    if held is not None and acts.may(held, "options_shown", "origin"):
        why = reason or ("outside_departement" if found.elsewhere else "changed_mind")
        asked = Asked(to="options_shown", version=asking.version, request=request, reason=why)
        await acts.other_options(db, held.id, asked, found.offer.options, "origin")
        return
    if held is not None and held.state not in TERMINAL:
        because = "outside_departement" if found.elsewhere else "helped_otherwise"
        asked = Asked(to="cancelled", version=asking.version, request=request, reason=because)
        await service.move(db, held.id, asked, "origin")
    await acts.begin_with_options(
        db, at.case.id, request, found.offer.options, "origin", origin_org=at.council, reason=reason
    )
