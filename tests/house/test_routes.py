"""Every address of Relais names its gate, and nothing that is open to everyone changes anything."""

import re
from collections.abc import Iterator

import pytest
from litestar import Litestar, get
from litestar.handlers import HTTPRouteHandler

from relais.accounts import gates
from relais.accounts.doors import check_gates
from relais.app import READING
from tests.house.project import DOCS, read

ROW = re.compile(
    r"^\| `(?P<path>/[^`]*)` \| (?P<methods>[A-Z, ]+) \| (?P<gate>[^|]+) \| (?P<changes>[^|]+) \|", re.MULTILINE
)
# Reviewed: what everyone may open and that changes something, and by what right.
OPEN_ACTS = {
    "/rappel/{code}": "with its token: ",
    "/invitation/{code}": "with its token: ",
    "/connexion": "with a password: ",
    "/deconnexion": "ends the session",  # one's own
    "/signaler/{slug}/envoi": "a report; ",
    # The person's own acts, by the code or the page that it opened.
    "/fiche/lire": "with a code: ",
    "/fiche/commencer": "with the page of a sheet: ",
    "/suivi": "with a code: ",
    "/suivi/plus-tard": "with a code: ",
    "/suivi/code": "with a code: ",
    "/suivi/arreter": "with a code: ",
    "/suivi/corriger": "with a code: ",
    "/suivi/telecharger": "with a code: ",
    "/suivi/recu": "with a code: ",
    "/suivi/effacer": "with a code: ",
    "/suivi/demande": "with a code: ",
    "/suivi/options": "with a code: ",
    "/suivi/choisir": "with a code: ",
    "/suivi/accord": "with a code: ",
    "/commission/dossier": "with a code: ",
    "/commission/dossier/commencer": "with the page of a file: ",
    "/commission/dossier/ici": "with a code: ",
    "/commission/dossier/rubrique": "with a code: ",
    "/commission/dossier/pieces": "with a code: ",
    "/commission/dossier/aide": "with a code: ",
    "/commission/dossier/envoyer": "with a code: ",
    "/commission/dossier/reprendre": "with a code: ",
    "/commission/dossier/recours": "with a code: ",
    "/commission/dossier/retirer": "with a code: ",
    "/commission/dossier/imprimer": "with a code: ",
    "/commission/dossier/documents": "with a code: ",
    "/commission/dossier/documents/lire": "with a code: ",
    "/commission/dossier/documents/retirer": "with a code: ",
    "/commission/joindre": "with the page of a file: ",
    "/suivi/parcours": "with a code: ",
    "/demande": "with the page of a request: ",
    "/demande/premier": "with a code: ",
    # For another person: what is kept is of nobody, or of an author who typed back the code that was mailed.
    "/demande/pour-un-autre/carte": "a card, of nobody",
    "/demande/pour-un-autre/note": "a mail with a code; ",
    "/demande/pour-un-autre/note/code": "with the code that was mailed: ",
    "/demande/carte": "with a code: ",
    "/demande/note": "with a code: ",
    "/demande/note/effacer": "with a code: ",
    "/agenda/{slug}/reserver": "with the page of an action: ",
    "/agenda/{slug}/annuler": "with a code: ",
}
# Reviewed: posts that change nothing, and so need no token of the session.
READING_POSTS = {
    "/fiche",
    "/signaler/{slug}",
    "/coordination/organismes",
    "/coordination/historique/{slug}",
    "/orientations/possibilites",
}
FOLDERS = {
    "/parcours": {"officer or national"},
    "/coordination": {"coordinator", "coordinator or auditor"},
    "/espace": {"member or officer", "recipient", "member, officer or signatory"},
    "/espace/agenda": {"member, officer or signatory"},
    "/espace/orientations": {"recipient"},
    "/compte": {"signed in"},
    "/orientations": {"officer", "officer or national"},
    "/demandes": {"officer or national"},
    "/commission/dossier": {"everyone"},
    "/commission/dossiers": {"officer or national"},
    "/commission/seances": {"commission", "national"},
    "/commission/examens": {"commission", "chair"},
    "/commission/versements": {"national"},
    "/commission/documents": {"officer or commission"},
    "/demandes/notes": {"officer or national"},
}
GATES = {gate.name for gate in gates.GATES}
OPEN_GATES = {gate.name for gate in gates.GATES if not gate.needs_session}


@pytest.fixture(scope="module")
def table() -> dict[str, re.Match[str]]:
    return {row["path"]: row for row in ROW.finditer(read(DOCS / "reference" / "routes.md"))}


def routes(app: Litestar) -> dict[str, set[str]]:
    """`/structures/{slug}` -> its methods, without those the framework adds."""
    found = {}
    for route in app.routes:
        path = re.sub(r"\{(\w+):\w+\}", r"{\1}", route.path)
        found[path] = set(route.methods) - {"OPTIONS", "HEAD"}  # type: ignore[union-attr]
    return found


def handlers(app: Litestar) -> Iterator[tuple[str, HTTPRouteHandler]]:
    """Each handler of ours with its path; the framework's own answers to OPTIONS are left out."""
    for route in app.routes:
        path = re.sub(r"\{(\w+):\w+\}", r"{\1}", route.path)
        for handler in route.route_handlers:  # type: ignore[union-attr]
            if isinstance(handler, HTTPRouteHandler) and set(handler.http_methods) != {"OPTIONS"}:
                yield path, handler


def test_every_address_is_in_the_table_with_its_methods(app: Litestar, table: dict[str, re.Match[str]]) -> None:
    told = {path: set(row["methods"].split(", ")) for path, row in table.items()}
    assert told == routes(app)


def test_every_handler_is_behind_the_gate_that_the_table_tells(app: Litestar, table: dict[str, re.Match[str]]) -> None:
    told = {path: row["gate"].strip() for path, row in table.items()}
    held = {(path, handler.opt["gate"].name) for path, handler in handlers(app)}
    assert set(told.values()) <= GATES
    assert held == set(told.items())


def test_each_part_of_the_site_has_its_gates(table: dict[str, re.Match[str]]) -> None:
    for folder, allowed in FOLDERS.items():
        inside = {row["gate"].strip() for path, row in table.items() if f"{path}/".startswith(f"{folder}/")}
        assert inside
        assert inside <= allowed


def test_what_is_open_to_everyone_changes_nothing_but_by_a_reviewed_right(table: dict[str, re.Match[str]]) -> None:
    changing = {
        path: row["changes"].strip()
        for path, row in table.items()
        if row["gate"].strip() in OPEN_GATES and row["changes"].strip() != "nothing"
    }
    assert changing.keys() == OPEN_ACTS.keys()
    assert [path for path, changes in changing.items() if not changes.startswith(OPEN_ACTS[path])] == []


def test_only_reviewed_posts_need_no_token_of_the_session(app: Litestar, table: dict[str, re.Match[str]]) -> None:
    reading = {path for path, handler in handlers(app) if handler.opt.get("reading")}
    assert reading == READING_POSTS
    assert {table[path]["changes"].strip() for path in reading} == {"nothing"}


def test_a_handler_without_a_gate_stops_the_start() -> None:
    @get("/sans-porte", sync_to_thread=False)
    def open_by_omission() -> None:
        """Nothing."""

    with pytest.raises(LookupError, match="names no gate"):
        check_gates([open_by_omission])


def test_a_post_without_an_origin_is_welcome_only_where_nothing_changes(table: dict[str, re.Match[str]]) -> None:
    paths = {re.sub(r"\{\w+\}$", "", path): row for path, row in table.items()}
    reading = {
        path
        for path, row in paths.items()
        if "POST" in row["methods"] and row["changes"].strip() == "nothing" and row["gate"].strip() == "everyone"
    }
    assert reading <= set(READING) <= set(paths)
    assert {paths[path]["changes"].strip() for path in READING} == {"nothing"}


def test_no_address_takes_what_is_typed(app: Litestar) -> None:
    for route in app.routes:
        for handler in route.route_handlers:  # type: ignore[union-attr]
            fields = set(handler.parsed_fn_signature.parameters)
            assert fields <= {"request", "scope", "slug", "code", "name"}, route.path
