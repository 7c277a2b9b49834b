"""What each post of `/suivi` answers: the view, stopping, a code of one's own, correcting, taking away, erasing."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from litestar import Response
from msgspec import Struct, structs

from relais.accompaniment.handing import whole_name
from relais.aid_requests.alarm import numbers_for
from relais.aid_requests.words import PRACTICE
from relais.audit.model import ANONYMOUS
from relais.cases.code import spoken
from relais.cases.entering import Entered
from relais.cases.keeping import keeping_of
from relais.cases.passage import issue
from relais.cases.service import case_for, erase_case, tell_event
from relais.core.errors import NotFound, Refused
from relais.directory import wording
from relais.followup import correcting, export, own_code
from relais.followup.receipt import receipt_of
from relais.followup.sections import sections_of
from relais.followup.seeing import KEPT, Held, see, seen_in
from relais.followup.stopping import stop_all
from relais.followup.view import view_of
from relais.sheets.person import CODE, AnyResponse, Posted, own_page, person_of
from relais.sheets.sections import Act, ActOf, Section
from relais.sheets.workplace import Workplace

SURE = "sur"  # the second step says it
ENTRY = "entree"  # the code was just given, in the box of a sheet
NEW_CODE_TAKEN = "Votre code est remplacé. L'ancien ne vaut plus rien."
CORRECTED = "C'est corrigé. Qui lit déjà une de ces informations, avec votre accord, lit les nouveaux mots."
UNCHANGED = "Rien n'a changé."
TOO_LATE = "Ce nouveau code n'a pas été gardé : il attendait depuis plus d'une demi-heure. En voici un autre."


class OwnPages(Struct, frozen=True, kw_only=True):
    """The pages of the doctor's own view. Each method answers one post; each raises CodeNeededError."""

    place: Workplace

    async def open(self, posted: Posted) -> AnyResponse:
        """The view; first a code of one's own, when the one just typed was made by another."""
        entered, passage = await person_of(self.place, posted)
        held = await see(self.place, entered)
        if entered.code_by != "person" and (posted.last(CODE) or posted.last(ENTRY)):
            return self._propose(entered, passage, held, made_by_another=True)
        return await self._view(entered, passage, held)

    async def later(self, posted: Posted) -> AnyResponse:
        """The view, with the code that another made: once, and it is told."""
        entered, passage = await person_of(self.place, posted)
        held = await see(self.place, entered)
        if entered.code_by != "person" and not held.kept_once:
            async with self.place.database.acting(entered.context) as db:
                await tell_event(db, entered.case, KEPT)
                held = await seen_in(db, self.place, entered)
        return await self._view(entered, passage, held)

    async def code(self, posted: Posted) -> AnyResponse:
        """A new code to note; taken, it is the only one."""
        entered, passage = await person_of(self.place, posted)
        if not posted.last(SURE):
            return self._propose(entered, passage, await see(self.place, entered))
        code = own_code.proposed_in(self.place.vault, entered, posted.last("nouveau"))
        if not code:
            return self._propose(entered, passage, await see(self.place, entered), said=TOO_LATE)
        own = await own_code.take(self.place, entered, code)
        return await self._view(own, issue(self.place.vault, own), await see(self.place, own), said=NEW_CODE_TAKEN)

    async def stop(self, posted: Posted) -> AnyResponse:
        """What stopping does, then that it is done."""
        entered, passage = await person_of(self.place, posted)
        if not posted.last(SURE):
            view = view_of(self.place, await see(self.place, entered))
            sections = await sections_of(self.place, entered)
            return own_page(self.place, "followup/stop.html", passage, view=view, ends=_ends(sections))
        ends = _ends(await sections_of(self.place, entered))
        stopped = await stop_all(self.place, entered)
        return own_page(self.place, "followup/stopped.html", passage, stopped=stopped, ends=ends)

    async def correct(self, posted: Posted) -> AnyResponse:
        """The boxes of what is held; posted, what was corrected."""
        entered, passage = await person_of(self.place, posted)
        held = await see(self.place, entered)
        if not posted.last(SURE):
            return self._correction(passage, held, correcting.correction_of(held), {})
        typed, faults = correcting.read_correction(posted.sent)
        if held.noted:
            typed = structs.replace(typed, needs=[])  # a note holds none, not even of the person's own
        alarm = numbers_for(self.place.engine, (typed.words, typed.when, typed.alias, typed.name), typed.needs)
        if faults:
            return self._correction(passage, held, typed, faults, alarm)
        changed: list[str] = [*await correcting.correct(self.place, entered, typed)]
        if typed.alias.strip() != held.case.alias and held.case.alias:
            await correcting.correct_alias(self.place, entered, typed.alias)
            changed.append("alias")
        said = CORRECTED if changed else UNCHANGED
        return await self._view(entered, passage, await see(self.place, entered), said=said, alarm=alarm)

    async def take_away(self, posted: Posted) -> AnyResponse:
        """Everything, to read and print, or for a program."""
        entered, passage = await person_of(self.place, posted)
        held = await see(self.place, entered)
        if posted.last("forme") == "json":
            content = export.export_of(self.place, held, await sections_of(self.place, entered))
            return _file(content, "application/json", "relais.json")
        given = [one.id for story in held.stories for one in story.consents if one.answer == "given"]
        return own_page(
            self.place,
            "followup/whole.html",
            passage,
            view=view_of(self.place, held),
            sections=await sections_of(self.place, entered),
            receipts=[receipt_of(self.place, held, one) for one in given],
            case=held.case,
        )

    async def receipt(self, posted: Posted) -> AnyResponse:
        """One page to print, or its text as it is hashed. Raises NotFound."""
        entered, passage = await person_of(self.place, posted)
        receipt = receipt_of(self.place, await see(self.place, entered), _uuid(posted.last("accord")))
        if posted.last("forme") == "texte":
            return _file(receipt.text.encode(), "text/plain; charset=utf-8", "relais-recu.txt")
        return own_page(self.place, "followup/receipt.html", passage, receipt=receipt)

    async def erase(self, posted: Posted) -> AnyResponse:
        """What erasing does and what remains, then that it is done: the code opens nothing any more."""
        entered, passage = await person_of(self.place, posted)
        if not posted.last(SURE):
            view = view_of(self.place, await see(self.place, entered))
            return own_page(self.place, "followup/erase.html", passage, view=view)
        async with self.place.database.acting(entered.context) as db:
            await erase_case(db, ANONYMOUS, entered.case)
            case = await case_for(db, self.place.vault, entered.case)
            kept = await keeping_of(db, entered.case)
        file_until = kept.file_until if kept else None
        return self.place.pages.response("followup/erased.html", case=case, file_until=file_until)

    async def act(self, posted: Posted, what: ActOf) -> AnyResponse:
        """What another slice does for the person; told above the view when it answers by a sentence."""
        entered, passage = await person_of(self.place, posted)
        try:
            answer = await what(Act(place=self.place, entered=entered, passage=passage, posted=posted))
        except Refused as refused:
            if refused.status >= 500 or refused.status == 404:
                raise
            answer = refused.sentence
        if not isinstance(answer, str):
            return answer
        return await self._view(entered, passage, await see(self.place, entered), said=answer)

    async def _view(
        self, entered: Entered, passage: str, held: Held, *, said: str = "", alarm: Sequence[str] = ()
    ) -> AnyResponse:
        """`alarm`: the numbers to show first, after what was just typed."""
        sections = await sections_of(self.place, entered)
        view = view_of(self.place, held)
        urgent = self.place.directory.urgent(alarm)
        return own_page(
            self.place, "followup/view.html", passage, view=view, sections=sections, said=said, urgent=urgent
        )

    def _propose(
        self, entered: Entered, passage: str, held: Held, *, made_by_another: bool = False, said: str = ""
    ) -> AnyResponse:
        proposed = own_code.propose(self.place.vault, entered)
        return own_page(
            self.place,
            "followup/own_code.html",
            passage,
            code=spoken(proposed.code),
            sealed=proposed.sealed,
            first=made_by_another,
            later=not held.kept_once,
            living=bool(held.living) or held.noted,
            noted=held.noted,
            council=whole_name(self.place, held.case.council) if held.case.council else "",
            said=said,
        )

    def _correction(
        self,
        passage: str,
        held: Held,
        typed: correcting.Correction,
        faults: dict[str, str],
        alarm: Sequence[str] = (),
    ) -> AnyResponse:
        return own_page(
            self.place,
            "followup/correct.html",
            passage,
            status=422 if faults else 200,
            urgent=self.place.directory.urgent(alarm),
            held=held.parts,
            noted=held.noted,
            alias=held.case.alias,
            typed=typed,
            faults={name: faults.get(name, "") for name in correcting.LABELS},
            needs=wording.NEEDS,
            departements=list(self.place.directory.gazetteer.departements.values()),
            practices=PRACTICE,
        )


def _ends(sections: Iterable[Section]) -> list[str]:
    """What stopping everything does to each, in one sentence."""
    return [one.stopping for one in sections if one.stopping]


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def _file(content: bytes, media_type: str, name: str) -> AnyResponse:
    return Response(content, media_type=media_type, headers={"content-disposition": f'attachment; filename="{name}"'})
