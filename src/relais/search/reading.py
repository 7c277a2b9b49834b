"""What was read in a question: the meaning, before any service is looked at."""

from typing import Literal

from msgspec import Struct, field

from relais.geo.model import Place
from relais.search.model import Correction, Exclude
from relais.search.numbers import Dialled

Kind = Literal["need", "name", "phone", "council", "hospitalisation", "empty", "unknown"]


class Reading(Struct, kw_only=True):
    """Filled by the reader, then only read. Dicts keep the order of the words.

    `units`: communes of known units named in a hospital query (INSEE codes); `targets`: places near which a unit is
    wanted while the origin is said apart; `min_km` in kilometres.
    """

    kind: Kind = "empty"
    seed: int = 0
    needs: dict[str, None] = field(default_factory=dict)
    audiences: dict[str, None] = field(default_factory=dict)
    filters: dict[str, None] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    origins: list[Place] = field(default_factory=list)
    units: list[Place] = field(default_factory=list)
    named: dict[str, None] = field(default_factory=dict)
    crisis: dict[str, None] = field(default_factory=dict)
    distress: bool = False
    council: bool = False
    hospital: bool = False
    day_only: bool = False
    exclude: Exclude = "own"
    min_km: int | None = None
    numbers: list[Dialled] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    @property
    def departements(self) -> tuple[str, ...]:
        """Every département understood, those of the origin first."""
        return tuple(dict.fromkeys(code for place in (*self.origins, *self.places) for code in place.departements))

    @property
    def origin_departements(self) -> tuple[str, ...]:
        """The départements of the doctor."""
        return tuple(dict.fromkeys(code for place in self.origins for code in place.departements))
