"""From a letter to the bytes of a mail: plain text, nothing that tells who reads it."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from uuid import UUID

from msgspec import Struct

from relais.notifications.model import Message

DISPLAY_NAME = "Relais"


class Sender(Struct, frozen=True, kw_only=True):
    """Who writes: the address of mails, and the public host that ends every Message-ID."""

    address: str
    host: str


def write_mail(message: Message, mail: UUID, made_at: datetime, sender: Sender) -> EmailMessage:
    """The whole mail, the same bytes at every attempt. Raises ValueError when a header would hold a line end."""
    if not (message.subject.isprintable() and message.to.isprintable()):
        raise ValueError("a header holds a sign that cannot be shown")
    written = EmailMessage(policy=SMTP)
    written["From"] = Address(DISPLAY_NAME, addr_spec=sender.address)
    written["To"] = Address(addr_spec=message.to)
    written["Subject"] = message.subject
    written["Date"] = made_at
    written["Message-ID"] = message_id(mail, sender.host)
    written["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine answers it
    written.set_content(message.text, cte="quoted-printable")
    written["Content-Language"] = "fr"  # after the content, which takes away every header of that family
    return written


def message_id(mail: UUID, host: str) -> str:
    """Made from the outbox: a second copy of a mail is known as such by whoever receives it."""
    return f"<{mail}@{host}>"
