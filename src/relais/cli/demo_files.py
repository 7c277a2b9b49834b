"""Invented national files of the demonstration: for an opinion, urgent, to decide, decided."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

from relais.audit.model import ANONYMOUS
from relais.cases.openings import open_for
from relais.cases.service import MadeCode, NewCase, open_case
from relais.cli.demo_stage import COUNCIL, SESSION, Stage
from relais.commission import decision_store, payment_store, recusal_store, session_store
from relais.commission.file_model import Moved, NationalFile, NewFile, Role, State
from relais.commission.file_service import (
    begin_file,
    find_file,
    give_opinion,
    move_file,
    open_for_commission,
    save_section,
)
from relais.commission.section_model import ORDER, SectionName
from relais.commission.section_reading import form_of
from relais.core.clock import PARIS, now

LATER = timedelta(days=28)
GIFT, PAID = 150_000, 50_000  # cents
Said = dict[str, Any]


class Filer(Struct, frozen=True, kw_only=True):
    """Who asks, and how far their file went."""

    name: str
    to: Literal["submitted", "complete", "scheduled", "decided"]
    urgent: bool = False


FILERS = (
    Filer(name="Érable", to="submitted"),
    Filer(name="Frêne", to="complete", urgent=True),
    Filer(name="Orme", to="scheduled"),
    Filer(name="Charme", to="decided"),
)


async def add_files(stage: Stage, codes: Mapping[str, MadeCode]) -> dict[str, str]:
    """Four files, a session that has begun with two of them on its agenda, and another a month from now.

    The reference of each, which is all that boards say of it.
    """
    references = {}
    db = await stage.act("ines", stage.body)
    for name, wait in (("session", timedelta()), ("next session", LATER)):
        await session_store.ADD_SESSION.value(db, stage.named(name), stage.body, now() + wait, "both")
    for one in FILERS:
        begun = await _begin(stage, one, codes[one.name])
        references[one.name] = begun.reference
        filing = Filing(stage=stage, name=one.name, file=begun.id)
        await filing.send()
        if one.to != "submitted":
            await filing.examine()
        if one.to in ("scheduled", "decided"):
            await filing.schedule()
        if one.to == "decided":
            await filing.decide()
    return references


async def _begin(stage: Stage, one: Filer, made: MadeCode) -> NationalFile:
    """A doctor alone, with a code of their own."""
    db, case = await stage.act_as_doctor(one.name), stage.named(one.name)
    wanted = NewCase(id=case, origin="person", code_by="person", council=COUNCIL, alias=one.name)
    await open_case(db, stage.vault, ANONYMOUS, wanted, made)
    key = stage.named(f"file {one.name}")
    new = NewFile(key=key, body=stage.body, begun_as="doctor", practice="liberal", urgent=one.urgent)
    return await begin_file(db, case, new)


class Filing(Struct, frozen=True, kw_only=True):
    """One file and the acts of those it concerns."""

    stage: Stage
    name: str
    file: UUID

    def _once(self, act: str) -> UUID:
        return self.stage.named(f"{act} {self.name}")

    async def _held(self) -> NationalFile:
        return await find_file(self.stage.db, self.file)

    async def _move(self, to: State, who: Role) -> None:
        held = await self._held()
        await move_file(self.stage.db, held, Moved(to=to, version=held.version, request=self._once(to)), who)

    async def send(self) -> None:
        """Said section by section, sent to the council."""
        held = await self._held()
        for section in ORDER:
            said, request = said_of(section, self.name), self._once(section)
            await save_section(self.stage.db, self.stage.vault, held, section, said, expected=0, request=request)
        await self._move("submitted", "person")

    async def examine(self) -> None:
        """The council gives its opinion; the national service finds that nothing lacks."""
        stage = self.stage
        db = await stage.act("farid", COUNCIL)
        await open_for(db, stage.named(self.name), "follow_up", "officer", SESSION)
        held, words = await self._held(), "Exemple : situation connue du conseil."
        request = self._once("opinion")
        await give_opinion(db, stage.vault, held, "favourable", words, version=held.version, request=request)
        await open_for_commission(await stage.act("ines", stage.body), self.file, "file_check", "national", SESSION)
        await self._move("complete", "national")

    async def schedule(self) -> None:
        """On the agenda of the session that has begun."""
        held, session = await self._held(), self.stage.named("session")
        await session_store.ADD_TO_AGENDA.value(
            self.stage.db, self.file, session, held.version, self._once("scheduled")
        )

    async def decide(self) -> None:
        """A gift recorded by one member, confirmed by another, paid in part."""
        stage, gift = self.stage, self._once("gift")
        for member in ("leila", "marc"):
            db = await stage.act(member, stage.body)
            for answer in ("asked", "unknown"):
                await recusal_store.SET_ANSWER.value(db, self.file, answer)
            await open_for_commission(db, self.file, "file_decision", "commissioner", SESSION)
            if member == "leila":
                version = (await self._held()).version
                await decision_store.ADD_DECISION.value(db, gift, self.file, version, "gift", GIFT, None, None)
            else:
                await decision_store.SET_CONFIRMED.value(db, gift)
        day = now().astimezone(PARIS).date()
        await payment_store.ADD_PAYMENT.value(
            await stage.act("ines", stage.body), gift, self._once("payment"), PAID, day
        )


def said_of(section: SectionName, name: str) -> Said:
    """A section as this invented doctor filled it in."""
    form = form_of(section)
    blank = form.form()
    said: Said = {box: getattr(blank, box) for box in form.form.__struct_fields__} | dict.fromkeys(form.amounts, 0)
    invented: dict[SectionName, Said] = {
        "situation": {"name": f"Dr {name} (exemple)", "activity": "sick_leave", "words": "Exemple : en arrêt."},
        "household": {"adults": 2, "children": 1, "housing": "tenant"},
        "income": {"in_practice": 80_000, "in_benefits": 110_000, "out_housing": 95_000, "out_practice": 60_000},
        "asked": {"gift": GIFT, "purpose": "Exemple : trois mois de loyer du cabinet."},
    }
    return said | invented.get(section, {})
