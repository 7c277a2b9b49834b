"""After the sending: what was told, what may be done now, what an officer enters for a body reached by telephone."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from relais.core import clock
from relais.core.db import Db
from relais.referrals import service
from relais.referrals.model import TERMINAL, Asked, Referral, State, Who
from relais.referrals.story import Story
from relais.referrals.story_store import MoveRow
from relais.referrals.words import DECLINED, OUTCOMES, REASONS, STATES

Step = Literal["stay", "received", "accepted", "declined", "contact_made", "unreachable", "closed", "sent"]
WHO_FOR_OFFICER: dict[Who, str] = {
    "origin": "votre conseil",
    "person": "le médecin lui-même",
    "recipient": "la structure",
    "caller": "votre conseil, par téléphone",
    "worker": "Relais, à l'échéance",
}
BY_WORD = "le médecin, de vive voix"
# Acts of the doctor, whoever wrote them down.
SPOKEN: frozenset[State] = frozenset({"chosen", "consented", "withdrawn", "self_contact"})
REMINDED, ESCALATED, EXPIRED = timedelta(hours=24), timedelta(hours=72), timedelta(days=14)
THREE = 3
SAID_OUTCOMES = {code: words for code, words in OUTCOMES.items() if code != "no_outcome"}  # that one is the system's
# What one call may settle at once: the moves in their order.
BY_PHONE: dict[tuple[State, State], tuple[State, ...]] = {
    ("sent", "accepted"): ("received", "accepted"),
    ("sent", "declined"): ("received", "declined"),
}


class Followed(Struct, frozen=True, kw_only=True):
    """A move posted from the follow-up."""

    referral: UUID | None = None
    version: int = 0
    request: UUID | None = None
    act: Step = "stay"
    reason: Annotated[str, Meta(max_length=40)] = ""
    outcome: Annotated[str, Meta(max_length=40)] = ""
    attempts: Annotated[list[date], Meta(max_length=10)] = []


NAMES = {"reason": "Motif", "outcome": "Issue", "attempts": "Dates des appels", "act": "Suite"}


class Line(Struct, frozen=True, kw_only=True):
    """One move in words."""

    at: datetime
    words: str
    who: str
    more: str


def timeline(story: Story) -> list[Line]:
    """Every move, oldest first."""
    return [_line(move) for move in story.moves]


def _line(move: MoveRow) -> Line:
    more = [REASONS.get(move.reason, "") if move.reason else "", OUTCOMES.get(move.outcome, "") if move.outcome else ""]
    if move.attempts:
        more.append("appels : " + ", ".join(f"{day:%d/%m/%Y}" for day in move.attempts))
    return Line(
        at=move.at,
        words=STATES[move.to_state],
        who=BY_WORD if move.acted_as == "origin" and move.to_state in SPOKEN else WHO_FOR_OFFICER[move.acted_as],
        more=" ; ".join(part for part in more if part),
    )


def waiting_words(referral: Referral) -> str:
    """What silence has led to, and what it will; "" when no answer is awaited."""
    if referral.state not in ("sent", "received") or referral.sent_at is None:
        return ""
    waited = clock.now() - referral.sent_at
    if waited >= ESCALATED:
        told = "Sans réponse depuis 72 h : vous en avez été prévenu, votre suppléant aussi."
    elif waited >= REMINDED:
        told = "Sans réponse depuis 24 h : la structure a été relancée. À 72 h, vous serez prévenu."
    else:
        told = "Sans réponse, la structure est relancée à 24 h et vous êtes prévenu à 72 h."
    return f"{told} À 14 jours, l'accord prend fin de lui-même."


def faults_in(followed: Followed, who: Who) -> dict[str, str]:
    """What is missing before the move is asked for."""
    faults = {}
    if followed.act == "declined" and followed.reason not in DECLINED:
        faults["reason"] = "Choisissez le motif que la structure a donné."
    if followed.act == "closed" and who == "caller" and followed.outcome not in SAID_OUTCOMES:
        faults["outcome"] = "Choisissez une issue."
    faults |= _dates(followed)
    return faults


def _dates(followed: Followed) -> dict[str, str]:
    wanted = {"contact_made": 1, "unreachable": THREE}.get(followed.act, 0)
    if len(set(followed.attempts)) < wanted and followed.act == "contact_made":
        return {"attempts": "Entrez la date à laquelle le médecin a été joint."}
    if len(followed.attempts) < wanted:
        return {"attempts": "« Injoignable » se dit après trois appels : entrez leurs trois dates."}
    tomorrow = (clock.now() + timedelta(days=1)).date()  # it may be tomorrow there already
    if any(day > tomorrow for day in followed.attempts):
        return {"attempts": "Une date d'appel est dans le futur."}
    return {}


def who_moves(story: Story, to: State) -> Who | None:
    """As whom this council may ask for it now: as itself, else as who called."""
    if to in story.actions("origin"):
        return "origin"
    reachable = BY_PHONE.get((story.referral.state, to), (to,))[0]
    return "caller" if reachable in story.actions("caller") else None


async def follow(db: Db, referral: Referral, followed: Followed, to: State, who: Who, request: UUID) -> None:
    """Ask for the move, or the moves of one call. Raises Refused, NotFound."""
    steps = BY_PHONE.get((referral.state, to), (to,)) if who == "caller" else (to,)
    for number, step in enumerate(steps):
        last = step == to
        asked = Asked(
            to=step,
            version=followed.version + number,
            request=request if last else UUID(int=request.int ^ 1),
            reason=_reason(followed) if last else None,
            outcome=_outcome(followed, who) if last else None,
            attempts=tuple(followed.attempts) if step in ("contact_made", "unreachable") else (),
        )
        await service.move(db, referral.id, asked, who)


def _reason(followed: Followed) -> str | None:
    return followed.reason if followed.act == "declined" else None


def _outcome(followed: Followed, who: Who) -> str | None:
    if followed.act != "closed":
        return None
    return followed.outcome if who == "caller" else "no_other_option"


def living(stories: Sequence[Story]) -> Story | None:
    """The referral this page is about: the last that lives, else the last of all."""
    if not stories:
        return None
    return ([story for story in stories if story.referral.state not in TERMINAL] or list(stories))[-1]
