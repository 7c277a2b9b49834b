"""`relais serve` and `relais migrate`."""

import gc
import socket

import click

from relais.cli.database import database, lasting_database, owner_url, pads_kept, prepare
from relais.cli.demo import demo_beside, refuse_demo_accounts, refuse_demo_elsewhere
from relais.cli.preparing import wait
from relais.cli.worker import worker_inside
from relais.core import migrate as schema
from relais.core import serving
from relais.core.console import FrenchCommand, say, warn
from relais.core.db import Unavailable, connect
from relais.core.embedded import EmbeddedPostgres
from relais.core.log import configure_logging
from relais.core.settings import Settings, load_settings
from relais.core.vault import Vault, open_vault

HERE = {"127.0.0.1", "::1", "0.0.0.0", "::"}  # noqa: S104 compared, not listened on


@click.command(cls=FrenchCommand)
@click.option(
    "--demo", is_flag=True, help="Avec des comptes de démonstration, un par fonction, sur cette machine seule."
)
@click.option("--with-parent", is_flag=True, hidden=True)
def serve(demo: bool, with_parent: bool) -> None:
    """Ouvre Relais sur http://localhost:8000 (Ctrl-C pour arrêter).

    Démarre la base embarquée, la met à jour, importe data/ si ses fichiers ont changé, puis répond aux navigateurs de
    cette machine. Le port se change avec RELAIS_PORT. Si la base ne démarre pas, la dernière copie de l'annuaire sert.

    Avec une base à vous (RELAIS_APP_URL), lancez d'abord « relais migrate » et « relais import ».
    """
    if with_parent:
        serving.stay_with_parent()
    configure_logging()
    settings = load_settings()
    if demo:
        refuse_demo_elsewhere(settings)
    try:
        _serve(settings, serving.take_port(settings.host, settings.port), demo=demo)
    except KeyboardInterrupt:
        say("Relais est arrêté.")


def _serve(settings: Settings, sockets: list[socket.socket], *, demo: bool) -> None:
    with lasting_database(settings) as (ready, server):
        vault = open_vault(settings.keys_folder, create=settings.env == "development")
        if server is not None:
            prepare(ready, directory=True)
        if server is None or not demo:
            wait(check(ready))
        _answer(ready, sockets, server, vault, demo=demo)


def _answer(
    settings: Settings, sockets: list[socket.socket], server: EmbeddedPostgres | None, vault: Vault, *, demo: bool
) -> None:
    # What is built now lives as long as the process: looking for garbage in it would cost a third of the start.
    gc.disable()
    from relais.app import Life, create_app

    host = "localhost" if settings.host in HERE else settings.host

    def ready() -> None:
        gc.freeze()
        gc.enable()
        say(f"Relais est prêt : http://{host}:{settings.port} (Ctrl-C pour arrêter)")

    worker = worker_inside(settings, vault)
    beside: list[Life] = [worker.life] if worker else []
    if demo and server is not None:
        beside.append(demo_beside(settings, vault))
    serving.run(
        create_app(settings, vault=vault, demo=demo, beside=beside),
        sockets,
        on_ready=ready,
        each_second=server.revive if server is not None else None,
    )


async def check(settings: Settings) -> None:
    """Refuse a database of another version, or of a demonstration; without any, the directory is read in a copy."""
    try:
        db = await connect(settings.app_url)
    except Unavailable:
        warn("la base de données ne répond pas : l'annuaire est lu dans une copie, rien ne peut y être changé.")
        return
    try:
        await schema.check_schema(db)
        await refuse_demo_accounts(db)
    finally:
        await db.close()


@click.command(cls=FrenchCommand)
def migrate() -> None:
    """Met la base de données à jour : rôles, puis tables.

    Peut être relancée sans risque. Avec une base à vous, RELAIS_OWNER_URL désigne un compte qui peut créer les rôles
    (relais_owner, relais_app, relais_worker, relais_audit, relais_purge, relais_backup), ou relais_owner lui-même s'ils
    existent déjà.
    """
    with database(load_settings(), prepared="no") as settings:
        number = wait(schema.migrate(owner_url(settings), pads=pads_kept(settings), file_years=settings.file_years))
    say(f"La base est à jour (version {number}).")
