"""Where mails go: a server, a folder in development, nowhere yet."""

from email.message import EmailMessage
from typing import Protocol
from urllib.parse import urlsplit

from relais.core.settings import Settings
from relais.notifications.mail_folder import FolderMailer
from relais.notifications.model import Verdict
from relais.notifications.service import public_address
from relais.notifications.smtp import SmtpMailer, SmtpServer
from relais.notifications.writing import Sender

NOBODY = "relais@localhost"  # of the mails that stay on this machine


class Mailer(Protocol):
    """Takes one mail at a time."""

    async def send(self, mail: EmailMessage) -> Verdict:
        """What became of it. Raises ServerAwayError when no mail at all can be handed over now."""
        ...

    async def close(self) -> None:
        """Leave the server; it is reached again at the next mail."""
        ...


def mailer_of(settings: Settings) -> Mailer | None:
    """None in production as long as no server is set: mails wait in the outbox."""
    if settings.smtp_host:
        server = SmtpServer(
            host=settings.smtp_host,
            port=settings.smtp_port,
            security=settings.smtp_security,
            user=settings.smtp_user,
            password=settings.smtp_password,
            name=sender_of(settings).host,
        )
        return SmtpMailer(server)
    return None if settings.env == "production" else FolderMailer(settings.mail_folder)


def sender_of(settings: Settings) -> Sender:
    """Who writes."""
    host = urlsplit(public_address(settings)).hostname or "localhost"
    return Sender(address=settings.mail_from or NOBODY, host=host)
