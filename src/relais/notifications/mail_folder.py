"""Without a mail server, in development: mails are files that can be read on this machine, by its account alone."""

import os
import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from msgspec import Struct

from relais.notifications.model import Verdict

KEPT = "kept"  # the code of a mail that went to the folder
_NAME = re.compile(r"(\d{8}T\d{6})-([0-9a-f-]{36})\.eml")


class KeptMail(Struct, frozen=True, kw_only=True):
    """A mail of the folder, as it would have been received. `code` is its id."""

    code: str
    to: str
    subject: str
    at: datetime
    text: str


class FolderMailer:
    """Writes each mail under a name made of its moment and its id: a second copy replaces the first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, mail: EmailMessage) -> Verdict:
        """Always accepted, but on a full disk."""
        code = str(mail["Message-ID"]).strip("<>").partition("@")[0]
        moment = mail["Date"].datetime.astimezone(UTC)
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write(self._folder / f"{moment:%Y%m%dT%H%M%S}-{code}.eml", mail.as_bytes())
        except OSError:
            return Verdict(end="later", code="folder")
        return Verdict(end="sent", code=KEPT)

    async def close(self) -> None:
        """Nothing is held open."""


def kept_mails(folder: Path, *, limit: int = 200) -> list[KeptMail]:
    """The last mails, newest first."""
    names = sorted((path.name for path in _files(folder)), reverse=True)[:limit]
    return [mail for name in names if (mail := _read(folder / name)) is not None]


def kept_mail(folder: Path, code: str) -> KeptMail | None:
    """One mail, by its id."""
    paths = (path for path in _files(folder) if (found := _NAME.fullmatch(path.name)) and found[2] == code)
    path = next(paths, None)
    return _read(path) if path is not None else None


def forget_mails(folder: Path, before: datetime) -> int:
    """Remove the mails written before a moment, by the moment that their name says; how many."""
    limit = f"{before.astimezone(UTC):%Y%m%dT%H%M%S}"
    old = [path for path in _files(folder) if path.name < limit]
    for path in old:
        path.unlink(missing_ok=True)  # another worker may do the same
    return len(old)


def _files(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if _NAME.fullmatch(path.name)]
    except OSError:
        return []


def _read(path: Path) -> KeptMail | None:
    try:
        mail = message_from_bytes(path.read_bytes(), policy=default)
    except OSError:
        return None
    found = _NAME.fullmatch(path.name)
    return KeptMail(
        code=found[2] if found else "",
        to=str(mail["To"]),
        subject=str(mail["Subject"]),
        at=mail["Date"].datetime,
        text=mail.get_content().replace("\r\n", "\n"),
    )


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, readable by this account alone."""
    fresh = path.with_suffix(".part")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
