"""docker-compose.yml as Docker Compose would read it, for what the tests look at."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.legal.filled import FILLED

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
SECRETS_IN_CONTAINER = "/run/secrets/"
VARIABLE = re.compile(r"\$\{(\w+)(?:(:[-?])([^}]*))?\}")
GIVEN = {"RELAIS_PUBLIC_ORIGIN": "https://relais.exemple.fr", **FILLED}


@cache
def compose() -> dict[str, Any]:
    whole: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return whole


def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = compose()["services"]
    return found


def interpolated(value: str, given: dict[str, str]) -> str:
    """`${NAME:-default}` and `${NAME:?sentence}` as Compose replaces them."""

    def replace(found: re.Match[str]) -> str:
        name, sign, rest = found.groups()
        if given.get(name):
            return given[name]
        assert sign == ":-", f"{name} is needed"
        return str(rest)

    return VARIABLE.sub(replace, value)


def environment(service: str, secrets: Path, **more: str) -> dict[str, str]:
    """What the service would find in its environment, its secrets being in another folder."""
    given = {**GIVEN, **more}
    found = services()[service].get("environment", {})
    values = {name: interpolated(str(value), given) for name, value in found.items()}
    return {name: value.replace(SECRETS_IN_CONTAINER, f"{secrets}/") for name, value in values.items()}


def words_of(service: dict[str, Any]) -> list[str]:
    """Every command line of a service: what it runs and how its health is asked."""
    commands = (service.get("entrypoint"), service.get("command"), service["healthcheck"]["test"])
    return [command if isinstance(command, str) else " ".join(command or ()) for command in commands]
