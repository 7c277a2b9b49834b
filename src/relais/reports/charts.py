"""Bars as SVG, drawn by the server: classes and attributes only, each with a title and a description."""

from collections.abc import Sequence

from markupsafe import Markup
from msgspec import Struct

from relais.web.typography import thousands

WIDTH, ROW, BAR, ROOM = 400, 38, 12, 62  # px of the drawing; ROOM is left for the number
HEIGHT, FOOT, HEAD = 150, 22, 20


class Bar(Struct, frozen=True, kw_only=True):
    """One bar. `value` None: hidden. `tone`: a class of its own, for what is not counted by the same body."""

    label: str
    value: int | None
    tone: str = ""


def lying(name: str, title: str, description: str, bars: Sequence[Bar]) -> Markup:
    """Bars that lie, each under its words. `name` is unique in the page."""
    most = max((bar.value or 0 for bar in bars), default=0) or 1
    parts = [_lying_bar(number, bar, most) for number, bar in enumerate(bars)]
    return _drawing(name, title, description, len(bars) * ROW, Markup("").join(parts))


def standing(name: str, title: str, description: str, bars: Sequence[Bar]) -> Markup:
    """Bars that stand side by side, for the months of a year."""
    most = max((bar.value or 0 for bar in bars), default=0) or 1
    step = WIDTH / max(len(bars), 1)
    parts = [_standing_bar(number * step, step, bar, most) for number, bar in enumerate(bars)]
    return _drawing(name, title, description, HEAD + HEIGHT + FOOT, Markup("").join(parts))


def _lying_bar(number: int, bar: Bar, most: int) -> Markup:
    top = number * ROW
    words = Markup('<text class="chart-label" x="0" y="{}">{}</text>').format(top + 15, bar.label)
    if bar.value is None:
        hidden = Markup('<rect class="chart-hidden" x="0" y="{}" width="60" height="{}"/>').format(top + 20, BAR)
        return words + hidden + Markup('<text class="chart-value" x="66" y="{}">masqué</text>').format(top + 31)
    wide = round(bar.value / most * (WIDTH - ROOM), 1)
    drawn = Markup('<rect class="chart-bar {}" x="0" y="{}" width="{}" height="{}"/>')
    said = Markup('<text class="chart-value" x="{}" y="{}">{}</text>')
    return words + drawn.format(bar.tone, top + 20, wide, BAR) + said.format(wide + 6, top + 31, thousands(bar.value))


def _standing_bar(left: float, step: float, bar: Bar, most: int) -> Markup:
    middle = round(left + step / 2, 1)
    words = Markup('<text class="chart-label chart-middle" x="{}" y="{}">{}</text>').format(
        middle, HEAD + HEIGHT + 16, bar.label
    )
    if bar.value is None:
        hidden = Markup('<rect class="chart-hidden" x="{}" y="{}" width="{}" height="24"/>')
        return words + hidden.format(round(left + 4, 1), HEAD + HEIGHT - 24, round(step - 8, 1))
    tall = round(bar.value / most * HEIGHT, 1)
    drawn = Markup('<rect class="chart-bar {}" x="{}" y="{}" width="{}" height="{}"/>')
    said = Markup('<text class="chart-value chart-middle" x="{}" y="{}">{}</text>')
    top = round(HEAD + HEIGHT - tall, 1)
    return (
        words
        + drawn.format(bar.tone, round(left + 4, 1), top, round(step - 8, 1), tall)
        + said.format(middle, round(top - 5, 1), thousands(bar.value))
    )


def _drawing(name: str, title: str, description: str, height: int, inside: Markup) -> Markup:
    return Markup(
        '<svg class="chart" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{name}-t {name}-d">'
        '<title id="{name}-t">{title}</title><desc id="{name}-d">{description}</desc>{inside}</svg>'
    ).format(width=WIDTH, height=height, name=name, title=title, description=description, inside=inside)
