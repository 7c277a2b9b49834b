"""`/coordination`: what is to be done, most harmful first; and the mails that never left."""

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from relais.accounts.gates import COORDINATOR, through
from relais.accounts.holders import account_names
from relais.core.clock import now
from relais.directory import changes, upkeep
from relais.moderation import store
from relais.moderation.boards import warmth
from relais.moderation.lines import change_rows
from relais.moderation.office import AnyRequest, Office, me
from relais.notifications.service import list_given_up, outbox_state
from relais.programme.service import count_waiting

FRONT = "/coordination"
MAILS = "/coordination/courriels"
GATE = through(COORDINATOR)
SHOWN = 10
LETTERS = {
    "invitation": "une invitation",
    "reset": "une réouverture de compte",
    "security_notice": "un avis de sécurité",
    "change_waiting": "une modification à relire",
    "change_decided": "une décision",
    "action_waiting": "une action à relire",
    "action_ended": "une décision",
    "reminder": "un rappel",
    "colleague_joined": "un nouveau collègue",
    "grant_waiting": "une fonction à décider",
}


def front_routes(office: Office) -> list[HTTPRouteHandler]:
    """The front, and the mails given up."""

    @get(FRONT, opt=GATE, include_in_schema=False)
    async def front(request: AnyRequest) -> Response[str]:
        return await _front(office, request)

    @get(MAILS, opt=GATE, include_in_schema=False)
    async def mails(request: AnyRequest) -> Response[str]:
        async with office.database.reading() as db:
            found = await list_given_up(db)
            state = await outbox_state(db)
            names = await account_names(db, office.vault, {one.account for one in found if one.account})
        rows = [(one, LETTERS.get(one.kind, "un courriel"), names.get(one.account, "") if one.account else "")
                for one in found]  # fmt: skip
        return office.page(request, "moderation/mails.html", MAILS, rows=rows, state=state)

    return [front, mails]


async def _front(office: Office, request: AnyRequest) -> Response[str]:
    async with office.database.reading() as db:
        lines = await changes.queue(db, limit=SHOWN)
        counts = {
            "waiting": await changes.count_queue(db),
            "batches": len(await changes.list_batches(db)),
            "never": await changes.count_never_confirmed(db),
            "reports": await store.COUNT_OPEN_REPORTS.value(db),
        }
        board = [warmth(row, now()).level for row in await upkeep.due(db)]
        given_up = (await outbox_state(db)).given_up
    actions = await count_waiting(office.database, me(request))
    return office.page(
        request,
        "moderation/front.html",
        FRONT,
        rows=change_rows(office, lines, me(request).account),
        counts=counts,
        late=board.count("late"),
        soon=board.count("soon"),
        given_up=given_up,
        actions=actions,
    )
