"""What a recipient does: opens for a reason, answers, says what was done, stops on the person's word.

Each act and the mail it causes are one transaction. A page posted twice does it once.
"""

from datetime import date
from uuid import UUID

from msgspec import structs

from relais.accounts.model import Visitor
from relais.cases import openings
from relais.core.context import Context
from relais.core.db import Db, Unavailable
from relais.core.errors import NotFound, Refused
from relais.core.ids import new_id
from relais.inbox import store
from relais.inbox.model import ActForm, OpenForm
from relais.inbox.reading import UnreadableError, session_of
from relais.referrals import service as rules
from relais.referrals import store as rules_store
from relais.referrals.model import Asked
from relais.referrals.telling import tell_answer
from relais.referrals.words import DECLINED, OUTCOMES
from relais.sheets.workplace import Workplace
from relais.web.forms import Filled

DONE = "referral_move_done"
ENDS = frozenset({"declined", "closed", "withdrawn"})  # after which nothing is left to read
OVERTAKEN = frozenset({"referral_moved", "referral_move_illegal", "consent_over"})


async def open_sheet(place: Workplace, visitor: Visitor, context: Context, referral: UUID, form: OpenForm) -> None:
    """Say why, in the case's chain, and that it was received. Raises UnreadableError, Refused."""
    async with place.database.acting(context) as db:
        held = await store.FIND_READABLE.one(db, referral, context.org)
        if held is None:
            raise UnreadableError
        if form.reason not in openings.RECIPIENT_REASONS:
            raise Refused("opening_reason", "Dites pourquoi : choisissez dans la liste.", field="reason")
        await openings.open_for(db, held.case_id, form.reason, "recipient", session_of(visitor))
    if held.state != "sent":
        return
    asked = Asked(to="received", version=held.version, request=form.request or new_id())
    try:
        async with place.database.acting(context) as db:
            await rules.move(db, referral, asked, "recipient")
    except NotFound:
        raise UnreadableError from None
    except Refused as fault:  # a colleague opened it in the same moment
        if fault.code not in {DONE, *OVERTAKEN}:
            raise


async def act(place: Workplace, context: Context, referral: UUID, asked: Asked) -> None:
    """One act. Raises UnreadableError, Refused: a field at fault, or what it has become meanwhile (`OVERTAKEN`)."""
    try:
        async with place.database.acting(context) as db:
            held = await store.FIND_READABLE.one(db, referral, context.org)
            if asked.to == "withdrawn":
                await rules.withdraw(db, referral, "recipient")
            else:
                await rules.move(db, referral, asked, "recipient")
            if held is not None:  # of what lapsed not even the council is known any more
                await tell_answer(db, place.vault, held, place.origin)
    except NotFound:
        if asked.to not in ENDS or not await _was_done(place, context, referral, asked):
            raise UnreadableError from None
    except Refused as fault:
        stopped_before = asked.to == "withdrawn" and fault.code == "referral_move_illegal"
        if fault.code != DONE and not stopped_before:
            raise


async def _was_done(place: Workplace, context: Context, referral: UUID, asked: Asked) -> bool:
    """Whether this very act was done before: its referral can no longer be seen, only refused a second time."""
    try:
        async with place.database.acting(context) as db:
            if "recipient" in (await rules_store.LIST_ROLES.value(db, referral) or ()):
                await _ask_from_nowhere(db, referral, asked)
    except Unavailable:
        raise
    except Refused as fault:
        return fault.code == DONE
    return False


async def _ask_from_nowhere(db: Db, referral: UUID, asked: Asked) -> None:
    """Never applied: no referral is in the state it names."""
    await rules_store.ADD_EVENT.run(
        db, referral, asked.version, asked.request, "", asked.to, "recipient", asked.reason, asked.outcome, []
    )


def asked_of(filled: Filled[ActForm], today: date) -> tuple[Asked | None, dict[str, str]]:
    """The act that a form asks for, or a sentence beside each field at fault."""
    form = filled.value
    faults = dict(filled.faults)
    if form.to is None or form.request is None or "version" in faults:
        raise Refused("form_incomplete", "Ce formulaire est incomplet : revenez à la page et recommencez.")
    if form.to == "declined" and form.reason not in DECLINED:
        faults.setdefault("reason", "Choisissez un motif de la liste.")
    if form.to == "closed" and (form.outcome not in OUTCOMES or form.outcome == "no_outcome"):
        faults.setdefault("outcome", "Choisissez une issue de la liste.")
    calls = _days(form, today, faults)
    if faults:
        return None, faults
    asked = Asked(to=form.to, version=max(form.version, 1), request=form.request, attempts=calls)
    reason = form.reason if form.to == "declined" else None
    outcome = form.outcome if form.to == "closed" else None
    return structs.replace(asked, reason=reason, outcome=outcome), {}


def _days(form: ActForm, today: date, faults: dict[str, str]) -> tuple[date, ...]:
    """The dates of the calls, oldest first."""
    needed = {"contact_made": 1, "unreachable": 3}.get(form.to or "", 0)
    if not needed or "attempts" in faults:
        return ()
    try:
        days = sorted(date.fromisoformat(text.strip()) for text in form.attempts if text.strip())
    except ValueError:
        faults["attempts"] = "Une date s'écrit comme 2026-12-24 : choisissez-la dans le calendrier."
        return ()
    if days and days[-1] > today:
        faults["attempts"] = "Un appel ne peut pas être à venir : donnez des dates passées."
    elif len(days) < needed:
        said = {1: "Donnez la date de l'appel.", 3: "« Injoignable » se dit après trois appels : entrez leurs dates."}
        faults["attempts"] = said[needed]
    return tuple(days)
