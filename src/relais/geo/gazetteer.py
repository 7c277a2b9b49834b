"""The 101 départements, their régions, the communes and town districts, read from `data/geo`."""

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from msgspec import Struct

from relais.geo.model import Commune, Departement

DATA_DIR = Path(__file__).resolve().parents[3] / "data"

# The collectivities that are no département: their code is still what a place there answers with.
TERRITORIES = {
    "975": "Saint-Pierre-et-Miquelon",
    "977": "Saint-Barthélemy",
    "978": "Saint-Martin",
    "984": "Terres australes et antarctiques françaises",
    "986": "Wallis-et-Futuna",
    "987": "Polynésie française",
    "988": "Nouvelle-Calédonie",
    "989": "Île de Clipperton",
}


class Region(Struct, frozen=True, kw_only=True):
    """A région of today, with the codes of its départements."""

    code: str
    name: str
    departements: tuple[str, ...]


class Gazetteer(Struct, frozen=True, kw_only=True):
    """Everything by code: département, INSEE commune code, région."""

    departements: Mapping[str, Departement]
    communes: Mapping[str, Commune]
    regions: Mapping[str, Region]

    def territory_name(self, code: str) -> str:
        """The name of a département or overseas collectivity; the code itself when unknown."""
        departement = self.departements.get(code)
        return departement.name if departement else TERRITORIES.get(code, code)


def load_gazetteer(data_dir: Path = DATA_DIR) -> Gazetteer:
    """Read `data_dir/geo`; once per folder and process. Raises OSError when a file is missing."""
    return _load(data_dir / "geo")


@cache
def _load(folder: Path) -> Gazetteer:
    departements = {d.code: d for d in _departements(folder / "departements.csv")}
    communes = {c.insee: c for c in _communes(folder / "communes.csv")}
    return Gazetteer(departements=departements, communes=communes, regions=_regions(departements))


def _departements(path: Path) -> Iterator[Departement]:
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield Departement(
                code=row["code"],
                name=row["name"],
                region=row["region"],
                region_name=row["region_name"],
                seat_name=row["seat_name"],
                seat_lat=float(row["seat_lat"]),
                seat_lon=float(row["seat_lon"]),
                population=int(row["population"]),
                neighbours=tuple(row["neighbours"].split()),
            )


def _communes(path: Path) -> Iterator[Commune]:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines)
        next(rows)
        for insee, name, _, departement, region, population, postcodes, lat, lon, _ in rows:
            yield Commune(
                insee=insee,
                name=name,
                departement=departement,
                region=region,
                population=int(population or 0),
                postcodes=tuple(postcodes.split()),
                lat=float(lat) if lat else None,
                lon=float(lon) if lon else None,
            )


def _regions(departements: Mapping[str, Departement]) -> dict[str, Region]:
    members: dict[str, list[Departement]] = {}
    for departement in departements.values():
        members.setdefault(departement.region, []).append(departement)
    return {
        code: Region(code=code, name=found[0].region_name, departements=tuple(d.code for d in found))
        for code, found in members.items()
    }
