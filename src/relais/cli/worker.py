"""`relais worker`, and the worker that lives inside `relais serve`."""

import asyncio
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from relais.cli.database import database
from relais.cli.preparing import wait
from relais.core import serving
from relais.core.console import FrenchCommand, fail, say, warn
from relais.core.log import configure_logging
from relais.core.settings import Settings, load_settings
from relais.core.vault import Vault, open_vault

if TYPE_CHECKING:
    from relais.worker import Worker

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def worker_inside(settings: Settings, vault: Vault) -> "Worker | None":
    """The worker of a `serve`, unless it is elsewhere; says it when nothing would do the background work."""
    if not settings.worker:
        return None
    if not settings.worker_url:
        warn(
            "les tâches de fond (courriels, rappels, échéances) ne se font pas ici : donnez RELAIS_WORKER_URL, "
            "ou RELAIS_WORKER=non si « relais worker » tourne ailleurs."
        )
        return None
    from relais.worker import Worker

    if settings.env == "production" and not settings.smtp_host:
        warn(WAITING)
    return Worker(settings, vault)


WAITING = "aucun courriel ne part : sans RELAIS_SMTP_HOST, ils attendent, et sont abandonnés au bout de cinq jours."


@click.command(cls=FrenchCommand)
@click.option(
    "--edition",
    metavar="DOSSIER",
    type=click.Path(path_type=Path, file_okay=False),
    help="Tient à jour dans ce dossier l'édition qui s'ouvre sans serveur, toutes les heures.",
)
@click.option("--with-parent", is_flag=True, hidden=True)
def worker(edition: Path | None, with_parent: bool) -> None:
    """Fait les tâches de fond : courriels, rappels, échéances (Ctrl-C pour arrêter).

    « relais serve » les fait aussi, sauf avec RELAIS_WORKER=non. Plusieurs peuvent tourner ensemble : rien n'est fait
    deux fois. Demande RELAIS_WORKER_URL avec une base à vous.
    """
    if with_parent:
        serving.stay_with_parent()
    configure_logging()
    settings = load_settings()
    with database(settings) as ready:
        if not ready.worker_url:
            fail("cette commande demande RELAIS_WORKER_URL, le compte des tâches de fond.")
        if ready.env == "production" and not ready.smtp_host:
            warn(WAITING)
        wait(_work(ready, open_vault(ready.keys_folder, create=ready.env == "development"), edition))
    say("Les tâches de fond sont arrêtées.")


async def _work(settings: Settings, vault: Vault, edition: Path | None) -> None:
    from relais.worker import Worker

    stop = asyncio.Event()
    for number in SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with Worker(settings, vault, edition=edition).life():
        say("Les tâches de fond tournent (Ctrl-C pour arrêter).")
        await stop.wait()
