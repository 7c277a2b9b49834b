"""`relais audit verify`: whether the chains of events are whole."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from relais.cli.database import database, owner_url
from relais.cli.preparing import wait
from relais.core.console import FrenchCommand, FrenchGroup, fail, say, warn
from relais.core.settings import load_settings

if TYPE_CHECKING:
    from relais.cases.chains import Checked

WORDS = {
    "altered": "le dossier {case} : l'événement {seq} a été récrit, ou ceux d'avant.",
    "missing": "le dossier {case} : l'événement {seq} manque.",
    "cut": "le dossier {case} : les événements à partir du {seq} manquent.",
    "gone": "un dossier connu des ancres ({case}) n'est plus là, sans avoir été purgé à son échéance.",
    "anchors": "la ligne {seq} du fichier des ancres a été changée, ou une ligne avant elle a été retirée.",
}


@click.group(cls=FrenchGroup, subcommand_metavar="COMMANDE …")
def audit() -> None:
    """Vérifie que l'histoire des dossiers n'a pas été récrite : verify."""


@audit.command(cls=FrenchCommand)
def verify() -> None:
    """Relit toutes les chaînes d'événements, hors de la base, et nomme la première ligne qui ne tient pas.

    Les compare aussi aux ancres, écrites chaque jour dans RELAIS_VAR_DIR par « relais worker » : la base seule ne voit
    pas qu'on en a coupé la fin. Le code est 1 si quelque chose ne tient pas.
    """
    with database(load_settings()) as ready:
        checked = wait(_verify(ready.backup_url or owner_url(ready), ready.anchors_file))
    if checked.fault:
        fail(WORDS[checked.fault.kind].format(case=checked.fault.case, seq=checked.fault.seq))
    if not checked.anchors and checked.cases:
        warn("aucune ancre n'a encore été écrite : une fin coupée ne se verrait pas.")
    say(f"{checked.cases} dossiers, {checked.events} événements, {checked.anchors} ancres : tout se tient.")


async def _verify(url: str, anchors: Path) -> "Checked":
    from relais.cases.chains import verify as verify_chains
    from relais.core.db import connect, transaction_on

    db = await connect(url, command_seconds=None)
    try:
        async with transaction_on(db):
            return await verify_chains(db, anchors)
    finally:
        await db.close()
