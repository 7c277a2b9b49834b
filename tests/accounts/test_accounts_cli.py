"""`relais invite`, `relais user` and `relais keys`, as a person at the console runs them."""

import tempfile
from pathlib import Path

import pytest

from tests.legal.filled import FILLED
from tests.serving import free_port, relais


@pytest.fixture(scope="module")
def var(short_folder: Path) -> Path:
    """A folder with tables and nobody."""
    folder = Path(tempfile.mkdtemp(dir=short_folder)) / "var"
    folder.parent.chmod(0o711)
    done = relais(folder, "migrate")
    assert done.returncode == 0, done.stderr
    return folder


def invite(var: Path, email: str, role: str = "coordinator", *more: str) -> tuple[int, str]:
    done = relais(var, "invite", "--email", email, "--name", "Une Personne", "--role", role, *more)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.long
def test_the_first_pair_is_made_from_the_console_seen_closed_and_replaced(var: Path) -> None:
    assert "Il n'y a aucun compte" in relais(var, "user", "list").stdout
    code, said = invite(var, "un@exemple.fr")
    assert code == 0, said
    link = said.split()[-1]
    assert link.startswith("http://localhost:8000/invitation/")
    again = invite(var, "un@exemple.fr")[1].split()[-1]
    assert again != link
    assert invite(var, "deux@exemple.fr")[0] == 0
    code, said = invite(var, "trois@exemple.fr")
    assert code == 1
    assert "deux premières fonctions de coordination" in said
    assert len(said.splitlines()) == 1
    code, said = invite(var, "trois@exemple.fr", "officer")
    assert code == 1
    listed = relais(var, "user", "list").stdout
    assert listed.count("coordinateur") == 2
    assert "trois@exemple.fr" not in listed
    assert link.rpartition("/")[2] not in listed
    assert "Aucune connexion ouverte" in relais(var, "user", "sessions", "un@exemple.fr").stdout
    assert "Compte fermé" in relais(var, "user", "close", "un@exemple.fr").stdout
    assert invite(var, "trois@exemple.fr")[0] == 0


@pytest.mark.long
def test_what_cannot_be_invited_is_refused_in_one_sentence(var: Path) -> None:
    for email, role, more, sentence in (
        ("nulle part", "listener", (), "adresse électronique"),
        ("a@exemple.fr", "member", ("--organization", "nulle-part"), "structure de l'annuaire"),
        ("a@exemple.fr", "chef", (), "--role n'est pas compris"),
    ):
        code, said = invite(var, email, role, *more)
        assert code in {1, 2}
        assert sentence in said
        assert len(said.splitlines()) == 1
    done = relais(var, "user", "close", "personne@exemple.fr")
    assert (done.returncode, done.stderr) == (1, "Relais : Aucun compte ouvert n'a cette adresse.\n")
    assert relais(var, "user", "demo").returncode == 1


def test_keys_are_made_once_and_only_for_us(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    done = relais(tmp_path, "keys", "create", RELAIS_KEYS_DIR=str(folder))
    assert done.returncode == 0, done.stderr
    assert folder.stat().st_mode & 0o777 == 0o700
    kept = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert sorted(kept) == ["kek-0001", "root"]
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in folder.iterdir())
    assert not any(secret.hex() in done.stdout for secret in kept.values())
    again = relais(tmp_path, "keys", "create", RELAIS_KEYS_DIR=str(folder))
    assert again.returncode == 1
    assert "ne sont pas remplacées" in again.stderr
    assert relais(tmp_path, "keys", "create", "--if-missing", RELAIS_KEYS_DIR=str(folder)).returncode == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == kept


@pytest.mark.parametrize(
    "settings",
    [
        {"RELAIS_HOST": "0.0.0.0"},
        {"RELAIS_APP_URL": "postgresql://relais_app@base/relais"},
        {
            "RELAIS_ENV": "production",
            "RELAIS_APP_URL": "postgresql://a@b/c",
            "RELAIS_PUBLIC_ORIGIN": "https://a.fr",
            **FILLED,
        },
    ],
    ids=["host", "database", "production"],
)
def test_the_demonstration_does_not_start_elsewhere(tmp_path: Path, settings: dict[str, str]) -> None:
    done = relais(tmp_path / "var", "serve", "--demo", RELAIS_PORT=str(free_port()), **settings)
    assert done.returncode == 1
    assert "la démonstration" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "var").exists()


@pytest.mark.long
def test_in_production_nothing_starts_without_keys(world: object, tmp_path: Path) -> None:
    settings = {
        "RELAIS_ENV": "production",
        "RELAIS_APP_URL": getattr(world, "app_url", ""),
        "RELAIS_PUBLIC_ORIGIN": "https://relais.exemple.fr",
        "RELAIS_PORT": str(free_port()),
        **FILLED,
    }
    done = relais(tmp_path / "var", "serve", **settings)
    assert done.returncode == 1
    assert "« relais keys create » les crée" in done.stderr
    assert not (tmp_path / "var" / "keys").exists()
