"""A case begun with a doctor: its code, its first options, its opening told, in one transaction and once."""

import re
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from relais.accounts.model import Visitor
from relais.cases.code import refuse_codes
from relais.cases.model import Opened
from relais.cases.openings import open_for
from relais.cases.service import MadeCode, NewCase, make_code, open_case
from relais.core.db import Db, refuse_on
from relais.core.errors import NotFound, Refused
from relais.core.ids import new_id
from relais.guidance.access import Post, context_of, session_of
from relais.referrals import store as referrals
from relais.referrals.acts import begin_with_options
from relais.referrals.offering import Offer
from relais.referrals.words import FEW_OPTIONS
from relais.sheets.workplace import Workplace

TWO = 2  # bodies, or a coded reason
FIVE_DIGITS = re.compile(r"\d(?:\D{0,3}\d){4}")  # a telephone, a register number, a date of birth
NO_NUMBER = (
    "Pas de numéro ici, ni téléphone ni RPPS : il désignerait la personne. Écrivez comment elle accepte d'être appelée."
)
FEW = "Moins de deux organismes : dites pourquoi, ou cherchez plus largement."
NOTHING = "Aucune possibilité : cherchez plus largement avant d'ouvrir un dossier."

BEGUN = "referral_begun"
BEGUN_WORDS = "Ce dossier est déjà ouvert : retrouvez-le dans la liste."

refuse_on("referral_key_once", "referral_begun", BEGUN_WORDS)


class OpenForm(Struct, frozen=True, kw_only=True):
    """What opens a case besides what was found. `request`: made with the page, the same when it is posted again."""

    request: UUID | None = None
    alias: Annotated[str, Meta(max_length=60)] = ""
    reason: Annotated[str, Meta(max_length=40)] = ""


NAMES = {"request": "Envoi", "alias": "Comment l'appeler", "reason": "Pourquoi une seule structure"}


def faults_of(form: OpenForm, offer: Offer) -> dict[str, str]:
    """A sentence for each thing that keeps the case from being opened."""
    faults: dict[str, str] = {}
    if not offer.shown:
        faults["options"] = NOTHING
    elif needs_reason(offer) and form.reason not in FEW_OPTIONS:
        faults["reason"] = FEW
    if FIVE_DIGITS.search(form.alias):
        faults["alias"] = NO_NUMBER
    try:
        refuse_codes(form.alias)
    except Refused as fault:
        faults["alias"] = fault.sentence
    return faults


def needs_reason(offer: Offer) -> bool:
    """Whether fewer than two bodies are shown."""
    return offer.organizations < TWO


async def begun_by(place: Workplace, visitor: Visitor, post: Post, request: UUID) -> UUID | None:
    """The case that this post opened already, if it did."""
    async with place.database.acting(context_of(visitor, post)) as db:
        found = await referrals.FIND_REFERRAL_BY_KEY.one(db, request)
    return found.case_id if found else None


async def begin_case(
    place: Workplace, visitor: Visitor, post: Post, form: OpenForm, offer: Offer, *, elsewhere: bool
) -> Opened | UUID:
    """A case with its code, told once; or the case that the same request opened. Raises Refused, NotFound."""
    request = form.request or new_id()
    reason = form.reason if needs_reason(offer) else "outside_departement" if elsewhere else None
    made = await make_code(place.vault, place.passwords)
    try:
        async with place.database.acting(context_of(visitor, post)) as db:
            opened = await _open(place, db, visitor, post, form, made)
            begun = await begin_with_options(
                db, opened.case, request, offer.options, "origin", origin_org=post.council, reason=reason
            )
            if begun.case_id != opened.case:  # another click was first: this case goes with its transaction
                raise Refused("referral_begun", BEGUN_WORDS, status=409)
    except Refused as fault:
        if fault.code != BEGUN:
            raise
        known = await begun_by(place, visitor, post, request)
        if known is None:
            raise NotFound from None
        return known
    return opened


async def _open(place: Workplace, db: Db, visitor: Visitor, post: Post, form: OpenForm, made: MadeCode) -> Opened:
    wanted = NewCase(
        id=new_id(), origin="officer", code_by="officer", council=post.council, alias=" ".join(form.alias.split())
    )
    opened = await open_case(db, place.vault, visitor.acting("officer"), wanted, made)
    await open_for(db, opened.case, "with_person", post.function, session_of(visitor))
    return opened
