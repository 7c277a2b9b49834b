"""The drawn map of départements: SVG paths ready for a template, never the only way to the same information."""

from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from relais.geo.gazetteer import DATA_DIR


class Inset(Struct, frozen=True):
    """A framed part of the map: `box` is left, top, width, height.

    `paths` repeats, larger, what the main map shows too small (Paris); it is empty where the frame only
    surrounds paths of the main list (overseas).
    """

    label: str
    box: tuple[int, int, int, int]
    paths: dict[str, str]


class DepartementMap(Struct, frozen=True):
    """Coordinates are whole units of `view_box` (left, top, width, height); keys are département codes.

    Fill with `fill-rule="evenodd"`: Drôme has a hole where Vaucluse keeps an enclave.
    """

    view_box: tuple[int, int, int, int]
    paths: dict[str, str]
    centres: dict[str, tuple[int, int]]
    insets: tuple[Inset, ...]


@cache
def departement_map(data_dir: Path = DATA_DIR) -> DepartementMap:
    """The map of `data_dir/geo/map.json`. Raises OSError when it is missing."""
    return msgspec.json.decode((data_dir / "geo" / "map.json").read_bytes(), type=DepartementMap)


def departement_paths() -> dict[str, str]:
    """The `d` of one SVG path for each of the 101 départements."""
    return departement_map().paths
