"""A mail server at the machine's edge: aiosmtpd, which reads SMTP by itself, with the faults real ones have."""

import asyncio
import datetime as dates
import ipaddress
import ssl
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, Literal, NamedTuple

from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from relais.core import clock

ACCEPTED = "250 2.0.0 kept"
KNOWN = "250 2.1.5 recipient known"
Cut = Literal["", "before 250", "after 250", "hang after data", "hang at greeting"]


class Received(NamedTuple):
    """A mail that was answered by 250."""

    message_id: str
    to: list[str]
    mail: EmailMessage
    secured: bool


class MailServer:
    """`async with MailServer() as server`. `reply(step, address)` answers RCPT and DATA; `cut` says where it fails."""

    def __init__(self, *, tls: ssl.SSLContext | None = None, implicit: bool = False, login: str = "") -> None:
        self.received: list[Received] = []
        self.reply: Callable[[str, str], str] = lambda step, _address: KNOWN if step == "RCPT" else ACCEPTED
        self.cut: Cut = ""
        self.port = 0
        self.connections = 0
        self.connected = asyncio.Event()
        self.logins: list[bytes] = []
        self.arrived = asyncio.Event()
        self.asked, self.gate = asyncio.Event(), asyncio.Event()  # a text has come; it may be answered
        self.gate.set()
        self._tls, self._implicit, self._login = tls, implicit, login
        self._sessions: list[_Session] = []

    async def __aenter__(self) -> "MailServer":
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def open(self) -> None:
        """Listen, on the same port as before when it was closed."""
        loop = asyncio.get_running_loop()
        context = self._tls if self._implicit else None
        self._server = await loop.create_server(self._session, "127.0.0.1", self.port, ssl=context)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Cut every line and listen no more."""
        self._server.close()
        for session in self._sessions:
            await session.end()
        self._sessions.clear()

    def count(self) -> Counter[str]:
        """How many times each mail was accepted."""
        return Counter(received.message_id for received in self.received)

    async def wait_for(self, count: int, seconds: float = 20.0) -> None:
        """Until `count` mails were accepted."""
        async with asyncio.timeout(seconds):
            while len(self.received) < count:
                self.arrived.clear()
                await self.arrived.wait()

    def _session(self) -> "_Session":
        session = _Session(self)
        self._sessions.append(session)
        return session

    def options(self) -> dict[str, Any]:
        """How each line behaves."""
        options: dict[str, Any] = {"hostname": "localhost", "ident": "test", "enable_SMTPUTF8": False}
        if self._tls is not None and not self._implicit:
            options |= {"tls_context": self._tls, "require_starttls": True}
        if self._login:
            options |= {"authenticator": self._authenticate, "auth_required": True}
        return options

    def _authenticate(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, login: Any) -> AuthResult:
        self.logins.append(login.login)
        right = f"{login.login.decode()}:{login.password.decode()}" == self._login
        return AuthResult(success=right, handled=False)

    async def handle_RCPT(  # noqa: N802 aiosmtpd looks for this name
        self, _smtp: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        reply = self.reply("RCPT", address)
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(  # noqa: N802
        self, smtp: "_Session", session: Any, envelope: Any
    ) -> str:
        reply = self.reply("DATA", envelope.rcpt_tos[0])
        self.asked.set()
        await self.gate.wait()
        if self.cut == "before 250":
            smtp.transport.abort()
        if self.cut == "hang after data":
            await asyncio.Event().wait()
        if reply.startswith("250") and self.cut != "before 250":
            mail = message_from_bytes(envelope.content, policy=default)
            secured = session.ssl is not None or self._implicit
            self.received.append(Received(str(mail["Message-ID"]), envelope.rcpt_tos, mail, secured))
            self.arrived.set()
        return reply


class _Session(SMTP):
    def __init__(self, server: MailServer) -> None:
        super().__init__(server, **server.options())
        self._mail_server = server

    def connection_made(self, transport: Any) -> None:
        self._mail_server.connections += 1
        self._mail_server.connected.set()
        super().connection_made(transport)

    async def push(self, status: Any) -> None:
        if self._mail_server.cut == "hang at greeting":
            await asyncio.Event().wait()
        await super().push(status)
        if self._mail_server.cut == "after 250" and status == ACCEPTED:
            self.transport.abort()

    async def end(self) -> None:
        """Cut the line and let what serves it finish."""
        if self.transport is not None:
            self.transport.abort()
        if self._handler_coroutine is not None:
            self._handler_coroutine.cancel()
            await asyncio.gather(self._handler_coroutine, return_exceptions=True)


def certificate(folder: Path, *names: str) -> tuple[ssl.SSLContext, Path]:
    """What the server shows for these names, and the file of the authority that a client must trust for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test mail authority")])
    known = [_general(name) for name in names]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(clock.now() - dates.timedelta(hours=1))
        .not_valid_after(clock.now() + dates.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName(known), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "certificate.pem", folder / "key.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(public, private)
    return context, public


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
