"""The doctor's answer to what they heard: one of this round, a service they named, or nothing to send."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from relais.core import clock
from relais.core.db import Db
from relais.core.errors import Refused
from relais.guidance.reaching import Reach, reach_of
from relais.referrals import service
from relais.referrals.model import Asked
from relais.referrals.offering import offer_of
from relais.referrals.story import Story
from relais.referrals.story_store import OptionRow
from relais.search.model import SearchRequest
from relais.sheets.workplace import Workplace

NAMED = "named"  # the value of the radio: the doctor named a service by themselves
CHOOSE = "Cochez ce que le médecin a choisi."
FIND = "Écrivez le nom que le médecin a donné, puis cherchez."
PICK = "Cherchez le service que le médecin a nommé, puis cochez-le."
MOST_NAMED = 5


class Answered(Struct, frozen=True, kw_only=True):
    """What is posted. `option`: an identifier of this round, or `named` with a `service`."""

    referral: UUID | None = None
    version: int = 0
    request: UUID | None = None
    act: Literal["stay", "choose", "find", "self_contact", "nothing_now"] = "stay"
    option: Annotated[str, Meta(max_length=40)] = ""
    service: Annotated[str, Meta(max_length=80)] = ""
    words: Annotated[str, Meta(max_length=120)] = ""


NAMES = {"option": "Choix", "service": "Service", "words": "Service nommé"}


class Told(Struct, frozen=True, kw_only=True):
    """An option of the round, as it was told and as it can be reached today."""

    row: OptionRow
    reach: Reach


async def told_of(place: Workplace, db: Db, story: Story) -> list[Told]:
    """The options of this round, in the order of the telling."""
    rows = story.options_of(story.referral.round)
    return [Told(row=row, reach=await reach_of(place, db, row.service)) for row in rows]


async def named_by(place: Workplace, db: Db, words: str) -> list[Reach]:
    """The services that may be the one the doctor named: the same search, nothing written."""
    if not words.strip():
        return []
    answer = await place.engine.answer(SearchRequest(text=words, limit=20), now=clock.now())
    version = place.directory.keeper.current.version
    offer = offer_of(answer, place.directory.find, directory_version=version, most=MOST_NAMED)
    return [await reach_of(place, db, option.service) for option in offer.shown]


def faults_in(answered: Answered) -> dict[str, str]:
    """What is missing before the choice is written."""
    if answered.act == "find":
        return {} if answered.words.strip() else {"words": FIND}
    if answered.act == "choose" and not answered.option:
        return {"option": CHOOSE}
    if answered.act == "choose" and answered.option == NAMED and not answered.service:
        return {"words": PICK}
    return {}


async def write_answer(db: Db, referral: UUID, answered: Answered, asked: Asked) -> None:
    """Keep what the doctor said, as their spoken act. Raises Refused, NotFound."""
    if answered.act == "choose":
        option, named = _chosen(answered)
        await service.choose(db, referral, asked, "origin", option=option, service=named, how="spoken")
    else:
        await service.move(db, referral, asked, "origin")


def asked_by(answered: Answered, request: UUID) -> Asked:
    """The move that an answer means."""
    if answered.act == "choose":
        return Asked(to="chosen", version=answered.version, request=request)
    if answered.act == "self_contact":
        return Asked(to="self_contact", version=answered.version, request=request)
    return Asked(to="cancelled", version=answered.version, request=request, reason="nothing_now")


def _chosen(answered: Answered) -> tuple[UUID | None, str]:
    if answered.option == NAMED:
        return None, answered.service
    try:
        return UUID(answered.option), ""
    except ValueError:
        raise Refused("choice_not_shown", "Cette possibilité n'a pas été montrée.", field="option") from None
