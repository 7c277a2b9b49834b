"""`relais backup`: everything the database holds, in a file that tells what should be in it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import msgspec
from anyio import to_thread
from msgspec import Struct

from relais.cli import backup_store as store
from relais.cli.backup_manifest import NAME, ChainEnd, Manifest, manifest_of, measure, name_at
from relais.cli.database import database
from relais.cli.preparing import wait
from relais.core.console import FrenchCommand, fail, note, say
from relais.core.counting import count_rows
from relais.core.db import Db, connect
from relais.core.ids import new_id
from relais.core.migrate import check_schema
from relais.core.pg_programs import BackupFault, find_program, run_program, telling
from relais.core.settings import load_settings

LONGEST = 35  # days: what was erased is erased from the copies too, see docs/explanation/cases.md
PARTIAL = ".relais-{}.partial"
ABANDONED = 86_400  # seconds: no dump takes a day
NO_DATA = frozenset({"context_key"})  # checks contexts; `relais migrate` writes it again from the key folder
WORDS = ("--format=custom", "--lock-wait-timeout=30s", *(f"--exclude-table=public.{name}" for name in NO_DATA))


class Made(Struct, frozen=True, kw_only=True):
    """A backup that is on the disk, and the names of those that were too old."""

    path: Path
    manifest: Manifest
    removed: list[str]


@click.command(cls=FrenchCommand)
@click.argument("folder", metavar="[DOSSIER]", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option("--keep", metavar="JOURS", type=int, default=LONGEST, show_default=True, help="Jours gardés, 35 au plus.")
def backup(folder: Path | None, keep: int) -> None:
    """Sauvegarde la base dans un fichier de DOSSIER, avec un manifeste de ce qui s'y trouve.

    Sans DOSSIER, dans backups/ de RELAIS_VAR_DIR. Les sauvegardes plus anciennes que JOURS y sont retirées. Les clés
    n'y sont pas : gardez-les ailleurs, l'une sans l'autre ne dit rien de personne. Demande RELAIS_BACKUP_URL avec une
    base à vous.
    """
    if not 1 <= keep <= LONGEST:
        fail(f"--keep va de 1 à {LONGEST} jours : au-delà, ce qui a été effacé resterait lisible dans les copies.")
    settings = load_settings()
    with database(settings) as ready:
        if not ready.backup_url:
            fail("cette commande demande RELAIS_BACKUP_URL, le compte qui lit tout et n'écrit rien.")
        with telling("Rien n'a été sauvegardé"):
            made = wait(make_backup(ready.backup_url, folder or ready.var_dir / "backups", keep))
    for name in made.removed:
        note(f"Retirée, plus ancienne que {keep} jours : {name}")
    rows = sum(made.manifest.tables.values())
    say(f"{made.path} : tables {len(made.manifest.tables)}, lignes {rows}, dossiers {len(made.manifest.chains)}.")
    if named := ", ".join(f"{number:04}" for number in made.manifest.keys):
        say(f"Clés sans lesquelles elle ne dit rien de personne : {named}. Gardez-les ailleurs qu'elle.")


async def make_backup(url: str, folder: Path, keep: int = LONGEST) -> Made:
    """Dump and count in one snapshot; the file bears its name once it is whole.

    Raises BackupFault, SchemaFault, Unavailable.
    """
    db = await connect(url, command_seconds=None)
    try:
        await _refuse_an_account_that_sees_less(db)
        await check_schema(db)  # what is counted is what this version knows
        program = find_program("pg_dump", await store.GET_SERVER.value(db))
        async with db.transaction(isolation="repeatable_read", readonly=True):
            snapshot = await store.EXPORT.value(db)
            with _fresh(folder) as path:
                # Into a file by its name: through its output, pg_dump 18 writes the table of contents twice.
                if not await run_program(program, url, *WORDS, f"--snapshot={snapshot}", f"--file={path}"):
                    raise BackupFault(
                        "La sauvegarde n'a pas pu se faire : pg_dump a échoué (disque plein ? base en cours de "
                        "mise à jour ?). Rien n'a été écrit."
                    )
                manifest = await _manifest(db, path)
                final = folder / name_at(manifest.taken_at)
                _write_whole(manifest_of(final), msgspec.json.format(msgspec.json.encode(manifest), indent=1))
                _settle(path)
                path.rename(final)
                _settle(folder)
    finally:
        db.terminate()
    return Made(path=final, manifest=manifest, removed=_remove_old(folder, manifest.taken_at, keep))


async def _refuse_an_account_that_sees_less(db: Db) -> None:
    if not await store.BYPASSES.value(db):
        raise BackupFault(
            "Ce compte ne voit pas tout : sa sauvegarde réussirait, et serait vide des dossiers. RELAIS_BACKUP_URL "
            "désigne relais_backup, avec BYPASSRLS."
        )


async def _manifest(db: Db, path: Path) -> Manifest:
    """Inside the transaction whose snapshot was dumped."""
    from relais.cases.chain_store import LIST_HEADS

    size, digest = await to_thread.run_sync(measure, path)
    moment = await store.GET_MOMENT.one(db)
    assert moment is not None  # noqa: S101 a statement of one row
    heads = await LIST_HEADS.all(db)
    return Manifest(
        taken_at=moment.taken_at.astimezone(UTC),
        day=moment.day,
        server=moment.server,
        schema=moment.schema,
        size=size,
        sha256=digest,
        tables=await count_rows(db, but=NO_DATA),
        chains=[ChainEnd(case=head.case_id, seq=head.seq, hash=head.hash.hex()) for head in heads],
        keys=[row.number for row in await store.LIST_KEYS.all(db)],
    )


@contextmanager
def _fresh(folder: Path) -> Iterator[Path]:
    """A file for us alone, gone again unless it was renamed."""
    path = folder / PARTIAL.format(new_id())
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield path
    except OSError:
        raise BackupFault(f"Le dossier {folder} n'est pas accessible en écriture, ou le disque est plein.") from None
    finally:
        if folder.is_dir():
            path.unlink(missing_ok=True)


def _write_whole(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    _settle(path)


def _settle(path: Path) -> None:
    """What a file holds, or the names in a folder, outlives a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_old(folder: Path, now: datetime, keep: int) -> list[str]:
    """Remove the dumps taken more than `keep` days before, their manifests, and what a power cut left unfinished."""
    for partial in folder.glob(PARTIAL.format("*")):
        if now.timestamp() - partial.stat().st_mtime > ABANDONED:
            partial.unlink()
    oldest = name_at(now - timedelta(days=keep))
    removed = sorted(path.name for path in folder.iterdir() if NAME.fullmatch(path.name) and path.name < oldest)
    for name in removed:
        (folder / name).unlink()
        manifest_of(folder / name).unlink(missing_ok=True)
    return removed
