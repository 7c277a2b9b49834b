"""`relais keys`: the keys that seal names, addresses and secrets, kept outside the database."""

import click

from relais.core.console import FrenchCommand, FrenchGroup, say
from relais.core.settings import load_settings
from relais.core.vault import create_keys, open_vault


@click.group(cls=FrenchGroup, subcommand_metavar="COMMANDE …")
def keys() -> None:
    """Crée les clés qui scellent noms, adresses et secrets : create.

    Sans elles, rien de ce qui est scellé ne se lit plus, et personne n'entre : gardez-en une copie, hors de la base.
    """


@keys.command(cls=FrenchCommand)
@click.option("--if-missing", is_flag=True, help="Vérifie celles qui existent au lieu de refuser.")
def create(if_missing: bool) -> None:
    """Crée un premier jeu de clés dans RELAIS_KEYS_DIR ; jamais à la place d'un autre.

    En développement « relais serve » le fait. En production Relais refuse de démarrer sans elles.
    """
    folder = load_settings().keys_folder
    if if_missing and (folder / "root").exists():
        open_vault(folder, create=False)
        say(f"Les clés de {folder} sont là.")
        return
    create_keys(folder)
    say(f"Clés créées dans {folder}. Gardez-en une copie en lieu sûr, ailleurs que les sauvegardes de la base.")
