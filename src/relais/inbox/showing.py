"""The pages of the inbox: the list, the reason, the sheet with what can be done now, what was done."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Response

from relais.accounts.model import Visitor
from relais.cases.openings import RECIPIENT_REASONS
from relais.core.context import Context
from relais.core.ids import new_id
from relais.inbox.model import CALLS, ActForm, Box, OpenForm
from relais.inbox.reading import PAGE, sheet_of
from relais.referrals.parts import CATEGORIES
from relais.referrals.words import DECLINED, NEXT_FOR_RECIPIENT, STATES_FOR_RECIPIENT
from relais.sheets.workplace import Workplace

SAID = {
    "declined": "C'est décliné. La personne et son référent le savent ; personne d'autre n'a reçu cette orientation.",
    "closed": "C'est terminé. L'issue est enregistrée.",
    "withdrawn": "C'est arrêté, comme la personne l'a demandé.",
}
BADGES = {"sent": "badge-wait", "received": "badge-wait", "accepted": "badge-ok", "contact_made": "badge-ok"}


def list_page(place: Workplace, visitor: Visitor, boxes: Sequence[Box], page: int) -> Response[str]:
    """What waits, what may still be read, what may only be closed."""
    return place.pages.response(
        "inbox/list.html",
        visitor=visitor,
        boxes=boxes,
        waiting=sum(box.count.waiting for box in boxes),
        page=page,
        further=any(box.count.readable > PAGE * page for box in boxes),
        states=STATES_FOR_RECIPIENT,
        nexts=NEXT_FOR_RECIPIENT,
        badges=BADGES,
    )


async def sheet_page(
    place: Workplace,
    visitor: Visitor,
    context: Context,
    referral: UUID,
    *,
    status: int = 200,
    sentence: str = "",
    faults: Mapping[str, str] | None = None,
    form: ActForm | OpenForm | None = None,
) -> Response[str]:
    """The referral as it is now, with what was typed and what is at fault. Raises UnreadableError."""
    async with place.database.acting(context) as db:
        sheet = await sheet_of(place, db, visitor, context, referral)
    asks = sheet.referral is not None and not sheet.opened
    shown: dict[str, Any] = {
        "visitor": visitor,
        "sheet": sheet,
        "sentence": sentence,
        "faults": {"reason": "", "outcome": "", "attempts": "", **(faults or {})},
        "new_request": new_id,
    }
    if asks:
        reason = form.reason if isinstance(form, OpenForm) else ""
        return place.pages.response("inbox/ask.html", status=status, **shown, reasons=RECIPIENT_REASONS, reason=reason)
    typed = form if isinstance(form, ActForm) else ActForm()
    return place.pages.response(
        "inbox/sheet.html",
        status=status,
        **shown,
        form=typed,
        calls=[*typed.attempts, *[""] * CALLS][: max(CALLS, len(typed.attempts))],
        categories=CATEGORIES,
        declined=DECLINED,
        states=STATES_FOR_RECIPIENT,
        nexts=NEXT_FOR_RECIPIENT,
        badges=BADGES,
    )


def done_page(place: Workplace, visitor: Visitor, to: str) -> Response[str]:
    """After the last act: nothing is left to read."""
    return place.pages.response("inbox/done.html", visitor=visitor, said=SAID[to])
