"""What a council and the national service do of a file, in one transaction each; posted twice, it is done once."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, Struct, structs

from relais.audit.service import record
from relais.cases.code import refuse_codes
from relais.commission.file_desk import AtFile
from relais.commission.file_model import ENDED, Moved, NationalFile, OpinionCode, Reason, Role, State
from relais.commission.file_service import (
    describe,
    find_file,
    give_opinion,
    mark_piece,
    move_file,
    was_done,
    withdraw_file,
)
from relais.commission.file_telling import tell_file_moved
from relais.commission.piece_form import asked_again, mark_pieces, pieces_typed
from relais.core.db import Db
from relais.core.errors import NotFound, Refused
from relais.sheets.workplace import Workplace
from relais.web.forms import Sent, decode_form

LOST = "Ce formulaire est incomplet : rouvrez la page et recommencez."
NAMES = {
    "opinion": "Avis",
    "words": "Ce que le conseil veut dire",
    "reason": "Motif",
    "act": "Ce que vous décidez",
    "urgent": "Urgence",
}


class DeskForm(Struct, frozen=True, kw_only=True):
    """The boxes of every form of the page. `version` and `request`: of the page, so that an act is done once."""

    request: UUID | None = None
    version: Annotated[int, Meta(ge=0, le=10**9)] = 0
    act: Annotated[str, Meta(max_length=20)] = ""
    opinion: Literal["", "favourable", "reserved", "unfavourable"] = ""
    words: Annotated[str, Meta(max_length=3000)] = ""
    reason: Literal["to_complete", "mistake"] = "to_complete"
    urgent: Annotated[str, Meta(max_length=3)] = ""


class Left(Struct, frozen=True, kw_only=True):
    """What a refused form leaves to be shown again. `pieces`: what was chosen of each, by its code."""

    form: str
    values: DeskForm
    faults: dict[str, str] = {}
    sentence: str = ""
    pieces: dict[str, str] = {}


class Desk(Struct, frozen=True, kw_only=True):
    """One post at the page of a file, in the transaction of its body."""

    place: Workplace
    db: Db
    at: AtFile
    sent: Sent

    async def opinion(self) -> Left | None:
        """The council's opinion: a code, and words that stay sealed."""
        self._as("council")
        filled = decode_form(DeskForm, self.sent, NAMES)
        form, faults = filled.value, dict(filled.faults)
        if not form.opinion:
            faults["opinion"] = "Choisissez l'avis du conseil."
        elif form.opinion != "favourable" and not form.words.strip():
            faults["words"] = "Dites pourquoi l'avis est réservé ou défavorable."
        try:
            refuse_codes(form.words)
        except Refused as refused:
            faults["words"] = refused.sentence
        if faults:
            return Left(form="opinion", values=form, faults=faults)
        given = await give_opinion(
            self.db, self.place.vault, self.at.file, msgspec.convert(form.opinion, OpinionCode), form.words.strip(),
            version=form.version, request=request_in(form),
        )  # fmt: skip
        if given:
            await self._told("opinion_given", "file.give_opinion")
        return None

    async def send(self) -> Left | None:
        """Sent to the opinion of the council, on the word of the doctor who is there."""
        return await self._move("submitted", "council", "file.submit")

    async def send_back(self) -> Left | None:
        """Back to preparing, with a coded reason."""
        return await self._move("draft", "council", "file.send_back")

    async def withdraw(self) -> Left | None:
        """Stopped on the spoken word of the doctor, whatever the page showed."""
        self._as("council")
        if (await find_file(self.db, self.at.file.id)).state not in ENDED:
            await withdraw_file(self.db, self.at.file.id, "council")
            await self._told("withdrawn", "file.withdraw")
        return None

    async def pieces(self) -> Left | None:
        """Where each piece stands, as the doctor says."""
        self._helping()
        await mark_pieces(self.db, self.at.file, self.sent)
        return None

    async def check(self) -> Left | None:
        """Complete, or what is missing: by the national service."""
        self._as("national")
        form = decode_form(DeskForm, self.sent, NAMES).value
        if await was_done(self.db, self.at.file.id, request_in(form)):
            return None
        said = asked_again(self.sent)
        missing = [one for one in said if one.state == "missing"]
        if form.act == "complete" and missing:
            return self._unchecked(form, "Une pièce est redemandée : le dossier n'est pas complet.")
        if form.act == "incomplete" and not missing:
            return self._unchecked(form, "Dites ce qui manque, pièce par pièce, avant de renvoyer.")
        for one in said:
            await mark_piece(self.db, self.at.file.id, one.code, one.state, one.reason)
        if form.act == "complete":
            return await self._move("complete", "national", "file.complete")
        if form.act == "incomplete":
            return await self._move("incomplete", "national", "file.return")
        return None

    def _unchecked(self, form: DeskForm, sentence: str) -> Left:
        return Left(form="check", values=form, sentence=sentence, pieces=pieces_typed(self.sent))

    async def urgency(self) -> Left | None:
        """Urgent or not: said by the council with the doctor, settled by the national service."""
        if "national" not in self.at.roles:
            self._helping()
        form = decode_form(DeskForm, self.sent, NAMES).value
        file = self.at.file
        await describe(self.db, file.id, file.practice, urgent=bool(form.urgent))
        await self._record("file.set_urgent")
        if file.state == "complete" and form.urgent and not file.urgent:
            await self._tell(structs.replace(file, urgent=True), "complete")
        return None

    async def _move(self, to: State, who: Role, act: str) -> Left | None:
        self._as(who)
        form = decode_form(DeskForm, self.sent, NAMES).value
        reason: Reason | None = form.reason if to == "draft" else None
        asked = Moved(to=to, version=form.version, request=request_in(form), reason=reason)
        if await move_file(self.db, self.at.file, asked, who):
            await self._told(to, act)
        return None

    def _as(self, who: Role) -> None:
        """Raises NotFound when this body is not that of this file."""
        if who not in self.at.roles:
            raise NotFound

    def _helping(self) -> None:
        """Raises NotFound when the doctor did not open this round to their council."""
        if not self.at.helps:
            raise NotFound

    async def _told(self, to: State, act: str) -> None:
        await self._record(act)
        await self._tell(self.at.file, to)

    async def _tell(self, file: NationalFile, to: State) -> None:
        await tell_file_moved(self.db, self.place.vault, file, to, self.place.origin)

    async def _record(self, act: str) -> None:
        actor = self.at.visitor.acting("national" if self.at.post.function == "national" else "officer")
        await record(self.db, actor, act, "national_file", str(self.at.file.id))


def request_in(form: DeskForm) -> UUID:
    """The identifier of the act. Raises Refused when the form lost it."""
    if form.request is None:
        raise Refused("form_incomplete", LOST)
    return form.request
