"""Inviting the councils at once, and deciding the batch."""

from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from relais.accounts import role_store
from relais.accounts.bureau import PEOPLE, AnyRequest, Bureau, acting, me, see, sent, uuid_of
from relais.accounts.councils import CouncilLine, awaiting_councils, check_lines, propose_councils, read_pasted
from relais.accounts.gates import COORDINATOR, through
from relais.accounts.holders import account_addresses, account_names
from relais.accounts.people_store import CouncilRow
from relais.accounts.roles import approve_batch, refuse_batch
from relais.core.errors import NotFound
from relais.web.forms import Sent

GATE = through(COORDINATOR)
COUNCILS, BATCHES = f"{PEOPLE}/conseils", f"{PEOPLE}/lots"
PASTED = "lignes"
NOTHING = "Donnez au moins une adresse : dans la liste, ou collée."


def council_routes(bureau: Bureau) -> list[HTTPRouteHandler]:
    """The list of councils that nobody serves yet, and batches of proposals."""

    @get(COUNCILS, opt=GATE, include_in_schema=False)
    async def councils_page(request: AnyRequest) -> Response[str]:
        async with bureau.database.reading() as db:
            councils = await awaiting_councils(db)
        return _page(bureau, request, councils, {}, [])

    @post(COUNCILS, status_code=303, opt=GATE, include_in_schema=False)
    async def propose_all(request: AnyRequest) -> Response[Any]:
        fields = await sent(request)
        async with bureau.database.writing() as db:
            councils = await awaiting_councils(db)
            lines, faults = read_pasted(_last(fields, PASTED))
            lines = [*_typed(fields, councils), *lines]
            faults += check_lines(lines, {row.code: row for row in councils}) or ([] if lines or faults else [NOTHING])
            if faults:
                return _page(bureau, request, councils, fields, faults)
            actor = acting(request, "coordinator")
            batch = await propose_councils(db, bureau.vault, actor, lines, origin=bureau.origin)
        return see(f"{BATCHES}/{batch}")

    @get(BATCHES + "/{code:str}", opt=GATE, include_in_schema=False)
    async def batch_page(request: AnyRequest, code: FromPath[str]) -> Response[str]:
        async with bureau.database.reading() as db:
            rows = await role_store.LIST_BATCH.all(db, uuid_of(code))
            if not rows:
                raise NotFound("Ces propositions n'existent plus : elles ont été décidées.")
            accounts = {row.account for row in rows} | {row.proposed_by for row in rows if row.proposed_by}
            names = await account_names(db, bureau.vault, accounts)
            addresses = await account_addresses(db, bureau.vault, accounts)
        return bureau.page(
            request,
            "accounts/people_batch.html",
            batch=uuid_of(code),
            rows=rows,
            names=names,
            addresses=addresses,
            mine=any(row.proposed_by == me(request) for row in rows),
        )

    @post(BATCHES + "/{code:str}/accepter", status_code=303, opt=GATE, include_in_schema=False)
    async def approve_all(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        async with bureau.database.writing() as db:
            actor = acting(request, "coordinator")
            await approve_batch(db, bureau.vault, actor, uuid_of(code), origin=bureau.origin)
        return see(PEOPLE)

    @post(BATCHES + "/{code:str}/refuser", status_code=303, opt=GATE, include_in_schema=False)
    async def refuse_all(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        async with bureau.database.writing() as db:
            await refuse_batch(db, acting(request, "coordinator"), uuid_of(code))
        return see(PEOPLE)

    return [councils_page, propose_all, batch_page, approve_all, refuse_all]


def _typed(fields: Sent, councils: list[CouncilRow]) -> list[CouncilLine]:
    """The lines of the list in which an address was written."""
    lines = [
        CouncilLine(code=row.code, name=_last(fields, f"nom-{row.code}"), email=_last(fields, f"adresse-{row.code}"))
        for row in councils
    ]
    return [line for line in lines if line.email.strip()]


def _last(fields: Sent, name: str) -> str:
    return fields.get(name, [""])[-1].replace("\0", "")


def _page(
    bureau: Bureau, request: AnyRequest, councils: list[CouncilRow], fields: Sent, faults: list[str]
) -> Response[str]:
    typed = {row.code: (_last(fields, f"nom-{row.code}"), _last(fields, f"adresse-{row.code}")) for row in councils}
    return bureau.page(
        request,
        "accounts/people_councils.html",
        status=422 if faults else 200,
        councils=councils,
        typed=typed,
        pasted=_last(fields, PASTED),
        faults=faults,
        at_fault={fault.partition(" ")[0] for fault in faults},
    )
