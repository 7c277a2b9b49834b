"""The signatories' own figures, the second person who confirms them, and the agreement to publish."""

import re
from typing import Any
from uuid import UUID

from litestar import Response
from msgspec import Struct

from relais.accounts.bureau import AnyRequest, blamed, me, posted, see
from relais.accounts.doors import visitor_of
from relais.core.clock import now
from relais.core.context import Context
from relais.core.db import Db
from relais.core.errors import NotFound, Refused
from relais.core.ids import new_id
from relais.moderation.office import SECTIONS
from relais.reports import store
from relais.reports.model import SIGNATORIES, AgreeForm, FigureAct, FigureForm, Signatory
from relais.reports.reading import report_of, year_of
from relais.reports.showing import in_words
from relais.reports.words import OF_SIGNATORY, OWN, SIGNATORY_NAMES, SIGNATORY_SHORT, THE_SIGNATORY, UNITS
from relais.sheets.workplace import Workplace
from relais.web.forms import Filled

HERE = "/rapport/chiffres"
COORDINATED = "/coordination/chiffres"
NAMES = {"measure": "Mesure", "value": "Valeur", "source": "Source", "read": "Accord", "request": "Formulaire"}
GAPS = re.compile(r"[\s€.]")
NOT_A_NUMBER = "Écrivez un nombre entier, en chiffres : 1779, ou 705 290 pour des euros."


class Figures(Struct, frozen=True, kw_only=True):
    """Made once by the application."""

    place: Workplace

    async def page(
        self,
        request: AnyRequest,
        name: str = "",
        *,
        status: int = 200,
        filled: Filled[FigureForm] | None = None,
        sentence: str = "",
    ) -> Response[str]:
        """The figures of a year as its signatory works on them. Raises NotFound."""
        year = year_of(name) if name else now().year - 1
        context = await self._context(request)
        async with self.place.database.acting(context) as db:
            shown = await self._year(db, year)
        form = filled or Filled(value=FigureForm(), faults={})
        return self.place.pages.response(
            "reports/figures.html",
            status=status,
            visitor=visitor_of(request),
            sentence=sentence,
            form=form.value,
            faults={"measure": "", "value": "", "source": "", **form.faults},
            request=form.value.request or new_id(),
            this_year=now().year,
            **shown,
        )

    async def _year(self, db: Db, year: int) -> dict[str, Any]:
        report = await report_of(db, year)
        mine: Signatory = await store.GET_SIGNATORY.value(db)
        agreed = [one for one in await store.LIST_AGREEMENTS.all(db, year) if one.sha256 == report.sha256]
        return {
            "year": year,
            "report": report,
            "mine": mine,
            "names": SIGNATORY_NAMES,
            "short": SIGNATORY_SHORT,
            "of": OF_SIGNATORY,
            "the": THE_SIGNATORY,
            "signatories": SIGNATORIES,
            "agreed": {one.signatory: one for one in agreed},
            "figures": await store.LIST_FIGURES.all(db, year),
            "own": {code: f"{words} ({UNITS[unit][1]})" for code, (unit, words) in OWN.items()},
            "labels": {code: words for code, (_, words) in OWN.items()},
            "in_words": in_words,
        }

    async def _context(self, request: AnyRequest) -> Context:
        """As which signatory this person acts. Raises NotFound when their organisation is none."""
        for organization in visitor_of(request).organizations("signatory"):
            context = Context(kind="staff", org=organization, actor=me(request))
            async with self.place.database.acting(context) as db:
                if await store.GET_SIGNATORY.value(db):
                    return context
        raise NotFound

    async def enter(self, request: AnyRequest, name: str) -> Response[Any]:
        """A figure that waits for its second person."""
        year, context = year_of(name), await self._context(request)
        filled = await posted(request, FigureForm, NAMES)
        form, faults = filled.value, dict(filled.faults)
        unit = OWN[form.measure][0] if form.measure in OWN else None
        value = number_of(form.value)
        if unit is None:
            faults.setdefault("measure", "Choisissez une mesure de la liste.")
        if value is None:
            faults.setdefault("value", NOT_A_NUMBER)
        if len(form.source.strip()) < 3:
            faults.setdefault("source", "Dites d'où vient ce chiffre : un titre, une date.")
        if faults or form.request is None:
            return await self.page(request, name, status=422, filled=Filled(value=form, faults=faults))
        try:
            async with self.place.database.acting(context) as db:
                row = (form.request, year, form.measure, unit, value, form.source.strip())
                await store.ADD_FIGURE.value(db, *row)
        except Refused as fault:
            return await self.page(request, name, status=409, filled=blamed(filled, fault))
        return see(f"{HERE}/{year}")

    async def confirm(self, request: AnyRequest, name: str) -> Response[Any]:
        """The second person. Raises NotFound for a figure of another signatory."""
        return await self._decide(request, name, confirming=True)

    async def withdraw(self, request: AnyRequest, name: str) -> Response[Any]:
        """Taken back by its own signatory."""
        return await self._decide(request, name, confirming=False)

    async def _decide(self, request: AnyRequest, name: str, *, confirming: bool) -> Response[Any]:
        year, context = year_of(name), await self._context(request)
        try:
            await self._act(context, (await posted(request, FigureAct, {})).value.figure, confirming=confirming)
        except Refused as fault:
            if fault.status != 409:
                raise
            return await self.page(request, name, status=409, sentence=fault.sentence)
        return see(f"{HERE}/{year}")

    async def _act(self, context: Context, figure: UUID | None, *, confirming: bool) -> None:
        async with self.place.database.acting(context) as db:
            asked = store.CONFIRM_FIGURE if confirming else store.END_FIGURE
            if figure is None or not await asked.value(db, figure):
                raise NotFound

    async def agree(self, request: AnyRequest, name: str) -> Response[Any]:
        """This signatory agrees to publish what it read; with the third the year is released."""
        year, context = year_of(name), await self._context(request)
        form = (await posted(request, AgreeForm, NAMES)).value
        if form.read != "oui":
            sentence = "Cochez que vous avez relu le rapport : c'est exactement lui qui sera publié."
            return await self.page(request, name, status=422, sentence=sentence)
        try:
            async with self.place.database.acting(context) as db:
                await store.CONFIRM_YEAR.value(db, year, hash_of(form.sha256))
        except Refused as fault:
            if fault.status != 409:
                raise
            return await self.page(request, name, status=409, sentence=fault.sentence)
        return see(f"{HERE}/{year}")

    async def coordinated(self, request: AnyRequest, *, status: int = 200, sentence: str = "") -> Response[str]:
        """The figures that wait, whoever entered them: a coordinator may be the second person."""
        async with self.place.database.acting(Context(kind="staff", actor=me(request))) as db:
            waiting = [one for one in await store.LIST_FIGURES.all(db, None) if not one.confirmed]
        return self.place.pages.response(
            "reports/coordinated.html",
            status=status,
            sentence=sentence,
            visitor=visitor_of(request),
            sections=SECTIONS,
            section=COORDINATED,
            now=now(),
            figures=waiting,
            short=SIGNATORY_SHORT,
            labels={code: words for code, (_, words) in OWN.items()},
            in_words=in_words,
        )

    async def confirm_coordinated(self, request: AnyRequest) -> Response[Any]:
        """A coordinator as the second person."""
        context = Context(kind="staff", actor=me(request))
        try:
            await self._act(context, (await posted(request, FigureAct, {})).value.figure, confirming=True)
        except Refused as fault:
            if fault.status != 409:
                raise
            return await self.coordinated(request, status=409, sentence=fault.sentence)
        return see(COORDINATED)


def number_of(text: str) -> int | None:
    """A whole number as people write it, with spaces, points between thousands or a sign of euros."""
    digits = GAPS.sub("", text)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 11 else None


def hash_of(text: str) -> bytes:
    """The hash that a page carried; of nothing when it was changed."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
