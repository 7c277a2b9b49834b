"""The map of the hospital panel: one drawing for everyone, and which département a click fell in."""

import re
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path

from msgspec import Struct

from relais.geo.map import DepartementMap, departement_map

WIDTH = 300  # CSS pixels, on every screen: a click is told in pixels, and the server must know their scale
_TOKEN = re.compile(r"[MmLlHhVvZz]|-?\d+(?:\.\d+)?")
Ring = list[tuple[float, float]]


class DeskMap(Struct, frozen=True, kw_only=True):
    """`drawing` is the SVG file of shapes; `width` and `height` are CSS pixels; rings are in the view box's units."""

    view_box: str
    width: int
    height: int
    drawing: bytes
    rings: Mapping[str, tuple[Ring, ...]]
    scale: float
    left: float
    top: float

    def departement_at(self, x: int, y: int) -> str | None:
        """The département under a click at `x`, `y` (pixels of the drawing); None at sea."""
        point = (self.left + x * self.scale, self.top + y * self.scale)
        return next((code for code, rings in self.rings.items() if _inside(point, rings)), None)


@cache
def france_map(data_dir: Path) -> DeskMap:
    """The map, from the committed shapes. Raises OSError when they are missing."""
    shapes = departement_map(data_dir)
    left, top, wide, high = shapes.view_box
    drawn = {
        code: [path, *(inset.paths[code] for inset in shapes.insets if code in inset.paths)]
        for code, path in shapes.paths.items()
    }
    return DeskMap(
        view_box=f"{left} {top} {wide} {high}",
        width=WIDTH,
        height=round(WIDTH * high / wide),
        drawing=_drawing(shapes, drawn),
        rings={code: tuple(ring for path in paths for ring in rings_of(path)) for code, paths in drawn.items()},
        scale=wide / WIDTH,
        left=left,
        top=top,
    )


def _drawing(shapes: DepartementMap, drawn: Mapping[str, list[str]]) -> bytes:
    """One file of shapes: `#france` the whole, `#d69` a département (with its enlargement), `#frames` the insets."""
    parts = [
        f'<g id="d{escape(code)}" fill-rule="evenodd">'
        + "".join(f'<path d="{escape(path)}"/>' for path in paths)
        + "</g>"
        for code, paths in drawn.items()
    ]
    frames = [f'<rect x="{x}" y="{y}" width="{w}" height="{h}"/>' for x, y, w, h in (one.box for one in shapes.insets)]
    view_box = " ".join(str(part) for part in shapes.view_box)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view_box}">'
        f'<g id="france">{"".join(parts)}</g><g id="frames">{"".join(frames)}</g></svg>'
    ).encode()


def rings_of(path: str) -> tuple[Ring, ...]:
    """The closed lines of an SVG path made of straight pieces."""
    rings: list[Ring] = []
    x = y = 0.0
    command = "M"
    numbers: list[float] = []
    for token in _TOKEN.findall(path):
        if token.isalpha():
            command, numbers = token, []
            continue
        numbers.append(float(token))
        if len(numbers) < (1 if command in "HhVv" else 2):
            continue
        x, y = _moved(command, numbers, x, y)
        numbers = []
        if command in "Mm":
            rings.append([])
            command = "L" if command == "M" else "l"
        rings[-1].append((x, y))
    return tuple(ring for ring in rings if len(ring) > 2)


def _moved(command: str, numbers: list[float], x: float, y: float) -> tuple[float, float]:
    relative = command.islower()
    if command in "Hh":
        return (x if relative else 0) + numbers[0], y
    if command in "Vv":
        return x, (y if relative else 0) + numbers[0]
    return (x if relative else 0) + numbers[0], (y if relative else 0) + numbers[1]


def _inside(point: tuple[float, float], rings: tuple[Ring, ...]) -> bool:
    """Even-odd rule over every ring."""
    x, y = point
    inside = False
    for ring in rings:
        before = ring[-1]
        for here in ring:
            if (here[1] > y) != (before[1] > y):
                crossing = here[0] + (y - here[1]) * (before[0] - here[0]) / (before[1] - here[1])
                inside ^= x < crossing
            before = here
    return inside
