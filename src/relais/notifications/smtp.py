"""Handing a mail to a server: TLS checked, every step under a deadline, and only codes kept of what it says."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from typing import Literal

from aiosmtplib import SMTP, SMTPException, SMTPResponseException, SMTPServerDisconnected
from msgspec import Struct

from relais.notifications.model import Verdict

STEP_SECONDS = 10.0
MAIL_SECONDS = 40.0  # reaching the server included
# "I am leaving", "sign in first": about the server and us, whatever the mail.
OF_THE_SERVER = frozenset({421, 530})


class SmtpServer(Struct, frozen=True, kw_only=True):
    """`name`: how we introduce ourselves. `security` none is for this very machine."""

    host: str
    port: int
    security: Literal["tls", "starttls", "none"]
    user: str = ""
    password: str = ""
    name: str = "localhost"

    def __repr__(self) -> str:
        return f"SmtpServer({self.host}:{self.port})"


class ServerAwayError(Exception):
    """No mail can be handed over now: unreachable, silent, leaving, without TLS, or it refuses us."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SmtpMailer:
    """One connection, kept from one mail to the next until `close`."""

    def __init__(self, server: SmtpServer, *, step_seconds: float = STEP_SECONDS) -> None:
        self._server = server
        self._step_seconds = step_seconds
        self._line: SMTP | None = None
        self._context: ssl.SSLContext | None = None

    async def send(self, mail: EmailMessage) -> Verdict:
        """Accepted, refused for now, refused for ever. Raises ServerAwayError; a cut after the text is one too."""
        async with self._deadline():
            line = await self._reached()
            return await self._hand_over(line, mail)

    async def close(self) -> None:
        """Say goodbye if the server listens; leave in any case."""
        line, self._line = self._line, None
        if line is None:
            return
        try:
            async with asyncio.timeout(1):
                await line.quit()
        except (SMTPException, OSError, TimeoutError):
            line.close()

    @asynccontextmanager
    async def _deadline(self) -> AsyncIterator[None]:
        """Whatever goes wrong with the server cuts the line, and says so by a code."""
        try:
            async with asyncio.timeout(MAIL_SECONDS):
                yield
        except BaseException as fault:
            code = _code_of(fault)
            if self._line is not None:
                self._line.close()
                self._line = None
            if code is None:
                raise
            raise ServerAwayError(code) from None

    async def _reached(self) -> SMTP:
        """The line of the last mail when the server still listens, else a new one."""
        if self._line is not None:
            try:
                await self._line.rset()
            except (SMTPException, OSError):
                self._line.close()
            else:
                return self._line
        self._line = await self._new_line()
        await self._line.connect()
        return self._line

    async def _new_line(self) -> SMTP:
        server = self._server
        if self._context is None and server.security != "none":
            self._context = await asyncio.to_thread(ssl.create_default_context)  # reads every authority of the machine
        return SMTP(
            hostname=server.host,
            port=server.port,
            timeout=self._step_seconds,
            local_hostname=server.name,
            use_tls=server.security == "tls",
            start_tls=server.security == "starttls",
            tls_context=self._context,
            username=server.user or None,
            password=server.password or None,
        )

    async def _hand_over(self, line: SMTP, mail: EmailMessage) -> Verdict:
        sender, recipient = (mail[header].addresses[0].addr_spec for header in ("From", "To"))
        await line.mail(sender)  # refused: it is about us and can be set right, so that no mail is lost for it
        try:
            await line.rcpt(recipient)
            answer = await line.data(mail.as_bytes())
        except SMTPResponseException as refusal:
            if refusal.code in OF_THE_SERVER or not 100 <= refusal.code <= 599:
                raise
            return Verdict(end="never" if refusal.code >= 500 else "later", code=_digits(refusal.code))
        return Verdict(end="sent", code=_digits(answer.code))


def _digits(code: int) -> str:
    return str(code) if 100 <= code <= 999 else "answer"


def _code_of(fault: BaseException) -> str | None:
    """The kind of a failure; None when it is none of the server's."""
    match fault:
        case SMTPResponseException():
            return _digits(fault.code)
        case TimeoutError():
            return "timeout"
        case ssl.SSLError() | SMTPException(__cause__=ssl.SSLError()):
            return "tls"
        case SMTPServerDisconnected():
            return "closed"
        case SMTPException() if "STARTTLS" in fault.message:
            return "tls"
        case SMTPException(__cause__=OSError()) | OSError():
            return "connection"
        case SMTPException():
            return "protocol"
        case _:
            return None
