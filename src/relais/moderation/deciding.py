"""The queue of changes, read like mail; one change: accepted, refused with a reason, or accepted after a call-back."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Meta, Struct

from relais.accounts.gates import COORDINATOR, through
from relais.core.clock import now
from relais.core.db import Db
from relais.core.errors import NotFound, Refused
from relais.directory import changes
from relais.directory.change_model import CallBack, LineKey, parse_line_key
from relais.moderation.calling import CALL_NAMES, CallForm, fresh_call, read_call
from relais.moderation.lines import change_row, change_rows
from relais.moderation.office import (
    FRAGMENT,
    AnyRequest,
    Office,
    actor_of,
    blamed,
    blank,
    me,
    number_of,
    posted,
    required,
    see,
)
from relais.notifications.service import public_address
from relais.web.forms import Filled

SECTION = "/coordination/modifications"
GATE = through(COORDINATOR)
PAGE = 1000  # a day's mail, and a year's: one page that a person can search with the browser
STATUS = {
    "open": "attend une décision",
    "accepted": "acceptée : elle est publiée",
    "refused": "refusée : rien n'a été changé",
    "superseded": "remplacée : une proposition plus récente, ou la même valeur, a été publiée",
    "withdrawn": "retirée par qui l'avait proposée",
}
VERBS: Mapping[str, dict[str, str]] = {
    "change": {"accept": "Accepter", "refuse": "Refuser", "accepting": "« Après » sera publié tout de suite."},
    "withdrawal": {
        "accept": "Laisser retiré",
        "refuse": "Remettre le numéro",
        "accepting": "Le numéro restera retiré.",
    },
    "protected": {
        "accept": "Retirer le numéro",
        "refuse": "Garder le numéro",
        "accepting": "Le numéro ne sera plus donné.",
    },
}


class RefusalForm(Struct, frozen=True, kw_only=True):
    """Why a change is refused; whoever proposed it reads it."""

    reason: Annotated[str, Meta(max_length=500)] = ""


def deciding_routes(office: Office) -> list[HTTPRouteHandler]:
    """The queue, and what decides a line of it."""

    @get(SECTION, opt=GATE, include_in_schema=False)
    async def queue(request: AnyRequest) -> Response[str]:
        return await queue_page(office, request, 0)

    @get(SECTION + "/suite/{code:str}", opt=GATE, include_in_schema=False)
    async def more_queue(request: AnyRequest, code: FromPath[str]) -> Response[str]:
        return await queue_page(office, request, number_of(code))

    @get(SECTION + "/{code:str}", opt=GATE, include_in_schema=False)
    async def one_change(request: AnyRequest, code: FromPath[str]) -> Response[str]:
        return await _show(office, request, parse_line_key(code))

    @post(SECTION + "/{code:str}/accepter", opt=GATE, include_in_schema=False)
    async def accept_change(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        return await _accept(office, request, parse_line_key(code), None)

    @post(SECTION + "/{code:str}/rappel", opt=GATE, include_in_schema=False)
    async def accept_after_call(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        call, filled = read_call(await posted(request, CallForm, CALL_NAMES))
        if call is None:
            return await _show(office, request, parse_line_key(code), call=filled)
        return await _accept(office, request, parse_line_key(code), call)

    @post(SECTION + "/{code:str}/refuser", opt=GATE, include_in_schema=False)
    async def refuse_change(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        return await _refuse(office, request, parse_line_key(code))

    return [queue, more_queue, one_change, accept_change, accept_after_call, refuse_change]


async def queue_page(office: Office, request: AnyRequest, after: int) -> Response[str]:
    """The most harmful first; batches of imports above, as one line each."""
    async with office.database.reading() as db:
        lines = await changes.queue(db, limit=PAGE + 1, after=after)
        total = await changes.count_queue(db)
        batches = await changes.list_batches(db)
    account = me(request).account
    return office.page(
        request,
        "moderation/queue.html",
        SECTION,
        rows=change_rows(office, lines[:PAGE], account),
        total=total,
        batches=batches,
        former=_address(after - PAGE) if after else "",
        later=_address(after + PAGE) if len(lines) > PAGE else "",
    )


def _address(after: int) -> str:
    return f"{SECTION}/suite/{after}" if after > 0 else SECTION


async def _show(
    office: Office,
    request: AnyRequest,
    key: LineKey,
    *,
    call: Filled[CallForm] | None = None,
    refusal: Filled[RefusalForm] | None = None,
    told: str = "",
) -> Response[str]:
    """One change as it stands now: to decide, decided, or one's own."""
    async with office.database.reading() as db:
        line = await changes.get_line(db, key)
        after = await _next(db, key)
    call, refusal = call or blank(fresh_call()), refusal or blank(RefusalForm())
    template = "moderation/change_part.html" if FRAGMENT in request.headers else "moderation/change.html"
    return office.page(
        request,
        template,
        SECTION,
        status=409 if told else 422 if call.faults or refusal.faults else 200,
        row=change_row(office, line, now(), me(request).account),
        line=line,
        state=STATUS[line.status],
        call=call,
        refusal=refusal,
        told=told,
        verbs=VERBS[line.purpose],
        after=after,
    )


async def _next(db: Db, key: LineKey) -> str:
    """The next change to read, so that a morning's mail is read without going back."""
    waiting = [line.code for line in await changes.queue(db, limit=2) if line.key != key]
    return f"{SECTION}/{waiting[0]}" if waiting else ""


async def _accept(office: Office, request: AnyRequest, key: LineKey, call: CallBack | None) -> Response[Any]:
    try:
        async with office.database.writing() as db:
            await changes.accept(
                db, actor_of(request), key, call_back=call, vault=office.vault, address=public_address(office.settings)
            )
    except NotFound:
        raise
    except Refused as fault:
        return await _show(office, request, key, told=fault.sentence)
    return see(f"{SECTION}/{key.code}")


async def _refuse(office: Office, request: AnyRequest, key: LineKey) -> Response[Any]:
    sent = await posted(request, RefusalForm, {"reason": "Raison"})
    filled = required(sent, {"reason": "Dites pourquoi : qui l'a proposée le lira."})
    if filled.faults:
        return await _show(office, request, key, refusal=filled)
    try:
        async with office.database.writing() as db:
            await changes.refuse(
                db,
                actor_of(request),
                key,
                filled.value.reason.strip(),
                vault=office.vault,
                address=public_address(office.settings),
            )
    except NotFound:
        raise
    except Refused as fault:
        return await _show(office, request, key, told=fault.sentence)
    return see(f"{SECTION}/{key.code}")


BATCHES = "/coordination/lots"


class BatchForm(Struct, frozen=True, kw_only=True):
    """Why a batch is refused."""

    reason: Annotated[str, Meta(max_length=500)] = ""


def batch_routes(office: Office) -> list[HTTPRouteHandler]:
    """The numbers of one import, decided at once by another person than whoever sent it."""

    @get(BATCHES + "/{code:str}", opt=GATE, include_in_schema=False)
    async def one_batch(request: AnyRequest, code: FromPath[str]) -> Response[str]:
        return await _batch(office, request, _id(code), blank(BatchForm()))

    @post(BATCHES + "/{code:str}/accepter", opt=GATE, include_in_schema=False)
    async def accept_batch(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        async with office.database.writing() as db:
            await changes.accept_batch(
                db, actor_of(request), _id(code), vault=office.vault, address=public_address(office.settings)
            )
        return see(f"{BATCHES}/{code}")

    @post(BATCHES + "/{code:str}/refuser", opt=GATE, include_in_schema=False)
    async def refuse_batch(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        sent = await posted(request, BatchForm, {"reason": "Raison"})
        filled = required(sent, {"reason": "Dites pourquoi : la raison reste au journal."})
        if filled.faults:
            return await _batch(office, request, _id(code), filled)
        try:
            async with office.database.writing() as db:
                await changes.refuse_batch(
                    db,
                    actor_of(request),
                    _id(code),
                    filled.value.reason.strip(),
                    vault=office.vault,
                    address=public_address(office.settings),
                )
        except Refused as fault:
            return await _batch(office, request, _id(code), blamed(filled, fault))
        return see(f"{BATCHES}/{code}")

    return [one_batch, accept_batch, refuse_batch]


def _id(code: str) -> UUID:
    try:
        return UUID(code)
    except ValueError:
        raise NotFound from None


async def _batch(office: Office, request: AnyRequest, code: UUID, form: Filled[BatchForm]) -> Response[str]:
    async with office.database.reading() as db:
        batches = await changes.list_batches(db)
        lines = await changes.batch_lines(db, code, limit=PAGE)
    batch = next((one for one in batches if one.batch == code), None)
    return office.page(
        request,
        "moderation/batch.html",
        SECTION,
        status=422 if form.faults else 200,
        code=str(code),
        batch=batch,
        rows=change_rows(office, lines),
        mine=batch is not None and batch.made_by == me(request).account,
        form=form,
    )
