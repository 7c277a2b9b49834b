"""Steps of `build_geo.py`: needs shapely (requirements/geo.txt), never imported by the application."""
