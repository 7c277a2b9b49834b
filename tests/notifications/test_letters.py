"""What letters say, and what none of them can be made to say."""

import ast
import csv
from collections.abc import Callable

import pytest

from relais.core.text import fold
from relais.directory.facts import FIELDS
from relais.notifications import letters
from relais.notifications.letters import NOTICES, REMINDERS, Letter
from tests.house.project import ROOT, calls, name_of, python_files

LINK = "https://relais.exemple.fr/ouvrir/espace"
HOSTILE = (
    "Association\r\nBcc: tout@le.monde",
    "Association\nSubject: gagnez",
    "a\u2028b\u2029c\x85d\x0be\x0cf\x1cg",
    "a\x00b\x07c",
    "\u202eesrever\u202c \u200bzero\ufeff",
    "=?utf-8?q?=0ABcc=3A_x?=",
    "x" * 5_000,
    "",
)
# What makes a need, a distress or a patient known; the other words of the vocabulary are places and small words.
SECRET_ROLES = {"need", "crisis", "distress", "audience", "hospital"}


def every_letter(name: str = "Structure") -> list[Letter]:
    labels = [field.label for field in FIELDS.values()]
    return [
        letters.invitation(LINK),
        letters.reset(LINK),
        *(letters.security_notice(what) for what in NOTICES),
        *(letters.change_waiting(LINK, count) for count in (1, 2, 1_000)),
        *(letters.change_decided(LINK, name, accepted) for accepted in (True, False)),
        *(letters.action_waiting(LINK, count) for count in (1, 2, 1_000)),
        *(letters.action_ended(LINK, ending) for ending in letters.ACTION_ENDS),
        *(letters.reminder(LINK, name, step, labels) for step in REMINDERS),
        letters.colleague_joined(LINK, name),
        letters.grant_waiting(LINK),
        letters.referral_waiting(LINK),
        letters.referral_reminded(LINK),
        letters.referral_moved(LINK),
        letters.step_coming(LINK),
        letters.referral_escalated(LINK),
        letters.referral_unanswered(LINK),
        letters.request_waiting(LINK),
        letters.request_first(LINK),
        letters.request_relieved(LINK),
        letters.request_reminded(LINK),
        letters.request_escalated(LINK),
        letters.request_returned(LINK),
        letters.request_unread(LINK),
        letters.note_waiting(LINK),
        letters.note_code("482051"),
    ]


def words_of(letter: Letter) -> str:
    return f" {fold(f'{letter.subject} {letter.text}')} "


def secret_words() -> set[str]:
    """The words by which people say a need, as listeners' searches know them, and what fields are called left out."""
    labels = " ".join(fold(field.label) for field in FIELDS.values())
    with (ROOT / "data" / "needs.csv").open(encoding="utf-8", newline="") as file:
        words = {fold(row["term"]) for row in csv.DictReader(file) if row["role"] in SECRET_ROLES}
    return {word for word in words if word and f" {word} " not in f" {labels} "}


def test_no_letter_holds_a_word_by_which_a_need_or_a_distress_is_said() -> None:
    secret = secret_words()
    assert len(secret) > 5_000
    said = "".join(words_of(letter) for letter in every_letter())
    assert [word for word in secret if f" {word} " in said] == []


def test_no_letter_speaks_of_a_doctor_nor_of_help() -> None:
    for letter in every_letter():
        for word in ("medecin", "docteur", "confrere", "entraide", "detresse", "besoin", "patient", "soin"):
            assert f" {word} " not in words_of(letter), letter.kind


def test_subjects_are_short_neutral_and_hold_nothing_that_varies() -> None:
    subjects = {letter.subject for letter in every_letter("Nom qui varie")}
    assert all(subject.startswith("Relais : ") and len(subject) <= 60 for subject in subjects)
    assert not any("varie" in subject for subject in subjects)


def test_letters_are_made_in_one_place_only() -> None:
    made = {name_of(path) for path in python_files("src") if any(calls(path, "Letter"))}
    assert made == {"src/relais/notifications/letters.py"}


def test_no_letter_takes_more_than_links_names_counts_and_labels() -> None:
    tree = ast.parse((ROOT / "src/relais/notifications/letters.py").read_text(encoding="utf-8"))
    public = [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
    taken = {argument.arg for node in public for argument in node.args.args}
    assert taken == {"link", "organization_name", "what", "count", "accepted", "ending", "step", "fields", "code"}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_one_short_line_of_the_text(name: str) -> None:
    for letter in every_letter(name):
        assert letter.subject == letter.subject.strip()
        assert letter.subject.isprintable()
        assert all(line.isprintable() for line in letter.text.split("\n"))
        assert max(map(len, letter.text.split("\n"))) < 400
    assert "Bcc:" not in [line[:4] for line in letters.colleague_joined(LINK, name).text.split("\n")]


@pytest.mark.parametrize(
    "link",
    ["", "javascript:alert(1)", "https://x/\r\nBcc: a@b.fr", "https://x/a b", "http://x/é", "https://x/?q=1", "//x/a"],
)
@pytest.mark.parametrize("write", [letters.invitation, letters.reset, letters.grant_waiting])
def test_a_link_is_a_plain_address_of_ours_or_no_letter_is_written(write: Callable[[str], Letter], link: str) -> None:
    with pytest.raises(ValueError, match="not a plain link"):
        write(link)


def test_a_link_stands_alone_on_its_line() -> None:
    for letter in every_letter():
        for line in letter.text.split("\n"):
            assert line == LINK or "://" not in line


def test_a_reminder_tells_labels_and_that_opening_does_nothing() -> None:
    letter = letters.reminder(LINK, "Structure", "due", ["Téléphone", "Horaires"])
    assert "- Téléphone\n- Horaires\n" in letter.text
    assert "Ouvrir cette page ne change rien" in letter.text
