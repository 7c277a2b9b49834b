"""The deployment file, parsed and checked: Docker itself cannot run where Relais is tested."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from relais.cli import relais
from relais.core.quiet_log import QUIET
from relais.core.settings import load_settings
from tests.deploy.reading import DEPLOY, ROOT, SECRETS_IN_CONTAINER, compose, environment, services, words_of

OURS = ("app", "worker", "prepare", "backup")
PINNED = re.compile(r"[a-z0-9/._-]+:v?\d+(\.\d+)*(-[a-z0-9.]+)?")
SECRET_NAME = re.compile(r"PASSWORD|SECRET|KEY|TOKEN|_URL$")
CALLED = re.compile(r"\brelais ([a-z][a-z-]*)")
# Its image has no account of its own; it gets no capability, and a disk that it cannot write.
ROOT_WITHOUT_RIGHTS = {"meilisearch"}

every_service = pytest.mark.parametrize(
    "service", [pytest.param(service, id=name) for name, service in services().items()]
)


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deploy") / "secrets"
    subprocess.run(["sh", str(DEPLOY / "secrets.sh"), str(folder)], check=True, capture_output=True)
    return folder


def test_the_services_are_the_ones_promised() -> None:
    assert {"postgres", "meilisearch", "app", "worker", "proxy"} <= set(services())


@every_service
def test_a_service_says_how_it_is(service: dict[str, Any]) -> None:
    test = service["healthcheck"]["test"]
    assert test[0] in {"CMD", "CMD-SHELL"}
    assert len(test) > 1


@every_service
def test_a_service_reaps_its_dead_children(service: dict[str, Any]) -> None:
    assert service["init"] is True


@every_service
def test_a_service_can_do_no_more_than_it_must(service: dict[str, Any]) -> None:
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert "no-new-privileges:true" in service["security_opt"]


@pytest.mark.parametrize("name", sorted(set(services()) - ROOT_WITHOUT_RIGHTS))
def test_a_service_does_not_run_as_root(name: str) -> None:
    user = str(services()[name]["user"])
    assert user.partition(":")[0] not in {"", "0", "root"}


@every_service
def test_an_image_is_pinned_to_a_version(service: dict[str, Any]) -> None:
    assert PINNED.fullmatch(service["image"])


def test_our_image_bears_the_version_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {services()[name]["image"] for name in OURS} == {f"relais:{project['version']}"}


@every_service
def test_no_secret_is_written_in_the_file(service: dict[str, Any]) -> None:
    for name, value in service.get("environment", {}).items():
        if SECRET_NAME.search(name) and not name.endswith("_FILE"):
            assert re.fullmatch(r"\$\{\w+:-\}", value), name
        if name.endswith("_FILE"):
            assert value.startswith(SECRETS_IN_CONTAINER), name


def test_no_address_with_a_password_is_written_anywhere() -> None:
    assert "://relais_" not in (ROOT / "docker-compose.yml").read_text(encoding="utf-8")


@every_service
def test_a_secret_that_is_read_is_given_and_one_that_is_given_is_declared(service: dict[str, Any]) -> None:
    given = set(service.get("secrets", ()))
    files = [str(value) for value in service.get("environment", {}).values()]
    read = {value.removeprefix(SECRETS_IN_CONTAINER) for value in files if value.startswith(SECRETS_IN_CONTAINER)}
    assert read <= given <= set(compose()["secrets"])


def test_every_secret_is_a_file_that_secrets_sh_makes_or_asks_for(secrets: Path) -> None:
    declared = {name: Path(secret["file"]) for name, secret in compose()["secrets"].items()}
    assert all(path == Path("deploy/secrets") / name for name, path in declared.items())
    made = {path.name for path in secrets.iterdir()}
    assert set(declared) - made == {"tls_certificate", "tls_key"}


def test_every_folder_of_ours_that_is_mounted_exists() -> None:
    mounts = [mount for service in services().values() for mount in service.get("volumes", ())]
    sources = [mount.partition(":")[0] for mount in mounts if mount.startswith(".")]
    assert sources
    assert [source for source in sources if not (ROOT / source).is_file()] == []


def test_every_volume_and_network_that_is_used_is_declared() -> None:
    mounts = {mount.partition(":")[0] for service in services().values() for mount in service.get("volumes", ())}
    assert {mount for mount in mounts if not mount.startswith(".")} == set(compose()["volumes"])
    assert {network for service in services().values() for network in service["networks"]} == set(compose()["networks"])


def test_only_the_proxy_is_seen_from_outside() -> None:
    assert [name for name, service in services().items() if "ports" in service] == ["proxy"]


def test_only_the_proxy_and_what_sends_mail_can_reach_the_world_each_on_a_network_of_its_own() -> None:
    outer = {name for name, network in compose()["networks"].items() if not network.get("internal")}
    reaching = {network: [name for name, one in services().items() if network in one["networks"]] for network in outer}
    assert reaching == {"outside": ["proxy"], "mail": ["worker"]}


def test_the_secret_of_mail_is_given_to_the_worker_alone() -> None:
    for secret in ("smtp_password", "worker_url"):
        assert [name for name, service in services().items() if secret in service.get("secrets", ())] == ["worker"]


def test_the_settings_of_mail_are_accepted_once_they_are_given(secrets: Path, tmp_path: Path) -> None:
    for path in secrets.iterdir():
        (tmp_path / path.name).write_text(path.read_text() or "secret")
    given = {
        "RELAIS_SMTP_HOST": "smtp.exemple.fr",
        "RELAIS_SMTP_USER": "relais",
        "RELAIS_MAIL_FROM": "relais@exemple.fr",
    }
    settings = load_settings(environment("worker", tmp_path, **given))
    assert (settings.smtp_password, settings.smtp_security) == ("secret", "starttls")


def test_the_accounts_of_backups_and_purges_are_given_to_one_service_each() -> None:
    for secret, service in (("backup_url", "backup"), ("purge_url", "worker")):
        assert [name for name, one in services().items() if secret in one.get("secrets", ())] == [service]


def test_what_makes_backups_has_no_key_and_runs_when_asked() -> None:
    backup = services()["backup"]
    assert backup["profiles"] == ["backup"]
    assert not any(mount.startswith("keys:") for mount in backup["volumes"])
    assert all("backups:" not in str(one.get("volumes")) for name, one in services().items() if name != "backup")


@pytest.mark.parametrize("name", OURS)
def test_the_settings_of_a_service_of_ours_are_accepted(name: str, secrets: Path) -> None:
    settings = load_settings(environment(name, secrets))
    assert settings.env == "production"
    assert not settings.embedded


def test_the_settings_with_meilisearch_are_accepted_once_its_key_is_made(secrets: Path, tmp_path: Path) -> None:
    for path in secrets.iterdir():
        (tmp_path / path.name).write_text(path.read_text() or "clé")
    more = {"RELAIS_ENGINE": "meilisearch", "RELAIS_MEILISEARCH_URL": "http://meilisearch:7700"}
    assert load_settings(environment("app", tmp_path, **more)).engine == "meilisearch"


def test_only_the_preparing_service_may_change_tables() -> None:
    assert [name for name in OURS if "owner_url" in services()[name]["secrets"]] == ["prepare"]


def test_every_command_that_is_called_exists() -> None:
    lines = [line for service in services().values() for line in words_of(service)]
    lines += [path.read_text(encoding="utf-8") for path in DEPLOY.glob("**/*.sh")]
    called = {command for line in lines for command in CALLED.findall(line)}
    assert {"serve", "worker", "migrate", "import", "doctor"} <= called
    assert called - set(relais.commands) == set()


def test_nothing_tells_the_makers_of_meilisearch_or_logs_what_is_searched() -> None:
    said = services()["meilisearch"]["environment"]
    assert said["MEILI_NO_ANALYTICS"] == "true"
    assert said["MEILI_LOG_LEVEL"] == "WARN"
    assert said["MEILI_ENV"] == "production"


def test_the_database_writes_in_its_log_nothing_of_what_rows_hold() -> None:
    command = services()["postgres"]["command"]
    assert command[0] == "postgres"
    assert set(command[1:]) == {f"-c{name}={value}" for name, value in QUIET.items()}


def test_the_database_keeps_its_data_where_version_18_puts_it() -> None:
    assert services()["postgres"]["image"].startswith("postgres:18")
    assert "postgres:/var/lib/postgresql" in services()["postgres"]["volumes"]
