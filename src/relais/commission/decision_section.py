"""What the doctor reads, with their code, of the session, the decision and the payments: their notification."""

from datetime import date, datetime

from msgspec import Struct, structs

from relais.cases.entering import Entered
from relais.commission.decision_store import Ratified
from relais.commission.decision_words import RATIFIED, decided, moment
from relais.commission.decisions import decided_of
from relais.commission.file_service import file_of_case
from relais.commission.section_money import euros
from relais.core.db import Db
from relais.sheets.sections import Section
from relais.sheets.workplace import Workplace

TITLE = "La décision de la commission nationale"


class DecisionLine(Struct, frozen=True, kw_only=True):
    """One decision in force. `more`: who took it; `paid`: what was paid of how much, "" when nothing is to pay."""

    round: int
    words: str
    since: datetime
    more: str
    paid: str
    refused: bool


class PaidLine(Struct, frozen=True, kw_only=True):
    """One payment."""

    day: date
    words: str


class DecisionView(Struct, frozen=True, kw_only=True):
    """`session`: when it is examined, "" when it waits for none; `appealable`: another round may be asked."""

    session: str
    decisions: tuple[DecisionLine, ...]
    payments: tuple[PaidLine, ...]
    appealable: bool


async def decision_section(_place: Workplace, db: Db, entered: Entered) -> Section | None:
    """The section of `/suivi`; None as long as no session has the file before it."""
    file = await file_of_case(db, entered.case)
    if file is None:
        return None
    found = await decided_of(db, file.id)
    if found.session is None and not found.decisions:
        return None
    view = DecisionView(
        session=moment(found.session.held_at) if found.session and file.state == "scheduled" else "",
        decisions=tuple(
            DecisionLine(
                round=row.round,
                words=decided(row),
                since=row.in_force_at,
                more=_taken_by(row.session is None, row.ratified),
                paid=f"{euros(row.paid_cents)} versés sur {euros(row.amount_cents)}" if row.amount_cents else "",
                refused=row.kind == "refusal",
            )
            for row in found.decisions
            if row.in_force_at
        ),
        payments=tuple(PaidLine(day=row.paid_on, words=euros(row.amount_cents)) for row in found.payments),
        appealable=file.appealable,
    )
    return Section(
        title=TITLE,
        template="commission/decision_section.html",
        data=view,
        export={
            "decisions": [_without_accounts(row) for row in found.decisions],
            "versements": [structs.asdict(row) for row in found.payments],
        },
    )


def _taken_by(alone: bool, ratified: Ratified | None) -> str:
    if not alone:
        return ""
    said = RATIFIED[ratified] if ratified else "à ratifier par la prochaine séance"
    return f"Prise par la présidence entre deux séances, {said}."


def _without_accounts(row: Struct) -> dict[str, object]:
    return {name: value for name, value in structs.asdict(row).items() if name != "recorded_by"}
