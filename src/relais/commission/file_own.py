"""What `/suivi` shows of national files: where the one that lives stands, the way to it, and all that is held."""

from msgspec import Struct

from relais.cases.entering import Entered
from relais.commission.attachment_content import KINDS
from relais.commission.attachment_pages import size_words
from relais.commission.attachments import Kept
from relais.commission.file_service import file_of_case, files_of_case, withdraw_file
from relais.commission.taken import Taken, take
from relais.core.db import Db
from relais.sheets.sections import Section
from relais.sheets.workplace import Workplace


class FileView(Struct, frozen=True, kw_only=True):
    """The file that lives, or else the last one; those before it."""

    last: Taken
    before: tuple[Taken, ...]

    @property
    def all(self) -> tuple[Taken, ...]:
        """Every one, the last first."""
        return (self.last, *self.before)

    def about(self, document: Kept) -> str:
        """`PDF, 840 Ko`."""
        return f"{KINDS[document.row.kind]}, {size_words(document.row.bytes)}"


async def own_section(place: Workplace, db: Db, entered: Entered) -> Section | None:
    """The files of this case; None when there is none."""
    taken = [await take(place, db, file) for file in await files_of_case(db, entered.case)]
    if not taken:
        return None
    last = taken[0].view.file
    return Section(
        title="Votre dossier national",
        template="commission/own_section.html",
        data=FileView(last=taken[0], before=tuple(taken[1:])),
        living=last.live,
        stopping=_stopping(last.state) if last.live else "",
        export={"dossiers_nationaux": [one.export for one in taken]},
    )


def _stopping(state: str) -> str:
    """What stopping everything does to a file that lives."""
    if state == "decided":
        return (
            "Votre dossier national est retiré : ce que la commission a accordé et qui n'est pas versé ne le sera pas."
        )
    return "Votre dossier national est retiré : la commission ne l'examinera pas."


async def stop_file(_place: Workplace, db: Db, entered: Entered) -> int:
    """Withdraw the living file when everything is stopped; how many were."""
    file = await file_of_case(db, entered.case)
    if file is None or not file.live:
        return 0
    await withdraw_file(db, file.id, "person")
    return 1
