"""`relais restore`: a backup given back, for an exercise that proves it or for good."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from relais.cli import backup_store as store
from relais.cli.backup import NO_DATA
from relais.cli.backup_manifest import Manifest, read_manifest
from relais.cli.database import database, owner_url, pads_kept
from relais.cli.preparing import wait
from relais.core.console import FrenchCommand, fail, say, warn
from relais.core.context import Pads
from relais.core.counting import count_rows
from relais.core.db import connect
from relais.core.embedded import EmbeddedPostgres
from relais.core.migrate import OWNER, migrate, prepare_roles
from relais.core.pg_programs import BackupFault, find_program, run_program, telling
from relais.core.settings import Settings, load_settings

FAST = ("fsync=off", "full_page_writes=off")  # nothing of an exercise is kept
SHOWN = 5  # tables whose rows are not all there


@click.command(cls=FrenchCommand)
@click.argument("dump", metavar="FICHIER", type=click.Path(path_type=Path))
@click.option("--to", "address", metavar="ADRESSE", help="Rend pour de bon, dans cette base vide (postgresql://…).")
@click.option("--here", is_flag=True, help="Rend pour de bon, dans la base des réglages, si elle est vide.")
def restore(dump: Path, address: str | None, here: bool) -> None:
    """Essaie une sauvegarde : la rend dans une base faite pour cela, vérifie tout, puis retire cette base.

    Compte les lignes, relit les chaînes, ouvre les dossiers vivants avec les clés présentes et s'assure que les
    effacés ne s'ouvrent plus. Une ligne par vérification ; le code est 1 si l'une ne passe pas.
    """
    settings = load_settings()
    manifest = read_manifest(dump)
    if here and address:
        fail("--to et --here ne vont pas ensemble.")
    if address:
        _give_back(settings, address, dump, manifest)
    elif here:
        with database(settings, prepared="no") as ready:
            _give_back(ready, owner_url(ready), dump, manifest)
    else:
        _rehearse(settings, dump, manifest)


def _give_back(settings: Settings, url: str, dump: Path, manifest: Manifest) -> None:
    pads = pads_kept(settings)
    with telling("La base n'a pas été rendue"):
        number = wait(restore_into(url, dump, manifest, pads))
    if pads is None:
        warn(f"il n'y a pas de clés dans {settings.keys_folder} : remettez-les, puis « relais migrate ».")
    say(f"La base est rendue telle que le {_told(manifest)}, et à jour (version {number}).")
    say("Les numéros et les pages se relisent aussitôt ; « relais doctor » dit ce qui répond.")


def _rehearse(settings: Settings, dump: Path, manifest: Manifest) -> None:
    from relais.cli.restore_drill import Drill

    say(f"Essai de la sauvegarde du {_told(manifest)}.")
    with scratch_server() as server, _database_in_use(settings) as live:
        if server.binaries is not None and server.binaries.major < manifest.server:
            raise BackupFault(f"Cet essai demande PostgreSQL {manifest.server} : installez requirements/demo.txt.")
        urls = {"url": server.superuser_url, "app_url": server.app_url, "live_url": live}
        with telling("L'essai s'est arrêté"):
            faults = wait(Drill(settings=settings, manifest=manifest, dump=dump, **urls).run(say))
    if faults:
        fail(f"{faults} vérifications n'ont pas passé." if faults > 1 else "une vérification n'a pas passé.")
    say("Tout se rend. La base d'essai est retirée.")


@contextmanager
def _database_in_use(settings: Settings) -> Iterator[str]:
    """Where it answers the account of backups; "" when there is none here: an exercise makes no database of its own."""
    if settings.embedded and not (settings.var_dir / "pg.lock").exists():
        yield ""
        return
    with database(settings, prepared="no") as ready:
        yield ready.backup_url


def _told(manifest: Manifest) -> str:
    return f"{manifest.taken_at:%d/%m/%Y à %H:%M} UTC"


@contextmanager
def scratch_server() -> Iterator[EmbeddedPostgres]:
    """A server for the time of an exercise, away from any database in use."""
    folder = Path(tempfile.mkdtemp(prefix="relais-essai-"))
    folder.chmod(0o711)  # its server may run as another account, and its own folder is closed
    server = EmbeddedPostgres(folder, options=FAST)
    try:
        with server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if server.data_dir is not None and server.data_dir.parent.name != folder.name:  # out of reach of that account
            shutil.rmtree(server.data_dir.parent, ignore_errors=True)


async def restore_into(url: str, dump: Path, manifest: Manifest, pads: Pads | None) -> int:
    """Fill an empty database, compare it with the manifest, bring it up to date; returns the version reached.

    Raises BackupFault, SchemaFault, Unavailable.
    """
    await fill(url, dump, manifest)
    db = await connect(url, command_seconds=None)
    try:
        if lost := differences(manifest, await count_rows(db, but=NO_DATA)):
            raise BackupFault(f"La base est rendue, mais pas comme elle était : {lost}.")
    finally:
        await db.close()
    return await migrate(url, pads=pads)


async def fill(url: str, dump: Path, manifest: Manifest) -> None:
    """Give the dump back, all of it or nothing, to a database that holds nothing. Raises BackupFault, Unavailable."""
    db = await connect(url)
    try:
        if await store.COUNT_TABLES.value(db):
            raise BackupFault("La base désignée n'est pas vide : rien n'y a été changé.")
        server: int = await store.GET_SERVER.value(db)
    finally:
        await db.close()
    if server < manifest.server:
        raise BackupFault(f"Cette sauvegarde vient de PostgreSQL {manifest.server} ; la base désignée est en {server}.")
    await prepare_roles(url)
    program = find_program("pg_restore", max(server, manifest.server))
    words = (f"--role={OWNER}", "--single-transaction", "--exit-on-error", str(dump))
    if not await run_program(program, url, *words):
        raise BackupFault(
            "La sauvegarde n'a pas pu être rendue : pg_restore a échoué, et la base est restée vide. "
            f"Le compte désigné doit pouvoir agir comme {OWNER}, à qui la base appartient."
        )


def differences(manifest: Manifest, found: dict[str, int]) -> str:
    """What is not as the manifest says, in French; empty when everything is."""
    wrong = [
        f"{name} : {found.get(name, 0)} lignes au lieu de {manifest.tables.get(name, 0)}"
        for name in sorted(manifest.tables.keys() | found.keys())
        if found.get(name) != manifest.tables.get(name)
    ]
    return ", ".join(wrong[:SHOWN]) + (f" et {len(wrong) - SHOWN} autres tables" if len(wrong) > SHOWN else "")
