"""`relais purge`: what has reached its end date goes, and the anchors say so."""

import click

from relais.cli.database import database
from relais.cli.preparing import wait
from relais.core.console import FrenchCommand, fail, say
from relais.core.settings import load_settings


@click.command(cls=FrenchCommand)
def purge() -> None:
    """Retire tout ce dont l'échéance est passée, et l'écrit dans les ancres.

    Le contenu et la clé des dossiers finis depuis trente jours, les dossiers entiers à leur date, puis les fiches, les
    notes, les réservations, le journal et les traces. C'est la base qui dit lesquels, à son horloge. « relais worker »
    le fait chaque jour quand il a RELAIS_PURGE_URL, et « relais serve » toujours avec la base embarquée. Peut être
    relancée sans risque.
    """
    from relais.cases.anchors import AnchorFault
    from relais.retention.purging import purge_all

    with database(load_settings()) as ready:
        if not ready.purge_url:
            fail("cette commande demande RELAIS_PURGE_URL, le compte qui retire ce qui est échu.")
        try:
            gone = wait(purge_all(ready))
        except AnchorFault as fault:
            fail(f"rien n'a été purgé : la ligne {fault.line} du fichier des ancres a été changée ou retirée.")
    rows = ", ".join(f"{table} {number}" for table, number in sorted(gone.rows.items()))
    say(
        f"Échus et retirés : dossiers {gone.cases}, contenus de dossiers {gone.emptied}, "
        f"fiches {gone.rows.get('sheet', 0)}."
    )
    if rows:
        say(f"Lignes, par table : {rows}.")
    if gone.mails:
        say(f"Courriels gardés en fichiers : {gone.mails}.")
