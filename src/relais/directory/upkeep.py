"""What is due, organisation by organisation, and which needs nobody covers."""

from collections import Counter
from typing import Final

from msgspec import Struct

from relais.core.db import Db
from relais.directory import upkeep_store
from relais.directory.expiry import BUDGETS, FIELD_CODES
from relais.directory.model import NATIONAL
from relais.directory.pages import PLUMBING
from relais.directory.published import Snapshot
from relais.directory.upkeep_store import DueRow
from relais.directory.wording import NEEDS
from relais.geo.gazetteer import Gazetteer

NOBODY_CONFIRMS: Final = sorted(PLUMBING)  # true of the row: no reminder asks for it
COUNCIL: Final = "conseil"
URGENT: Final = "urgence"


class Cell(Struct, frozen=True, kw_only=True):
    """One need in one département: how many services cover it.

    `local`: those that name the département; `councils`: how many of them are the Ordre's council; `national`: those
    that cover all of France.
    """

    need: str
    departement: str
    local: int
    councils: int
    national: int

    @property
    def empty(self) -> bool:
        """Nobody at all."""
        return not (self.local or self.national)

    @property
    def without_local(self) -> bool:
        """Nobody who names this département."""
        return not self.local


class Emptiness(Struct, frozen=True, kw_only=True):
    """Needs × départements, in the order of the vocabulary and of the codes.

    `rows`: one per need, its cells in the order of `departements`. `without_local` and `nobody`: such cells by need.
    """

    departements: tuple[str, ...]
    rows: dict[str, tuple[Cell, ...]]
    without_local: dict[str, int]
    nobody: dict[str, int]


async def due(db: Db) -> list[DueRow]:
    """One row per organisation that shows a service, the soonest due first; those never confirmed last.

    `due_at`: when its first confirmation ends, past when it has; `overdue`, `soon` (14 days), `states` and
    `never_confirmed` count facts that a person can confirm; `members` those who keep the page (officers for a council).
    """
    return await upkeep_store.LIST_DUE.all(db, FIELD_CODES, BUDGETS, NOBODY_CONFIRMS)


def emptiness(snapshot: Snapshot, gazetteer: Gazetteer) -> Emptiness:
    """What nobody covers in the published directory; closed services and emergency numbers do not count."""
    codes = tuple(sorted(gazetteer.departements))
    places = {code: place for place, code in enumerate(codes)}
    local = {need: [0] * len(codes) for need in NEEDS}
    councils = {need: [0] * len(codes) for need in NEEDS}
    national = dict.fromkeys(NEEDS, 0)
    for (needs, coverage, council), services in _alike(snapshot).items():
        covered = [places[code] for code in coverage if code in places]
        for need in needs:
            if NATIONAL in coverage:
                national[need] += services
            for counts in (local[need], councils[need]) if council else (local[need],):
                for place in covered:
                    counts[place] += services
    rows = {
        need: tuple(
            Cell(
                need=need,
                departement=code,
                local=local[need][place],
                councils=councils[need][place],
                national=national[need],
            )
            for place, code in enumerate(codes)
        )
        for need in NEEDS
    }
    return Emptiness(
        departements=codes,
        rows=rows,
        without_local={need: sum(cell.without_local for cell in cells) for need, cells in rows.items()},
        nobody={need: sum(cell.empty for cell in cells) for need, cells in rows.items()},
    )


def _alike(snapshot: Snapshot) -> Counter[tuple[tuple[str, ...], tuple[str, ...], bool]]:
    """Services with the same needs and territory are counted together: most of a large directory is."""
    return Counter(
        (service.needs, service.coverage, service.kind == COUNCIL)
        for service in snapshot.services
        if service.closed_on is None and service.kind != URGENT
    )
