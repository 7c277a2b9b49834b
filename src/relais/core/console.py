"""The command line in French: help, faults of usage, progress, one sentence per refusal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

HEADINGS = {"Options": "Options", "Commands": "Commandes"}
Tell = Callable[[str, int, int], None]


class _Formatter(click.HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or "Usage : ")

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{HEADINGS.get(heading, heading)} :\n")

    def write_dl(self, rows: Any, col_max: int = 30, col_spacing: int = 2) -> None:
        translated = [
            (term, "Montre cette aide." if "--help" in term else words.replace("[default: ", "[par défaut : "))
            for term, words in rows
        ]
        super().write_dl(translated, col_max, col_spacing)


class _Context(click.Context):
    formatter_class = _Formatter


class FrenchCommand(click.Command):
    """A command whose help is in French."""

    context_class = _Context

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 click gives it
        """The first line of the help, whole: the list wraps it."""
        return (self.help or "").partition("\n")[0]


class FrenchGroup(click.Group):
    """A group of such commands."""

    context_class = _Context
    command_class = FrenchCommand


def say(sentence: str) -> None:
    """A line for the person at the keyboard."""
    click.echo(sentence)


def note(sentence: str) -> None:
    """A line on the error output, so that what a command prints stays what it promised."""
    click.echo(sentence, err=True)


def warn(sentence: str) -> None:
    """A line on the error output, for what goes on all the same."""
    click.echo(f"Relais : {sentence}", err=True)


def fail(*sentences: str, code: int = 1) -> NoReturn:
    """The end, with what to do about it."""
    for sentence in sentences:
        warn(sentence)
    sys.exit(code)


def usage_sentence(error: click.UsageError) -> str:
    """What is wrong with what was typed, in French."""
    hint = f" Voyez « {error.ctx.command_path} --help »." if error.ctx is not None else ""
    match error:
        case click.NoSuchOption():
            return f"l'option {error.option_name} n'existe pas.{hint}"
        case click.MissingParameter():
            return f"il manque {_name(error)}.{hint}"
        case click.BadParameter():
            return f"{_name(error)} n'est pas compris.{hint}"
        case _ if error.ctx is not None and isinstance(error.ctx.command, click.Group):
            return f"cette commande n'existe pas.{hint}"
        case _:
            return f"cette commande est mal écrite.{hint}"


def _name(error: click.BadParameter) -> str:
    if error.param is None or error.ctx is None:
        return "un paramètre"
    return error.param.make_metavar(error.ctx) if isinstance(error.param, click.Argument) else error.param.opts[-1]


@contextmanager
def progress() -> Iterator[Tell]:
    """A function `tell(label, done, total)` that draws one bar per label on a terminal, and nothing elsewhere."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        tasks: dict[str, Any] = {}

        def tell(label: str, done: int, total: int) -> None:
            if label not in tasks:
                tasks[label] = bars.add_task(label, total=total)
            bars.update(tasks[label], completed=done, total=total)

        yield tell
