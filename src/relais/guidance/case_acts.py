"""What each form of a case does, inside one transaction of the council's: None when it is done, else what to show."""

from uuid import UUID

from msgspec import Struct

from relais.cases.service import set_alias
from relais.core.db import Db, Unavailable
from relais.core.errors import NotFound, Refused
from relais.core.text import digits
from relais.guidance import agreeing, asking, choosing, following
from relais.guidance.access import AtCase
from relais.guidance.agreeing import Consenting
from relais.guidance.asking import Asking
from relais.guidance.case_page import Typed
from relais.guidance.choosing import Answered
from relais.guidance.finding import Found
from relais.guidance.following import Followed
from relais.referrals import acts, service, store, telling
from relais.referrals.model import TERMINAL, Asked, Referral
from relais.referrals.parts import NAMES as PART_NAMES
from relais.referrals.parts import SharedParts, said
from relais.referrals.story import Story, story_of
from relais.sheets.workplace import Workplace
from relais.web.forms import Sent, decode_form

LOST_FORM = "Ce formulaire est incomplet : relisez la page, puis recommencez."
ALIAS_LONGEST = 60
ALIAS_DIGITS = 5  # more is a telephone number, an RPPS number or a date of birth


class Named(Struct, frozen=True, kw_only=True):
    """What the doctor agreed to be called."""

    alias: str = ""


async def ask(place: Workplace, at: AtCase, sent: Sent) -> Typed | None:
    """Search and write nothing; or keep what was heard as another round. Opens its own transactions."""
    filled = decode_form(Asking, sent, asking.NAMES)
    wanted = filled.value
    if wanted.act == "keep" and await _kept(place, at, wanted):
        return None
    found = await asking.hear(place, at, wanted, sent)
    faults = filled.faults | asking.faults_in(found)
    if faults or wanted.act != "keep":
        return Typed(form="ask", sent=sent, faults=faults, found=found, status=422 if faults else 200)
    try:
        asking.refuse_unheard(wanted, found, sent)
        async with place.database.acting(at.context) as db:
            held = (await _story(db, at, wanted.referral)).referral if wanted.referral else None
            await asking.keep(db, at, held, wanted, _request(wanted.request), found)
    except (NotFound, Unavailable):
        raise
    except Refused as fault:
        return refused("ask", sent, fault, found=found)
    return None


async def _kept(place: Workplace, at: AtCase, wanted: Asking) -> bool:
    """Whether this very post was done already."""
    async with place.database.acting(at.context) as db:
        known = await store.FIND_REFERRAL_BY_KEY.one(db, _request(wanted.request))
        before = bool(wanted.referral) and await store.HAS_EVENT.value(db, wanted.referral, wanted.request)
        return known is not None or bool(before)


def refused(form: str, sent: Sent, fault: Refused, found: Found | None = None) -> Typed:
    """The page as it now is, with the sentence, beside its field when it names one."""
    by_field = {fault.field: fault.sentence} if fault.field else {}
    return Typed(form=form, sent=sent, faults=by_field, sentence=fault.sentence, status=fault.status, found=found)


async def answer(place: Workplace, db: Db, at: AtCase, sent: Sent) -> Typed | None:
    """The choice, or one of the answers that send nothing."""
    filled = decode_form(Answered, sent, choosing.NAMES)
    answered = filled.value
    story = await _story(db, at, answered.referral)
    faults = filled.faults | choosing.faults_in(answered)
    named = tuple(await choosing.named_by(place, db, answered.words))
    if faults or answered.act in ("stay", "find"):
        return Typed(form="choose", sent=sent, faults=faults, named=named, status=422 if faults else 200)
    asked = choosing.asked_by(answered, _request(answered.request))
    await choosing.write_answer(db, story.referral.id, answered, asked)
    return None


async def agree(place: Workplace, db: Db, at: AtCase, sent: Sent) -> Typed | None:
    """The consent and the sending, the refusal, or information only."""
    filled = decode_form(Consenting, sent, agreeing.NAMES)
    boxes = decode_form(SharedParts, sent, PART_NAMES)
    form, parts = filled.value, boxes.value
    story = await _story(db, at, form.referral)
    held, request = story.referral, _request(form.request)
    if await store.HAS_EVENT.value(db, held.id, request):
        return None
    if form.act == "information":
        asked = Asked(to="cancelled", version=form.version, request=request, reason="nothing_now")
        await service.move(db, held.id, asked, "origin")
        return None
    if form.act == "refuse":
        if request not in {one.id for one in story.consents}:
            await _refuse(place, db, held, form)
        return None
    faults = filled.faults | boxes.faults
    if form.act == "send":
        faults |= agreeing.faults_in(form, parts)
    if faults or form.act == "stay":
        return Typed(form="agree", sent=sent, faults=faults, status=422 if faults else 200)
    await _send(place, db, held, form, parts)
    return None


async def _send(place: Workplace, db: Db, held: Referral, form: Consenting, parts: SharedParts) -> None:
    _of_this_version(held, form.version)
    now = await agreeing.reading_of(place, db, held.service, days=form.days)
    given = agreeing.agreement_of(form, parts, now, held.recipient_org)
    asked = Asked(to="sent", version=form.version, request=_request(form.request))
    gone = await acts.agree_and_send(db, place.vault, held.id, asked, given, said(parts), "origin")
    if given.medium == "inbox":
        await telling.tell_sent(db, place.vault, gone, place.origin)


async def _refuse(place: Workplace, db: Db, held: Referral, form: Consenting) -> None:
    """A row without a reason, whatever else was filled in; the help goes on as before."""
    _of_this_version(held, form.version)
    now = await agreeing.reading_of(place, db, held.service, days=form.days)
    await acts.refuse(db, held.id, agreeing.recorded(form, (), now, held.recipient_org), request=_request(form.request))


async def follow_up(place: Workplace, db: Db, at: AtCase, sent: Sent) -> Typed | None:
    """What a body answered by telephone, or what the council ends."""
    filled = decode_form(Followed, sent, following.NAMES)
    followed = filled.value
    story = await _story(db, at, followed.referral)
    request = _request(followed.request)
    if await store.HAS_EVENT.value(db, story.referral.id, request):
        return None
    if followed.act == "stay":
        return Typed(form="follow", sent=sent, faults=filled.faults, status=200)
    who = following.who_moves(story, followed.act)
    if who is None:
        _of_this_version(story.referral, followed.version)
        raise Refused("referral_move_illegal", "Cela n'est pas possible dans l'état de cette orientation.", status=409)
    faults = filled.faults | following.faults_in(followed, who)
    if faults:
        return Typed(form="follow", sent=sent, faults=faults)
    await following.follow(db, story.referral, followed, followed.act, who, request)
    if followed.act == "sent" and story.consent is not None and story.consent.medium == "inbox":
        await telling.tell_sent(db, place.vault, story.referral, place.origin)
    return None


async def stop(_place: Workplace, db: Db, at: AtCase, sent: Sent) -> Typed | None:
    """Withdraw on the doctor's spoken word: whatever the page showed, and once."""
    filled = decode_form(Followed, sent, {})
    story = await _story(db, at, filled.value.referral)
    if story.referral.state not in TERMINAL:
        await service.withdraw(db, story.referral.id, "origin")
    return None


async def rename(place: Workplace, db: Db, at: AtCase, sent: Sent) -> Typed | None:
    """What the doctor agreed to be called: never a name with a number."""
    alias = " ".join(sent.get("alias", [""])[-1].split())
    if len(alias) > ALIAS_LONGEST:
        return Typed(
            form="alias", sent=sent, faults={"alias": f"« Comment l'appeler » : {ALIAS_LONGEST} signes au plus."}
        )
    if len(digits(alias)) >= ALIAS_DIGITS or "@" in alias or "\0" in alias:
        return Typed(
            form="alias", sent=sent, faults={"alias": "Ni numéro ni adresse ici : un prénom d'emprunt suffit."}
        )
    await set_alias(db, place.vault, at.case.id, alias)
    return None


async def _story(db: Db, at: AtCase, referral: UUID | None) -> Story:
    """The referral of the form, of this case. Raises NotFound."""
    if referral is None:
        raise NotFound
    story = await story_of(db, referral)
    if story.referral.case_id != at.case.id:
        raise NotFound
    return story


def _request(posted: UUID | None) -> UUID:
    if posted is None:
        raise Refused("form_incomplete", LOST_FORM)
    return posted


def _of_this_version(held: Referral, version: int) -> None:
    """Raises Refused when the page was of another version: said before anything else is blamed."""
    if held.version != version:
        sentence = "Cette orientation a changé entre-temps : relisez-la avant de continuer."
        raise Refused("referral_moved", sentence, status=409)
