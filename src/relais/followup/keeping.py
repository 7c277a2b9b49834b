"""Until when each thing is kept, on the doctor's own page."""

from datetime import date

from relais.aid_requests.note_store import GET_NOTE_OF_CASE
from relais.cases.entering import Entered
from relais.cases.keeping import keeping_of
from relais.core.db import Db
from relais.sheets.sections import Section
from relais.sheets.workplace import Workplace


async def keeping_section(_place: Workplace, db: Db, entered: Entered) -> Section | None:
    """Words, steps, openings, national file, copies: each with its day, or the rule that will give it one."""
    kept = await keeping_of(db, entered.case)
    if kept is None or await GET_NOTE_OF_CASE.one(db, entered.case):
        return None  # a note says its own day
    days = {
        "contenu": kept.content_until,
        "contenu_efface": kept.emptied_on,
        "etapes": kept.steps_until,
        "dossier_national": kept.file_until,
    }
    return Section(
        title="Jusqu'à quand",
        template="followup/keeping_section.html",
        data=kept,
        export={"jusqu_a_quand": {name: _iso(day) for name, day in days.items()}, "en_cours": kept.going_on},
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
