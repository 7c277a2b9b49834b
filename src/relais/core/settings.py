"""Every setting of Relais: one Struct read from `RELAIS_*`, all faults reported at once."""

import os
import re
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from relais.core.legal_settings import LEGAL_READERS, LegalSettings, blank_faults
from relais.core.text import is_mail_address

PROJECT = Path(__file__).resolve().parents[3]
URLS = ("owner_url", "app_url", "worker_url", "backup_url", "purge_url")
SECRETS = frozenset({*URLS, "meilisearch_key", "smtp_password"})
IMPLICIT_TLS_PORT = 465
_HOST_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
TRUTH = {"1": True, "oui": True, "yes": True, "true": True, "0": False, "non": False, "no": False, "false": False}


class SettingsError(Exception):
    """Settings that cannot be used. `sentences` are French, one per fault, and never show a secret."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("settings")
        self.sentences = sentences


class Settings(LegalSettings, frozen=True, kw_only=True):
    """What can be set. Each field is the variable `RELAIS_<FIELD>`; secrets may come from `RELAIS_<FIELD>_FILE`."""

    env: Literal["development", "production"] = "development"
    host: str = "127.0.0.1"
    port: int = 8000
    var_dir: Path = PROJECT / "var"
    data_dir: Path = PROJECT / "data"
    search_index_dir: Path = PROJECT / "search_index"
    owner_url: str = ""  # when the five are empty, Relais runs its own PostgreSQL
    app_url: str = ""
    worker_url: str = ""
    backup_url: str = ""
    purge_url: str = ""
    engine: Literal["memory", "meilisearch"] = "memory"
    meilisearch_url: str = ""
    meilisearch_key: str = ""
    meilisearch_deadline_ms: int = 150
    desk_line: str = "cnom-ecoute"
    national_body: str = "cnom-ecoute"  # organisation of the national service: what goes by no council
    public_origin: str = ""  # "" = the address typed in the browser, on loopback
    behind_proxy: bool = False  # only our proxy reaches the port: it says the address of who asks
    ban_enabled: bool = False
    keys_dir: Path | None = None  # None = <var_dir>/keys
    smtp_host: str = ""  # "" = mails are written in <var_dir>/mail
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: str = ""
    mail_from: str = ""
    file_years: int = 10  # a national file that was decided is kept (L.123-22 of the code de commerce)
    worker: bool = True  # run the worker inside `relais serve`

    @property
    def keys_folder(self) -> Path:
        """Where the keys are: never inside PostgreSQL's folder."""
        return self.keys_dir or self.var_dir / "keys"

    @property
    def anchors_file(self) -> Path:
        """Where the end of each chain is written every day, out of reach of whoever holds the database."""
        return self.var_dir / "anchors.jsonl"

    @property
    def snapshot_file(self) -> Path:
        """The checksummed copy of the directory, read when PostgreSQL is away."""
        return self.var_dir / "snapshot.bin"

    @property
    def programme_file(self) -> Path:
        """The checksummed copy of the programme's actions, read when PostgreSQL is away."""
        return self.var_dir / "programme.bin"

    @property
    def mail_folder(self) -> Path:
        """Where mails are written in development when there is no mail server."""
        return self.var_dir / "mail"

    @property
    def smtp_security(self) -> Literal["tls", "starttls", "none"]:
        """How the mail server is spoken to: in clear only when it is this very machine."""
        if self.smtp_port == IMPLICIT_TLS_PORT:
            return "tls"
        return "none" if _is_this_machine(self.smtp_host) else "starttls"

    @property
    def embedded(self) -> bool:
        """True when Relais runs its own PostgreSQL."""
        return not any(getattr(self, name) for name in URLS)


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _text(value: str) -> str:
    return value.strip()


def _truth(value: str) -> bool:
    return TRUTH[value.strip().lower()]


def _path(value: str) -> Path:
    return Path(value).expanduser().resolve()


def _port(value: str) -> int:
    return _between(value, 1, 65_535)


def _years(value: str) -> int:
    return _between(value, 1, 30)


def _deadline(value: str) -> int:
    return _between(value, 10, 5_000)


def _between(value: str, least: int, most: int) -> int:
    number = int(value)
    if not least <= number <= most:
        raise ValueError(value)
    return number


def _one_of(*choices: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value not in choices:
            raise ValueError(value)
        return value

    return check


def _database(value: str) -> str:
    if value and urlsplit(value).scheme not in {"postgresql", "postgres"}:
        raise ValueError(value)
    return value


def _address(value: str) -> str:
    address = value.strip()
    if address and not is_mail_address(address):
        raise ValueError(value)
    return address


def _host(value: str) -> str:
    host = value.strip().strip("[]")
    if host and not _HOST_NAME.fullmatch(host):
        ip_address(host)
    return host


def _web(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise ValueError(value)
    return value.rstrip("/")


READERS: dict[str, tuple[Callable[[str], Any], str]] = {
    "env": (_one_of("development", "production"), "« development » ou « production »"),
    "host": (_text, "une adresse d'écoute, par exemple 127.0.0.1"),
    "port": (_port, "un nombre entre 1 et 65535"),
    "var_dir": (_path, "un dossier"),
    "data_dir": (_path, "un dossier"),
    "search_index_dir": (_path, "un dossier"),
    "owner_url": (_database, "une adresse postgresql://…"),
    "app_url": (_database, "une adresse postgresql://…"),
    "worker_url": (_database, "une adresse postgresql://…"),
    "backup_url": (_database, "une adresse postgresql://…"),
    "purge_url": (_database, "une adresse postgresql://…"),
    "engine": (_one_of("memory", "meilisearch"), "« memory » ou « meilisearch »"),
    "meilisearch_url": (_web, "une adresse http://… ou https://…"),
    "meilisearch_key": (_text, "une clé"),
    "meilisearch_deadline_ms": (_deadline, "un nombre de millisecondes entre 10 et 5000"),
    "desk_line": (_text, "le nom court d'une structure, par exemple cnom-ecoute"),
    "national_body": (_text, "le nom court d'un organisme, par exemple cnom-ecoute"),
    "public_origin": (_web, "une adresse http://… ou https://…"),
    "behind_proxy": (_truth, "« oui » ou « non »"),
    "ban_enabled": (_truth, "« oui » ou « non »"),
    "keys_dir": (_path, "un dossier"),
    "smtp_host": (_host, "le nom d'un serveur d'envoi, par exemple smtp.exemple.fr"),
    "smtp_port": (_port, "un nombre entre 1 et 65535"),
    "smtp_user": (_text, "un compte"),
    "smtp_password": (_text, "un mot de passe"),
    "mail_from": (_address, "une adresse électronique, par exemple relais@exemple.fr"),
    "file_years": (_years, "un nombre d'années entre 1 et 30"),
    "worker": (_truth, "« oui » ou « non »"),
    **LEGAL_READERS,
}


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read `RELAIS_*`; raises SettingsError naming every variable at fault."""
    faults: list[str] = []
    given: dict[str, Any] = {}
    for variable in sorted(name for name in environ if name.startswith("RELAIS_")):
        _read(variable, environ[variable], given, faults)
    settings = Settings(**given)
    faults += _contradictions(settings)
    if faults:
        raise SettingsError(faults)
    return settings


def _read(variable: str, value: str, given: dict[str, Any], faults: list[str]) -> None:
    field = variable.removeprefix("RELAIS_").lower()
    if field.removesuffix("_file") in SECRETS and field.endswith("_file"):
        field, secret = field.removesuffix("_file"), _secret(value)
        if secret is None:
            faults.append(f"{variable} : le fichier « {value} » est illisible.")
            return
        value = secret
    if field not in READERS:
        faults.append(f"{variable} : ce réglage n'existe pas.")
        return
    reader, expected = READERS[field]
    try:
        given[field] = reader(value)
    except (ValueError, KeyError):
        shown = "" if field in SECRETS else f", pas « {value} »"
        faults.append(f"{variable} : il faut {expected}{shown}.")


def _secret(path: str) -> str | None:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None


def _contradictions(settings: Settings) -> list[str]:
    faults = []
    if settings.engine == "meilisearch" and not settings.meilisearch_url:
        faults.append("RELAIS_ENGINE=meilisearch demande RELAIS_MEILISEARCH_URL.")
    if settings.smtp_host and not settings.mail_from:
        faults.append("RELAIS_SMTP_HOST demande RELAIS_MAIL_FROM, l'adresse d'où partent les courriels.")
    if bool(settings.smtp_user) != bool(settings.smtp_password):
        faults.append("RELAIS_SMTP_USER et RELAIS_SMTP_PASSWORD vont ensemble.")
    if settings.smtp_user and not settings.smtp_host:
        faults.append("RELAIS_SMTP_USER demande RELAIS_SMTP_HOST, le serveur d'envoi.")
    if settings.env == "production":
        faults += _production_faults(settings)
    return faults


def _production_faults(settings: Settings) -> list[str]:
    faults = []
    given = [url for name in URLS if (url := getattr(settings, name))]
    if not given:
        faults.append("En production, donnez l'adresse de PostgreSQL : RELAIS_APP_URL.")
    if len(set(given)) < len(given):
        named = ", ".join(f"RELAIS_{name.upper()}" for name in URLS[:-1])
        faults.append(f"En production, {named} et RELAIS_PURGE_URL sont des comptes différents.")
    if not settings.public_origin.startswith("https://"):
        faults.append("En production, RELAIS_PUBLIC_ORIGIN est l'adresse publique en https://…")
    if settings.engine == "meilisearch" and not settings.meilisearch_key:
        faults.append("En production, Meilisearch demande une clé : RELAIS_MEILISEARCH_KEY_FILE.")
    if settings.smtp_password and settings.smtp_security == "none":
        faults.append(
            "En production, un mot de passe ne part pas en clair : avec RELAIS_SMTP_PASSWORD, RELAIS_SMTP_HOST est un "
            "autre serveur que cette machine, ou RELAIS_SMTP_PORT vaut 465."
        )
    return faults + blank_faults(settings)
