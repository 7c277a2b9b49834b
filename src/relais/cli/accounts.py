"""`relais invite` and `relais user`: who may sign in, from the console of the machine. No secret is ever shown."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from relais.core.clock import PARIS
from relais.core.console import FrenchCommand, FrenchGroup, fail, say
from relais.core.settings import load_settings

if TYPE_CHECKING:
    from relais.accounts.demo import DemoAccount
    from relais.cli.demo_scene import DemoDoctor

ROLES = (
    *("coordinator", "listener", "member", "technician", "officer", "recipient", "national", "auditor"),
    *("commissioner", "chair", "signatory"),
)
STATES = {
    "waiting": "attend un accord",
    "invited": "entrée attendue",
    "lapsed": "lien expiré",
    "entered": "actif",
    "closed": "fermé",
}


@click.command(cls=FrenchCommand)
@click.option("--email", required=True, metavar="ADRESSE", help="L'adresse électronique de la personne.")
@click.option("--name", required=True, metavar="NOM", help="Son nom, comme le verront ceux qui décident.")
@click.option(
    "--role",
    required=True,
    type=click.Choice(ROLES),
    metavar="FONCTION",
    help="coordinator (les deux premiers), listener, member ou technician ; les autres se donnent à deux, à l'écran.",
)
@click.option("--organization", default="", metavar="STRUCTURE", help="Pour un membre : le nom court de sa structure.")
def invite(email: str, name: str, role: str, organization: str) -> None:
    """Invite une personne et montre son lien d'entrée, à lui remettre.

    Le lien sert une fois, pendant 72 heures ; relancée avant la première entrée, la commande en donne un autre et
    l'ancien ne vaut plus rien. Elle fait les deux premiers coordinateurs, qui invitent ensuite les autres à l'écran.
    """
    from msgspec import convert

    from relais.accounts.invitations import Invitee
    from relais.cli.office import link_for

    typed = {"email": email, "name": name, "role": role, "organization": organization}
    link = link_for(convert(typed, Invitee))
    if link:
        say(f"Lien d'entrée, à remettre à cette personne et à elle seule (une fois, pendant 72 heures) :\n{link}")
    else:
        say("Cette personne était déjà entrée : la fonction lui est donnée, sans lien.")


@click.group(cls=FrenchGroup, subcommand_metavar="COMMANDE …")
def user() -> None:
    """Montre, ferme ou déconnecte les comptes : list, close, sessions, demo.

    Mots de passe, codes et liens ne sont jamais montrés : seules leurs empreintes sont gardées.
    """


@user.command("list", cls=FrenchCommand)
def list_users() -> None:
    """Montre les comptes, leurs fonctions et s'ils sont entrés."""
    from rich.console import Console
    from rich.table import Table

    from relais.cli.office import everybody

    people = everybody()
    if not people:
        say("Il n'y a aucun compte : « relais invite » fait le premier.")
        return
    table = Table()
    for heading in ("nom", "adresse", "état", "fonctions"):
        table.add_column(heading, overflow="fold")
    for one in people:
        roles = [f"{held.words} (attend un accord)" if held.pending else held.words for held in one.held]
        table.add_row(one.name, one.email, STATES[one.state], "\n".join(roles))
    Console().print(table)


@user.command(cls=FrenchCommand)
@click.argument("email", metavar="ADRESSE", default="")
@click.option("--demo", is_flag=True, help="Ferme tous les comptes de la démonstration.")
def close(email: str, demo: bool) -> None:
    """Ferme un compte : plus de fonction, plus de connexion, plus de lien.

    Seule la console ferme l'un des deux derniers coordinateurs, quand il a tout perdu : « relais invite » en nomme
    alors un autre.
    """
    from relais.cli.office import close_all_of_demo, close_one

    if demo == bool(email):
        fail("donnez une adresse, ou --demo.", code=2)
    count = close_all_of_demo() if demo else close_one(email)
    say(f"{count} comptes fermés." if count > 1 else "Compte fermé." if count else "Il n'y avait rien à fermer.")


@user.command(cls=FrenchCommand)
@click.argument("email", metavar="ADRESSE")
@click.option("--close", "closing", is_flag=True, help="Les ferme toutes.")
def sessions(email: str, closing: bool) -> None:
    """Montre les connexions ouvertes d'un compte, ou les ferme."""
    from relais.cli.office import sessions_of

    rows = sessions_of(email, closing=closing)
    for row in rows:
        since, seen = row.made_at.astimezone(PARIS), row.seen_at.astimezone(PARIS)
        say(f"{row.device or 'Navigateur inconnu'}, depuis le {since:%d/%m/%Y à %H:%M}, vue à {seen:%H:%M}")
    if not rows:
        say("Aucune connexion ouverte.")
    elif closing:
        say("Elles sont fermées.")


@user.command(cls=FrenchCommand)
def demo() -> None:
    """Donne de nouveaux mots de passe aux comptes de la démonstration, et oublie leurs deuxièmes facteurs."""
    from relais.accounts.demo import demo_fault
    from relais.cli.office import renew_all_of_demo

    if fault := demo_fault(load_settings()):
        fail(fault)
    accounts = renew_all_of_demo()
    if not accounts:
        fail("il n'y a pas de comptes de démonstration : « make serve » les fait au premier démarrage.")
    show_demo(accounts)


def show_demo(accounts: Iterable["DemoAccount"]) -> None:
    """The table that is shown once."""
    rows = [(one.email, one.password, f"{one.name}, {one.words}") for one in accounts]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    say("Comptes de la démonstration (montrés une seule fois ; on entre par /connexion) :")
    for email, password, who in rows:
        say(f"  {email:<{widths[0]}}  {password:<{widths[1]}}  {who}")


def show_doctors(doctors: Sequence["DemoDoctor"]) -> None:
    """The codes of the invented doctors, shown once too."""
    if not doctors:
        return
    width = max(len(one.name) for one in doctors)
    say("Médecins inventés, et le code qui ouvre leur suivi (montré une seule fois ; /suivi, sans compte) :")
    for one in doctors:
        say(f"  {one.name:<{width}}  {one.code}" + (f"  dossier national {one.file}" if one.file else ""))
