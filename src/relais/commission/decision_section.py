"""What the doctor reads, with their code, of the session, the decision and the payments: their notification."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from msgspec import Struct

from relais.cases.entering import Entered
from relais.commission.decision_store import Ratified
from relais.commission.decision_words import RATIFIED, decided, moment
from relais.commission.decisions import Decided, decided_of
from relais.commission.file_model import NationalFile
from relais.commission.file_service import files_of_case
from relais.commission.payment_store import PaymentRow
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
    view = await decisions_on(db, await files_of_case(db, entered.case))
    # Everything of it is in the file for a program with its national file.
    if view is None:
        return None
    return Section(title=TITLE, template="commission/decision_section.html", data=view)


async def decisions_on(db: Db, files: Sequence[NationalFile]) -> DecisionView | None:
    """What is decided and paid of these files, the last first; None as long as no session has one before it."""
    found = [(file, await decided_of(db, file.id)) for file in files]
    if not any(one.session or one.decisions for _, one in found):
        return None
    last, of_last = found[0]
    return DecisionView(
        session=moment(of_last.session.held_at) if of_last.session and last.state == "scheduled" else "",
        decisions=tuple(line for _, one in found for line in _lines(one)),
        payments=tuple(PaidLine(day=row.paid_on, words=euros(row.amount_cents)) for row in _paid(found)),
        appealable=last.appealable,
    )


def _lines(found: Decided) -> Iterable[DecisionLine]:
    for row in found.decisions:
        if row.in_force_at:
            yield DecisionLine(
                round=row.round,
                words=decided(row),
                since=row.in_force_at,
                more=_taken_by(row.session is None, row.ratified),
                paid=f"{euros(row.paid_cents)} versés sur {euros(row.amount_cents)}" if row.amount_cents else "",
                refused=row.kind == "refusal",
            )


def _paid(found: Iterable[tuple[NationalFile, Decided]]) -> list[PaymentRow]:
    return [row for _, one in found for row in one.payments]


def _taken_by(alone: bool, ratified: Ratified | None) -> str:
    if not alone:
        return ""
    said = RATIFIED[ratified] if ratified else "à ratifier par la prochaine séance"
    return f"Prise par la présidence entre deux séances, {said}."
