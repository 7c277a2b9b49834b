"""`relais search`, `relais reindex` and `relais export-static`: what reads the directory."""

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from relais.cli.database import database
from relais.cli.preparing import wait
from relais.core import clock
from relais.core.console import FrenchCommand, fail, progress, say, warn
from relais.core.db import Unavailable, connect
from relais.core.embedded import NotStartedError
from relais.core.migrate import check_schema
from relais.core.settings import Settings, load_settings

if TYPE_CHECKING:
    from relais.directory.snapshot import Snapshot
    from relais.search.model import SearchResponse

OPEN = {"open": "ouvert", "closed": "fermé", "unknown": "horaires inconnus"}


def read_directory(settings: Settings) -> "Snapshot":
    """What is published: in the database, else in the copy that a serve keeps, else in data/."""
    from relais.directory.snapshot import SnapshotFault, read_newest_snapshot, snapshot_from_csv

    try:
        with database(settings, prepared="directory") as ready:
            return wait(_read_published(ready))
    except Unavailable as error:
        warn(f"{error.sentence} L'annuaire est lu dans une copie.")
    except NotStartedError as error:
        warn(f"{error} L'annuaire est lu dans une copie.")
    try:
        return read_newest_snapshot(settings.snapshot_file)
    except SnapshotFault:
        return snapshot_from_csv(settings.data_dir)


async def _read_published(settings: Settings) -> "Snapshot":
    from relais.directory.snapshot import load_snapshot

    db = await connect(settings.app_url)
    try:
        await check_schema(db)
        return await load_snapshot(db)
    finally:
        await db.close()


@click.command(cls=FrenchCommand)
@click.argument("words", metavar="MOTS")
@click.option("--json", "as_json", is_flag=True, help="Le même corps que POST /api/v1/search.")
@click.option("--place", "places", multiple=True, metavar="LIEU", help="Un lieu : ville, code postal, département.")
@click.option("--origin", multiple=True, metavar="LIEU", help="D'où est le médecin, pour une hospitalisation.")
@click.option("--exclude", type=click.Choice(["own", "neighbours", "region", "none"]), default="own",
              help="Ce qui est écarté autour de l'origine.")  # fmt: skip
@click.option("--at", metavar="MOMENT", help="Le moment des horaires, par exemple 2026-11-24T03:00 (heure de Paris).")
@click.option("--limit", type=click.IntRange(1, 50), default=20, show_default=True, help="Combien de réponses.")
@click.option("--seed", type=click.IntRange(0, 999_999), help="Rejoue l'ordre neutre d'une réponse.")
def search(words: str, as_json: bool, at: str | None, **asked: Any) -> None:
    """Cherche comme le fait la page de l'écoutant.

    « - » à la place des mots les lit sur l'entrée, pour qu'ils ne restent pas dans l'historique de l'ordinateur.

    \b
    relais search "adicsion interne lyon"
    relais search "clinique loin de chez moi 30" --json
    echo "je veux mourir" | relais search -
    """
    text = sys.stdin.read().strip() if words == "-" else words
    settings = load_settings()
    snapshot = read_directory(settings)
    response = wait(_ask(settings, snapshot, {**asked, "text": text, "at": _moment(at)}))
    if as_json:
        click.echo(msgspec.json.encode(response))
        return
    _show(response, snapshot)


def _moment(at: str | None) -> datetime | None:
    if at is None:
        return None
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        fail(f"« {at} » n'est pas un moment comme 2026-11-24T03:00.", code=2)
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.PARIS)


async def _ask(settings: Settings, snapshot: "Snapshot", asked: dict[str, Any]) -> "SearchResponse":
    from relais.geo.gazetteer import load_gazetteer
    from relais.search.engine import load_engine
    from relais.search.meilisearch import MeilisearchIndex
    from relais.search.model import SearchRequest

    try:
        request = msgspec.convert(asked, SearchRequest, strict=False)
    except msgspec.ValidationError:
        fail("cette question est trop longue, ou a trop de lieux.", code=2)
    index = MeilisearchIndex(settings, lambda: snapshot) if settings.engine == "meilisearch" else None
    engine = load_engine(
        load_gazetteer(settings.data_dir),
        snapshot,
        settings.data_dir,
        settings.search_index_dir,
        desk_line=settings.desk_line,
        text_index=index,
    )
    try:
        return await engine.answer(request, now=clock.now())
    finally:
        if index is not None:
            await index.stop()


def _show(response: "SearchResponse", snapshot: "Snapshot") -> None:
    for slug in response.banner:
        say(f"URGENCE  {slug} : {snapshot.by_slug[slug].name}" if slug in snapshot.by_slug else f"URGENCE  {slug}")
    if response.understood.parts:
        say("Compris : " + ", ".join(part.label for part in response.understood.parts))
    for correction in response.understood.corrections:
        say(f"« {correction.typed} » lu « {correction.read_as} »")
    for sentence in response.notices:
        say(sentence)
    if response.ask == "origin":
        say("D'où est le médecin ? Ajoutez --origin, pour écarter son département.")
    for rank, result in enumerate(response.results, 1):
        distance = "" if result.distance_km is None else f", {result.distance_km} km"
        say(f"\n{rank}. {result.name}{f' ({result.acronym})' if result.acronym else ''}")
        phones = " · ".join(phone.display for phone in result.phones) or "pas de numéro"
        say(f"   {phones} — {OPEN[result.open]}{distance}")
        say(f"   {' ; '.join(result.why)}")
    say(f"\n{response.total} réponses, ordre {response.seed}, annuaire du {response.as_of:%d/%m/%Y %H:%M} UTC.")


@click.command(cls=FrenchCommand)
def reindex() -> None:
    """Reconstruit l'index de Meilisearch à côté, vérifie que chaque structure s'y trouve, puis le met en service.

    Demande RELAIS_MEILISEARCH_URL. La recherche en mémoire n'en a pas besoin.
    """
    from relais.search.meilisearch import reindex as rebuild

    settings = load_settings()
    if not settings.meilisearch_url:
        fail("RELAIS_MEILISEARCH_URL n'est pas donné : la recherche se fait en mémoire, rien n'est à indexer.")
    snapshot = read_directory(settings)
    with progress() as tell:
        done = rebuild(settings, snapshot, progress=tell)
    say(f"{done.documents} structures indexées et retrouvées en {done.seconds:.1f} s.")


@click.command("export-static", cls=FrenchCommand)
@click.argument("folder", metavar="DOSSIER", type=click.Path(path_type=Path, file_okay=False))
def export_static(folder: Path) -> None:
    """Écrit dans DOSSIER une édition de l'annuaire qui s'ouvre sans serveur, sans réseau et sans script.

    Des pages par département et par besoin, datées : à copier sur une clé ou un ordinateur de secours.
    """
    from relais.geo.gazetteer import load_gazetteer
    from relais.search.export_static import export_static as write_edition

    settings = load_settings()
    snapshot = read_directory(settings)
    gazetteer = load_gazetteer(settings.data_dir)
    edition = write_edition(folder, snapshot, gazetteer, clock.now(), desk_line=settings.desk_line)
    say(f"{edition.pages} pages écrites dans {folder} : ouvrez {folder / 'index.html'}.")
    if edition.expired:
        warn(f"cet annuaire date du {edition.as_of:%d/%m/%Y} : seules les urgences et les lignes 24 h/24 sont gardées.")
    else:
        say(f"Bonne jusqu'au {edition.until:%d/%m/%Y}.")
