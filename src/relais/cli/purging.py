"""`relais purge`: what has reached its end date goes, and the anchors say so."""

from pathlib import Path

import click

from relais.cli.database import database
from relais.cli.preparing import wait
from relais.core.console import FrenchCommand, fail, say
from relais.core.settings import load_settings


@click.command(cls=FrenchCommand)
def purge() -> None:
    """Retire les dossiers et les fiches dont l'échéance est passée, et l'écrit dans les ancres.

    C'est la base qui dit lesquels, à son horloge. « relais worker » le fait chaque jour quand il a RELAIS_PURGE_URL, et
    « relais serve » toujours avec la base embarquée. Peut être relancée sans risque.
    """
    from relais.cases.anchors import AnchorFault

    with database(load_settings()) as ready:
        if not ready.purge_url:
            fail("cette commande demande RELAIS_PURGE_URL, le compte qui retire ce qui est échu.")
        try:
            cases, sheets = wait(_purge(ready.purge_url, ready.anchors_file))
        except AnchorFault as fault:
            fail(f"rien n'a été purgé : la ligne {fault.line} du fichier des ancres a été changée ou retirée.")
    say(f"Échus et retirés : dossiers {cases}, fiches {sheets}.")


async def _purge(url: str, anchors: Path) -> tuple[int, int]:
    from relais.cases.purging import purge_due
    from relais.core.db import connect
    from relais.sheets.purge_store import PURGE

    cases = await purge_due(url, anchors)
    db = await connect(url)
    try:
        return cases, await PURGE.value(db)
    finally:
        await db.close()
