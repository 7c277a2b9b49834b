"""The bytes of a mail: its headers, and what cannot be slipped into them."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relais.core.errors import Refused
from relais.core.text import is_mail_address
from relais.notifications.model import Message
from relais.notifications.service import mail_address
from relais.notifications.writing import Sender, write_mail

MAIL = UUID("6c1b7a52-3f0e-4c57-9d1b-0a4d5f0c9e11")
MADE = datetime(2026, 3, 3, 21, 10, tzinfo=UTC)
SENDER = Sender(address="relais@exemple.fr", host="relais.exemple.fr")
HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "Content-Type",
    "Content-Transfer-Encoding",
    "MIME-Version",
    "Content-Language",
]
BROKEN_LINES = ("\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\x00", "\u200b", "\u202e")


def mail_of(subject: str = "Relais : une page à relire", text: str = "Bonjour,\n\nà bientôt\n", to: str = "") -> bytes:
    message = Message(to=to or "secretariat@exemple.fr", subject=subject, text=text)
    return write_mail(message, MAIL, MADE, SENDER).as_bytes()


def text_of(mail: EmailMessage) -> str:
    return str(mail.get_content()).replace("\r\n", "\n")


def test_a_mail_says_who_when_and_that_a_machine_wrote_it() -> None:
    mail = message_from_bytes(mail_of(), policy=default)
    assert mail["From"] == "Relais <relais@exemple.fr>"
    assert mail["To"] == "secretariat@exemple.fr"
    assert mail["Subject"] == "Relais : une page à relire"
    assert mail["Date"].datetime == MADE
    assert mail["Message-ID"] == f"<{MAIL}@relais.exemple.fr>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    assert text_of(mail) == "Bonjour,\n\nà bientôt\n"


def test_a_mail_has_no_other_header_and_nothing_that_follows_its_reader() -> None:
    mail = message_from_bytes(mail_of(), policy=default)
    assert mail.keys() == HEADERS
    assert not mail.is_multipart()


def test_the_same_mail_is_the_same_bytes_at_every_attempt() -> None:
    assert mail_of() == mail_of()


def test_a_mail_is_ascii_with_short_lines_for_any_server() -> None:
    mail = mail_of(text="é" * 5_000 + "\n.\n..point\n-- \nRelais\n")
    assert mail.isascii()
    assert max(map(len, mail.split(b"\r\n"))) <= 100
    assert b"\n" not in mail.replace(b"\r\n", b"")


@pytest.mark.parametrize("sign", BROKEN_LINES)
def test_a_subject_with_a_hidden_sign_or_a_line_end_writes_no_mail(sign: str) -> None:
    with pytest.raises(ValueError, match="sign"):
        mail_of(subject=f"Relais{sign}Bcc: tout@le.monde")


@pytest.mark.parametrize("sign", BROKEN_LINES)
def test_a_recipient_with_a_hidden_sign_or_a_line_end_writes_no_mail(sign: str) -> None:
    with pytest.raises(ValueError, match="sign"):
        mail_of(to=f"a@exemple.fr{sign}Bcc: tout@le.monde")


@given(st.text())
def test_whatever_the_subject_no_header_is_added(subject: str) -> None:
    try:
        mail = message_from_bytes(mail_of(subject=subject), policy=default)
    except ValueError:
        return
    assert mail.keys() == HEADERS
    assert text_of(mail) == "Bonjour,\n\nà bientôt\n"


@given(st.text())
def test_whatever_the_text_it_is_read_back_as_written_and_adds_no_header(text: str) -> None:
    lines = "\n".join(text.splitlines())
    mail = message_from_bytes(mail_of(text=f"{lines}\n"), policy=default)
    assert mail.keys() == HEADERS
    assert text_of(mail).split("\n") == f"{lines}\n".split("\n")


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_whatever_is_accepted_as_an_address_is_one_recipient(typed: str) -> None:
    if is_mail_address(typed):
        mail = message_from_bytes(mail_of(to=typed), policy=default)
        assert [address.addr_spec for address in mail["To"].addresses] == [typed]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "sans-arobase.fr",
        "a@b",
        "a@@b.fr",
        "a@b.fr, c@d.fr",
        "a@b.fr;c@d.fr",
        "Nom <a@b.fr>",
        "a@b.fr\r\nBcc: c@d.fr",
        "a@b.fr\n",
        "a\u200b@b.fr",
        "a@b．fr",
        "а@b.fr",  # a Cyrillic а
        "a＠b.fr",
        '"a b"@c.fr',
        "a@[127.0.0.1]",
        ".a@b.fr",
        "a..b@c.fr",
        "a@-b.fr",
        "a@b-.fr",
        "x" * 65 + "@b.fr",
        "a@" + "b." * 130 + "fr",
    ],
)
def test_an_address_that_is_not_plainly_one_is_refused_in_french(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        mail_address(typed)
    assert refused.value.code == "mail_address"
    assert "nom@exemple.fr" in refused.value.sentence


@pytest.mark.parametrize(
    "typed", ["a@b.fr", "prenom.nom+relais@sous.domaine.exemple.fr", "o'neil@exemple.fr", " a@b.fr "]
)
def test_an_ordinary_address_is_taken(typed: str) -> None:
    assert mail_address(typed) == typed.strip()
