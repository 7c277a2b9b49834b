"""What `/suivi` shows of a national file: where it stands, and the way to it."""

from typing import Any

from relais.cases.entering import Entered
from relais.commission.file_model import NationalFile
from relais.commission.file_service import file_of_case, read_file, withdraw_file
from relais.commission.file_shown import ShownFile, giver_of, shown
from relais.core.db import Db
from relais.sheets.sections import Section
from relais.sheets.workplace import Workplace


async def own_section(place: Workplace, db: Db, entered: Entered) -> Section | None:
    """The file of this case; None when there is none."""
    file = await file_of_case(db, entered.case)
    if file is None:
        return None
    view = shown(await read_file(db, place.vault, file), giver_of(place, file))
    return Section(
        title="Votre dossier national",
        template="commission/own_section.html",
        data=view,
        living=file.live,
        export={"dossier_national": _exported(file, view)},
    )


async def stop_file(_place: Workplace, db: Db, entered: Entered) -> int:
    """Withdraw the living file when everything is stopped; how many were."""
    file = await file_of_case(db, entered.case)
    if file is None or not file.live:
        return 0
    await withdraw_file(db, file.id, "person")
    return 1


def _exported(file: NationalFile, view: ShownFile) -> dict[str, Any]:
    """Everything of it, for a program (GDPR article 20)."""
    return {
        "reference": file.reference,
        "etape": view.state,
        "examen": file.round,
        "demande_centimes": file.asked_cents,
        "rubriques": {
            one.name: [{"rubrique": line.group, "question": line.label, "reponse": line.text} for line in one.lines]
            for one in view.sections
        },
        "pieces": {one.line.label: one.state for one in view.pieces},
        "avis": view.opinion,
        "avis_texte": view.opinion_words,
        "etapes": [{"le": one.at.isoformat(), "quoi": one.words} for one in view.steps],
    }
