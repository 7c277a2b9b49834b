"""The end of a call: what the listener says of it, once, and nothing of who called."""

from collections import OrderedDict
from typing import Any
from uuid import UUID

from litestar import Response
from msgspec import Struct

from relais.accounts.bureau import AnyRequest, me, posted, see
from relais.accounts.doors import visitor_of
from relais.core.context import Context
from relais.core.ids import new_id
from relais.directory import wording
from relais.reports import store
from relais.reports.model import CallForm
from relais.reports.words import REGIONS
from relais.sheets.workplace import Workplace

HERE = "/appel"
DONE = HERE + "/compte"
NAMES = {"needs": "Besoins", "region": "Région", "request": "Formulaire"}
KEPT = 1_000  # pages posted a moment ago


class Counted:
    """The pages already counted by this process: a second click counts nothing, and no call has a row anywhere."""

    def __init__(self) -> None:
        self._seen: OrderedDict[UUID, None] = OrderedDict()

    def first_time(self, request: UUID) -> bool:
        """Whether this page was not counted yet; it is from now on."""
        if request in self._seen:
            return False
        self._seen[request] = None
        while len(self._seen) > KEPT:
            self._seen.popitem(last=False)
        return True

    def forget(self, request: UUID) -> None:
        """It was not counted after all."""
        self._seen.pop(request, None)


class Calls(Struct, frozen=True, kw_only=True):
    """Made once by the application."""

    place: Workplace
    counted: Counted

    def page(self, request: AnyRequest, *, done: bool = False) -> Response[str]:
        """The form, empty: nothing of what was searched comes here."""
        return self._form(request, CallForm(request=new_id()), {}, done=done)

    async def count(self, request: AnyRequest) -> Response[Any]:
        """One more in each count."""
        filled = await posted(request, CallForm, NAMES)
        form, faults = filled.value, dict(filled.faults)
        if form.region is None:
            faults.setdefault("region", "Choisissez la région, ou « non dite ».")
        if faults or form.request is None:
            return self._form(request, form, faults, status=422)
        if self.counted.first_time(form.request):
            try:
                async with self.place.database.acting(Context(kind="staff", actor=me(request))) as db:
                    await store.COUNT_CALL.value(db, list(form.needs), form.region)
            except BaseException:
                self.counted.forget(form.request)
                raise
        return see(DONE)

    def _form(
        self, request: AnyRequest, form: CallForm, faults: dict[str, str], *, status: int = 200, done: bool = False
    ) -> Response[str]:
        return self.place.pages.response(
            "reports/call.html",
            status=status,
            visitor=visitor_of(request),
            form=form,
            faults={"needs": "", "region": "", **faults},
            request=form.request or new_id(),
            needs=wording.NEEDS,
            regions=REGIONS,
            done=done,
        )
