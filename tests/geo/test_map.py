import re

from relais.geo.gazetteer import Gazetteer
from relais.geo.map import departement_map, departement_paths

PATH = re.compile(r"(?:M-?\d+ -?\d+l(?:-?\d+ ?-?\d+ ?)+z)+")


def test_every_departement_has_one_path_made_of_plain_commands(gazetteer: Gazetteer) -> None:
    paths = departement_paths()
    assert set(paths) == set(gazetteer.departements)
    assert [code for code, path in paths.items() if not PATH.fullmatch(path)] == []


def test_the_map_is_light_enough_for_a_page() -> None:
    assert sum(map(len, departement_paths().values())) < 45_000


def test_every_path_starts_and_every_centre_lies_in_the_view() -> None:
    drawn = departement_map()
    left, top, width, height = drawn.view_box
    starts = [match.groups() for path in drawn.paths.values() for match in re.finditer(r"M(-?\d+) (-?\d+)", path)]
    points = [(int(x), int(y)) for x, y in starts] + list(drawn.centres.values())
    assert set(drawn.centres) == set(drawn.paths)
    assert all(left <= x <= left + width and top <= y <= top + height for x, y in points)


def test_the_frames_hold_paris_enlarged_and_the_five_overseas_departements() -> None:
    paris, *overseas = departement_map().insets
    assert set(paris.paths) == {"75", "92", "93", "94"}
    assert [inset.label for inset in overseas] == ["Guadeloupe", "Martinique", "Guyane", "La Réunion", "Mayotte"]
    for code, inset in zip(("971", "972", "973", "974", "976"), overseas, strict=True):
        x, y = departement_map().centres[code]
        left, top, width, height = inset.box
        assert left < x < left + width
        assert top < y < top + height


def test_north_is_up_and_west_is_left() -> None:
    centres = departement_map().centres
    assert centres["59"][1] < centres["75"][1] < centres["13"][1]
    assert centres["29"][0] < centres["75"][0] < centres["67"][0]
