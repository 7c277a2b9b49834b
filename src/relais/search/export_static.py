"""The edition without a server: plain pages by département and by need, opened from a folder, dated, without script.

A file cannot know what day it is: each page says until when it may be used, and what stays safe after. Exporting
again from a directory older than 30 days writes the expired form: emergency numbers and 24/7 lines alone.
"""

import shutil
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec import Struct

from relais.core.errors import Refused
from relais.directory import wording
from relais.directory.departement import departement_view, edition_order
from relais.directory.emergency import EMERGENCY
from relais.directory.model import NATIONAL
from relais.directory.pages import UNIT_KINDS, Card, Directory
from relais.directory.snapshot import Snapshot
from relais.directory.strip import STRIP
from relais.geo.gazetteer import Gazetteer
from relais.web.pages import Pages
from relais.web.static_files import StaticFiles

GOOD_FOR_DAYS = 30
STYLE = "relais.css"
MARK = "edition-relais.txt"
PACKAGE = Path(__file__).parents[1]


class Edition(Struct, frozen=True, kw_only=True):
    """What was written. `until` is the last day of use."""

    as_of: datetime
    until: date
    expired: bool
    pages: int = 0
    days: int = GOOD_FOR_DAYS


class Frozen(Struct, frozen=True, kw_only=True):
    """A directory that follows nothing."""

    current: Snapshot
    stale: bool = False

    @property
    def as_of(self) -> datetime:
        """The moment of the directory."""
        return self.current.as_of


def export_static(
    out_dir: Path, snapshot: Snapshot, gazetteer: Gazetteer, now: datetime, *, desk_line: str = "cnom-ecoute"
) -> Edition:
    """Write the edition in `out_dir`, whole or not at all. Raises Refused when the folder holds something else."""
    if out_dir.exists() and any(out_dir.iterdir()) and not (out_dir / MARK).exists():
        sentence = f"Le dossier « {out_dir} » contient autre chose qu'une édition de Relais : choisissez-en un autre."
        raise Refused("folder_taken", sentence)
    directory = Directory(
        keeper=Frozen(current=snapshot),
        gazetteer=gazetteer,
        desk_line=desk_line,
        urgences={service.slug: service for service in EMERGENCY},
        strip=STRIP,
    )
    until = (snapshot.as_of + timedelta(days=GOOD_FOR_DAYS)).date()
    edition = Edition(as_of=snapshot.as_of, until=until, expired=now - snapshot.as_of > timedelta(days=GOOD_FOR_DAYS))
    written = _write(out_dir.with_name(f".{out_dir.name}.new"), Press(directory, edition))
    _swap(out_dir.with_name(f".{out_dir.name}.new"), out_dir)
    return Edition(as_of=edition.as_of, until=until, expired=edition.expired, pages=written)


class Press:
    """The pages of one edition."""

    def __init__(self, directory: Directory, edition: Edition) -> None:
        self.directory = directory
        files = StaticFiles()
        folders = {name: PACKAGE / name / "templates" for name in ("directory", "search")}
        self.pages = Pages(folders, STRIP, files)
        self.pages.environment.globals.update(edition=edition, static=str, safe_lines=self._safe_lines())
        self.style = files.body(STYLE)

    def _safe_lines(self) -> list[Card]:
        services = self.directory.keeper.current.services
        cards = [
            self.directory.card(one)
            for one in services
            if one.hours == "24/7" and not one.closed_on and one.kind != "urgence"
        ]
        safe = (card for card in cards if card.phones and card.phones[0].state in ("sourced", "confirmed"))
        return sorted(safe, key=lambda card: edition_order(card, self.directory))

    def texts(self) -> Iterator[tuple[str, str]]:
        """Each page's file name and text."""
        departements = self.directory.gazetteer.departements
        yield (
            "index.html",
            self._page(
                "index",
                departements=[(f"{code} {one.name}", _departement_file(code)) for code, one in departements.items()],
                needs=[(label, _need_file(code)) for code, label in wording.NEEDS.items()],
            ),
        )
        for code, departement in departements.items():
            yield _departement_file(code), self._page("departement", view=departement_view(self.directory, departement))
        for code, label in wording.NEEDS.items():
            yield _need_file(code), self._page("need", need=label, groups=self._groups(code))

    def _page(self, name: str, **context: Any) -> str:
        return self.pages.text(f"search/edition_{name}.html", **context)

    def _groups(self, need: str) -> list[tuple[str, list[Card]]]:
        services = [
            one
            for one in self.directory.keeper.current.services
            if need in one.needs and not one.closed_on and not one.council_of and one.kind != "urgence"
        ]
        groups: Mapping[str, list[Card]] = {
            "Partout en France": [],
            "Dans certains départements": [],
            "Lieux de soins": [],
        }
        for one in services:
            card = self.directory.card(one)
            national = "Partout en France" if NATIONAL in one.coverage else "Dans certains départements"
            groups["Lieux de soins" if one.kind in UNIT_KINDS else national].append(card)
        return [
            (title, sorted(cards, key=lambda card: edition_order(card, self.directory)))
            for title, cards in groups.items()
            if cards
        ]


def _write(folder: Path, press: Press) -> int:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / STYLE).write_bytes(press.style)
    (folder / MARK).write_text("Édition de Relais : ce dossier est remplacé à chaque export.\n", encoding="utf-8")
    pages = 0
    for name, text in press.texts():
        (folder / name).write_text(text, encoding="utf-8")
        pages += 1
    return pages


def _swap(fresh: Path, out_dir: Path) -> None:
    """Put the new folder in place of the old one; at no moment is there half of each."""
    old = out_dir.with_name(f".{out_dir.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if out_dir.exists():
        out_dir.rename(old)
    fresh.rename(out_dir)
    shutil.rmtree(old, ignore_errors=True)


def _departement_file(code: str) -> str:
    return f"departement-{code}.html"


def _need_file(code: str) -> str:
    return f"besoin-{code}.html"
