from dataclasses import dataclass

import pytest
from geopy.geocoders.base import Geocoder

from relais.geo.gazetteer import Gazetteer
from relais.geo.geocoder import OfflineGeocoder, ban_geocoder
from relais.geo.places import PlaceIndex


@pytest.fixture(scope="module")
def offline(gazetteer: Gazetteer, places: PlaceIndex) -> OfflineGeocoder:
    return OfflineGeocoder(gazetteer, places)


@dataclass(frozen=True)
class Switch:
    ban_enabled: bool


def test_it_is_a_geopy_geocoder(offline: OfflineGeocoder) -> None:
    assert isinstance(offline, Geocoder)


def test_a_town_has_its_town_hall_for_point(offline: OfflineGeocoder) -> None:
    lyon = offline.geocode("Lyon")
    assert (lyon.address, lyon.raw["code"]) == ("Lyon (69)", "69123")
    assert (round(lyon.latitude, 2), round(lyon.longitude, 2)) == (45.77, 4.84)


def test_a_postal_address_is_placed_at_its_town(offline: OfflineGeocoder) -> None:
    assert offline.geocode("12 rue de la Paix, 69003 Lyon").raw["code"] == "69003"
    assert offline.geocode("BP 123, 31059 Toulouse CEDEX 9").raw["code"] == "31555"


def test_homonyms_are_all_given_on_demand(offline: OfflineGeocoder) -> None:
    found = offline.geocode("saint denis", exactly_one=False)
    assert [location.raw["departements"] for location in found][:2] == [("93",), ("974",)]


def test_what_is_no_place_has_no_location(offline: OfflineGeocoder) -> None:
    assert offline.geocode("xyzzy") is None
    assert offline.geocode("xyzzy", exactly_one=False) is None
    assert offline.geocode("") is None


def test_a_point_leads_back_to_the_commune_around_it(offline: OfflineGeocoder, gazetteer: Gazetteer) -> None:
    for insee in ("30351", "97411", "2A004", "72181"):
        commune = gazetteer.communes[insee]
        assert offline.reverse((commune.lat, commune.lon)).raw["code"] == insee


def test_the_nearest_communes_come_nearest_first(offline: OfflineGeocoder) -> None:
    found = offline.reverse("43.96667, 4.79583", exactly_one=False)
    assert found[0].raw["departements"] == ("30",)
    assert len(found) == 5


def test_the_national_address_base_is_off_unless_switched_on() -> None:
    assert ban_geocoder(Switch(ban_enabled=False)) is None


def test_the_national_address_base_is_asked_where_it_lives_now() -> None:
    base = ban_geocoder(Switch(ban_enabled=True))
    assert base is not None
    assert base.geocode_api == "https://data.geopf.fr/geocodage/search"
    assert base.reverse_api == "https://data.geopf.fr/geocodage/reverse"
