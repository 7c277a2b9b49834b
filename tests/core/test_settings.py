"""Settings: defaults that work alone, every fault said at once, no secret shown."""

from pathlib import Path

import pytest

from relais.core.settings import PROJECT, READERS, Settings, SettingsError, load_settings
from tests.legal.filled import FILLED

URLS = {
    "RELAIS_OWNER_URL": "postgresql://relais_owner@base/relais",
    "RELAIS_APP_URL": "postgresql://relais_app@base/relais",
    "RELAIS_WORKER_URL": "postgresql://relais_worker@base/relais",
}
PRODUCTION = {**URLS, **FILLED, "RELAIS_ENV": "production", "RELAIS_PUBLIC_ORIGIN": "https://relais.exemple.fr"}


def faults(environ: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_settings(environ)
    return caught.value.sentences


def test_nothing_set_gives_a_local_relais_with_its_own_database() -> None:
    settings = load_settings({"PATH": "/bin"})
    assert settings.embedded
    assert (settings.host, settings.port, settings.engine) == ("127.0.0.1", 8000, "memory")
    assert settings.snapshot_file == PROJECT / "var" / "snapshot.bin"


def test_every_field_has_a_reader_and_every_reader_a_field() -> None:
    assert set(READERS) == set(Settings.__struct_fields__)


def test_all_faults_are_told_at_once() -> None:
    told = faults({"RELAIS_PORT": "beaucoup", "RELAIS_ENGINE": "lucene", "RELAIS_BAN_ENABLED": "peut-être"})
    assert len(told) == 3
    assert any("RELAIS_PORT : il faut un nombre entre 1 et 65535" in sentence for sentence in told)


def test_a_misspelt_setting_is_refused_rather_than_ignored() -> None:
    assert faults({"RELAIS_PROT": "9000"}) == ["RELAIS_PROT : ce réglage n'existe pas."]


def test_one_database_address_is_enough_to_leave_the_embedded_server() -> None:
    assert not load_settings({"RELAIS_APP_URL": URLS["RELAIS_APP_URL"]}).embedded


def test_a_database_address_is_one_of_postgresql() -> None:
    assert "postgresql://" in faults({"RELAIS_APP_URL": "sqlite:///relais.db"})[0]


def test_a_secret_may_come_from_a_file_and_its_last_newline_is_ignored(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("clé-secrète\n")
    settings = load_settings({"RELAIS_MEILISEARCH_KEY_FILE": str(tmp_path / "key")})
    assert settings.meilisearch_key == "clé-secrète"


def test_an_unreadable_secret_file_is_a_fault(tmp_path: Path) -> None:
    (sentence,) = faults({"RELAIS_MEILISEARCH_KEY_FILE": str(tmp_path / "absent")})
    assert "illisible" in sentence


def test_a_faulty_secret_is_never_shown() -> None:
    told = faults({**URLS, "RELAIS_APP_URL": "mysql://root:motdepasse@base"})
    assert "motdepasse" not in " ".join(told)


@pytest.mark.parametrize("missing", ["PUBLIC_ORIGIN", "URL"])
def test_production_refuses_what_is_only_good_on_ones_own_machine(missing: str) -> None:
    assert faults({name: value for name, value in PRODUCTION.items() if not name.endswith(missing)})


def test_production_wants_different_accounts() -> None:
    assert "comptes différents" in faults({**PRODUCTION, "RELAIS_OWNER_URL": URLS["RELAIS_APP_URL"]})[0]


MAIL = {"RELAIS_SMTP_HOST": "smtp.exemple.fr", "RELAIS_MAIL_FROM": "relais@exemple.fr"}
LOGIN = {"RELAIS_SMTP_USER": "relais", "RELAIS_SMTP_PASSWORD": "motdepasse"}


def test_a_mail_server_wants_the_address_that_writes() -> None:
    assert "RELAIS_MAIL_FROM" in faults({"RELAIS_SMTP_HOST": "smtp.exemple.fr"})[0]


@pytest.mark.parametrize("name", sorted(LOGIN))
def test_an_account_of_mail_and_its_password_go_together(name: str) -> None:
    assert faults({**MAIL, name: LOGIN[name]}) == ["RELAIS_SMTP_USER et RELAIS_SMTP_PASSWORD vont ensemble."]


def test_an_account_of_mail_without_a_server_is_a_mistake() -> None:
    assert "RELAIS_SMTP_HOST" in faults(LOGIN)[0]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_in_production_a_password_never_leaves_in_clear(host: str) -> None:
    told = faults({**PRODUCTION, **MAIL, **LOGIN, "RELAIS_SMTP_HOST": host})
    assert "en clair" in told[0]
    assert "motdepasse" not in told[0]
    assert load_settings({**PRODUCTION, **MAIL, **LOGIN, "RELAIS_SMTP_HOST": host, "RELAIS_SMTP_PORT": "465"})
    assert load_settings({**MAIL, **LOGIN, "RELAIS_SMTP_HOST": host})


@pytest.mark.parametrize("host", ["smtp.exemple.fr:587", "smtp://exemple.fr", "smtp exemple.fr", "a/b", "-a", "é.fr"])
def test_a_mail_server_is_a_name_or_a_number(host: str) -> None:
    assert "RELAIS_SMTP_HOST" in faults({**MAIL, "RELAIS_SMTP_HOST": host})[0]


@pytest.mark.parametrize("address", ["relais", "relais@exemple", "Relais <a@b.fr>", "a@b.fr\r\nBcc: c@d.fr", "é@b.fr"])
def test_the_address_that_writes_is_a_plain_one(address: str) -> None:
    assert "RELAIS_MAIL_FROM" in faults({**MAIL, "RELAIS_MAIL_FROM": address})[0]


def test_a_production_that_mails_is_accepted() -> None:
    settings = load_settings({**PRODUCTION, **MAIL, **LOGIN})
    assert settings.smtp_security == "starttls"


def test_a_complete_production_is_accepted() -> None:
    assert load_settings(PRODUCTION).env == "production"


def test_every_setting_has_its_heading_in_the_reference() -> None:
    page = (PROJECT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    headings = {line.removeprefix("## ") for line in page.splitlines() if line.startswith("## ")}
    assert headings == {f"RELAIS_{field.upper()}" for field in READERS}
