"""Where people live: offset from UTC, share of accounts, days off, and the code that phone numbers begin with."""

from typing import NamedTuple

import numpy as np

from .draws import Floats, Ints


class Country(NamedTuple):
    """One country; weekdays count from Monday, 0."""

    offset: float
    weight: float
    weekend: tuple[int, ...]
    calling_code: str


COUNTRIES = {
    "US": Country(-6, 0.26, (5, 6), "1"),
    "GB": Country(0, 0.07, (5, 6), "44"),
    "DE": Country(1, 0.08, (5, 6), "49"),
    "FR": Country(1, 0.06, (5, 6), "33"),
    "IN": Country(5.5, 0.14, (6,), "91"),
    "BR": Country(-3, 0.07, (5, 6), "55"),
    "JP": Country(9, 0.06, (5, 6), "81"),
    "KR": Country(9, 0.04, (5, 6), "82"),
    "SG": Country(8, 0.03, (5, 6), "65"),
    "ID": Country(7, 0.05, (6,), "62"),
    "NG": Country(1, 0.03, (5, 6), "234"),
    "CA": Country(-5, 0.04, (5, 6), "1"),
    "PL": Country(1, 0.03, (5, 6), "48"),
    "IL": Country(2, 0.02, (4, 5), "972"),
    "AE": Country(4, 0.01, (5, 6), "971"),
    "VN": Country(7, 0.01, (6,), "84"),
}
CODES = list(COUNTRIES)
OFFSETS: Floats = np.array([country.offset for country in COUNTRIES.values()])
"""Hours ahead of UTC."""
_weights = np.array([country.weight for country in COUNTRIES.values()])
WEIGHTS: Floats = _weights / _weights.sum()
_EAST = 2
_REGION_OF = {"US": 0, "CA": 0, "BR": 0, "GB": 1, "DE": 1, "FR": 1, "PL": 1, "NG": 1, "IL": 1}
REGIONS: Ints = np.array([_REGION_OF.get(code, _EAST) for code in CODES])
"""Region of the provider that serves each country: the Americas, Europe and Africa, Asia."""
CAFES: Ints = np.array([CODES.index(code) for code in ("IN", "BR", "ID", "NG", "VN", "KR")])
CAFE_WEIGHTS = (0.25, 0.2, 0.2, 0.15, 0.1, 0.1)
"""Where internet cafés are."""
