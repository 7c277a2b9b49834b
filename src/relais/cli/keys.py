"""`relais keys`: the keys that seal names, addresses and secrets, kept outside the database."""

import click

from relais.cli.database import database, owner_url
from relais.cli.preparing import wait
from relais.core.console import FrenchCommand, FrenchGroup, note, say
from relais.core.settings import load_settings
from relais.core.vault import create_keys, open_vault


@click.group(cls=FrenchGroup, subcommand_metavar="COMMANDE …")
def keys() -> None:
    """Crée, remplace ou détruit les clés qui scellent noms, adresses et secrets : create, rotate, destroy.

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


@keys.command(cls=FrenchCommand)
def rotate() -> None:
    """Fait la clé suivante et scelle de nouveau, avec elle, tout ce que les autres scellaient.

    Relais peut répondre pendant ce temps. Interrompue, la commande reprend où elle en était. Les anciennes restent pour
    les sauvegardes : détruisez-les dans les 35 jours, pour que ce qui a été effacé le soit aussi des copies.
    """
    from relais.cli.keyring import rotate as rotate_keys

    settings = load_settings()
    with database(settings) as ready:
        number, done = wait(rotate_keys(owner_url(ready), ready))
    for name, count in done.items():
        note(f"{name} : {count}")
    say(f"La clé {number:04} scelle maintenant tout. Copiez-la en lieu sûr, ailleurs que les sauvegardes de la base.")
    say("Avant de détruire l'ancienne, « relais backup » : les sauvegardes d'avant ne s'ouvriront plus d'elles-mêmes.")


@keys.command(cls=FrenchCommand)
@click.argument("number", metavar="NUMÉRO", type=click.IntRange(1, 9999))
def destroy(number: int) -> None:
    """Détruit une clé que plus rien ne nomme ; refuse tant qu'une ligne de la base en dépend.

    Ce qu'elle scellait dans d'anciennes sauvegardes ne se lit plus jamais. Détruisez aussi vos copies de cette clé.
    """
    from relais.cli.keyring import destroy as destroy_one

    settings = load_settings()
    with database(settings) as ready:
        wait(destroy_one(owner_url(ready), ready, number))
    say(f"La clé {number:04} est détruite ici. Détruisez aussi les copies que vous en aviez gardées.")
