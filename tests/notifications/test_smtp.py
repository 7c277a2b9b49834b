"""Reaching a server: TLS required and checked, a password that never leaves in clear, deadlines on every step."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest
import uvloop

from relais.core.ids import new_id
from relais.core.settings import Settings
from relais.notifications.mail_folder import FolderMailer
from relais.notifications.mailer import mailer_of, sender_of
from relais.notifications.model import Message, Verdict
from relais.notifications.smtp import ServerAwayError, SmtpMailer, SmtpServer
from relais.notifications.writing import Sender, write_mail
from tests.notifications.mail_server import MailServer, certificate

SENT = Verdict(end="sent", code="250")
Security = Literal["tls", "starttls", "none"]


async def send(server: MailServer, security: Security, **more: str) -> Verdict:
    host = more.pop("host", "localhost")
    mailer = SmtpMailer(SmtpServer(host=host, port=server.port, security=security, **more), step_seconds=5)
    message = Message(to="a@exemple.fr", subject="Relais : une page à relire", text="Bonjour,\n")
    sender = Sender(address="relais@exemple.fr", host="relais.exemple.fr")
    try:
        return await mailer.send(write_mail(message, new_id(), datetime(2026, 3, 3, tzinfo=UTC), sender))
    finally:
        await mailer.close()


async def refusal(server: MailServer, security: Security, **more: str) -> str:
    with pytest.raises(ServerAwayError) as away:
        await send(server, security, **more)
    assert server.received == []
    return away.value.code


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.anyio
async def test_a_mail_leaves_under_tls_when_the_certificate_is_trusted(
    security: Security, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, authority = certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    async with MailServer(tls=context, implicit=security == "tls") as server:
        assert await send(server, security) == SENT
        assert [received.secured for received in server.received] == [True]


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_mail_leaves_under_tls_on_the_event_loop_that_serves(
    security: Security, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, authority = certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))

    async def sent() -> Verdict:
        async with MailServer(tls=context, implicit=security == "tls") as server:
            return await send(server, security)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(sent()) == SENT


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.anyio
async def test_nothing_leaves_when_the_authority_is_unknown(security: Security, tmp_path: Path) -> None:
    context, _ = certificate(tmp_path, "localhost")
    async with MailServer(tls=context, implicit=security == "tls") as server:
        assert await refusal(server, security) == "tls"


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.anyio
async def test_nothing_leaves_when_the_certificate_is_for_another_name(
    security: Security, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, authority = certificate(tmp_path, "smtp.ailleurs.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    async with MailServer(tls=context, implicit=security == "tls") as server:
        assert await refusal(server, security) == "tls"


@pytest.mark.anyio
async def test_nothing_leaves_when_tls_is_required_and_not_offered() -> None:
    async with MailServer() as server:
        assert await refusal(server, "starttls") == "tls"


@pytest.mark.anyio
async def test_a_password_is_shown_to_a_checked_server_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, authority = certificate(tmp_path, "localhost")
    async with MailServer(tls=context, login="relais:sésame") as server:
        assert await refusal(server, "starttls", user="relais", password="sésame") == "tls"
        assert server.logins == []
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        assert await refusal(server, "starttls", user="relais", password="autre") == "535"
        assert await send(server, "starttls", user="relais", password="sésame") == SENT


@pytest.mark.anyio
async def test_a_server_that_wants_a_password_we_do_not_have_costs_no_mail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, authority = certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    async with MailServer(tls=context, login="relais:sésame") as server:
        assert await refusal(server, "starttls") == "530"


@pytest.mark.anyio
async def test_a_name_that_leads_nowhere_is_a_failed_connection() -> None:
    async with MailServer() as server:
        assert await refusal(server, "none", host="nulle-part.invalid") == "connection"


@pytest.mark.anyio
async def test_neither_the_server_nor_its_failure_shows_the_password() -> None:
    server = SmtpServer(host="smtp.exemple.fr", port=587, security="starttls", user="relais", password="sésame")
    assert "sésame" not in repr(server)
    assert "sésame" not in repr(SmtpMailer(server))


@pytest.mark.parametrize(
    ("host", "port", "security"),
    [
        ("smtp.exemple.fr", 587, "starttls"),
        ("smtp.exemple.fr", 25, "starttls"),
        ("smtp.exemple.fr", 465, "tls"),
        ("192.168.1.10", 25, "starttls"),
        ("mailpit", 1025, "starttls"),
        ("localhost.exemple.fr", 25, "starttls"),
        ("127.0.0.1.exemple.fr", 25, "starttls"),
        ("localhost", 465, "tls"),
        ("localhost", 1025, "none"),
        ("LOCALHOST", 1025, "none"),
        ("127.0.0.1", 25, "none"),
        ("127.8.9.1", 25, "none"),
        ("::1", 25, "none"),
    ],
)
def test_only_this_very_machine_is_spoken_to_in_clear(host: str, port: int, security: str) -> None:
    assert Settings(smtp_host=host, smtp_port=port).smtp_security == security


def test_mails_go_to_the_server_that_is_set_else_to_a_folder_in_development_else_nowhere() -> None:
    assert isinstance(mailer_of(Settings(smtp_host="smtp.exemple.fr", mail_from="a@exemple.fr")), SmtpMailer)
    assert isinstance(mailer_of(Settings()), FolderMailer)
    assert mailer_of(Settings(env="production")) is None


def test_the_sender_is_the_public_host() -> None:
    settings = Settings(public_origin="https://relais.exemple.fr", mail_from="a@exemple.fr")
    assert sender_of(settings) == Sender(address="a@exemple.fr", host="relais.exemple.fr")
    assert sender_of(Settings()) == Sender(address="relais@localhost", host="localhost")
