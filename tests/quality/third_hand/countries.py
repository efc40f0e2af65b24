"""Countries, and the hours of the day at which somebody works."""

from typing import NamedTuple


class Country(NamedTuple):
    """What is usual in a country."""

    weight: float
    offset: float
    """Hours ahead of UTC."""
    v6: float
    """Part of its lines that have IPv6."""


COUNTRIES = {
    "US": Country(0.21, -6, 0.5),
    "IN": Country(0.11, 5.5, 0.6),
    "DE": Country(0.055, 1, 0.5),
    "GB": Country(0.05, 0, 0.4),
    "BR": Country(0.05, -3, 0.45),
    "FR": Country(0.045, 1, 0.6),
    "JP": Country(0.045, 9, 0.5),
    "CA": Country(0.035, -5, 0.4),
    "ID": Country(0.03, 7, 0.1),
    "KR": Country(0.03, 9, 0.1),
    "ES": Country(0.025, 1, 0.1),
    "IT": Country(0.025, 1, 0.1),
    "MX": Country(0.025, -6, 0.4),
    "NL": Country(0.02, 1, 0.4),
    "PL": Country(0.02, 1, 0.15),
    "TR": Country(0.02, 3, 0.02),
    "AU": Country(0.02, 10, 0.3),
    "VN": Country(0.02, 7, 0.5),
    "PH": Country(0.018, 8, 0.1),
    "NG": Country(0.015, 1, 0.01),
    "PK": Country(0.015, 5, 0.03),
    "UA": Country(0.015, 2, 0.1),
    "EG": Country(0.01, 2, 0.03),
    "SG": Country(0.012, 8, 0.2),
    "TW": Country(0.012, 8, 0.4),
    "HK": Country(0.01, 8, 0.1),
    "AR": Country(0.01, -3, 0.2),
    "CO": Country(0.01, -5, 0.1),
    "IL": Country(0.01, 2, 0.2),
    "SE": Country(0.01, 1, 0.2),
    "CH": Country(0.01, 1, 0.3),
    "PT": Country(0.008, 0, 0.3),
    "RO": Country(0.008, 2, 0.2),
    "CZ": Country(0.008, 1, 0.2),
    "GR": Country(0.006, 2, 0.4),
    "KE": Country(0.006, 3, 0.05),
    "BD": Country(0.008, 6, 0.05),
    "TH": Country(0.01, 7, 0.4),
    "MY": Country(0.008, 8, 0.5),
    "ZA": Country(0.008, 2, 0.02),
    "CN": Country(0.012, 8, 0.3),
    "RU": Country(0.01, 3, 0.05),
    "AE": Country(0.008, 4, 0.3),
    "LK": Country(0.004, 5.5, 0.2),
    "ET": Country(0.002, 3, 0.0),
}
CODES = list(COUNTRIES)
WEIGHTS = [country.weight for country in COUNTRIES.values()]
EVERYWHERE = ["gmail.com"] * 12 + [
    "outlook.com",
    "outlook.com",
    "outlook.com",
    "hotmail.com",
    "yahoo.com",
    "icloud.com",
    "icloud.com",
    "proton.me",
    "privaterelay.example",
]
"""Free mail providers."""
MAIL = {
    "DE": ["gmx.de", "web.de", "gmail.com", "gmail.com", "t-online.de"],
    "FR": ["gmail.com", "orange.fr", "free.fr"],
    "CN": ["qq.com", "163.com", "gmail.com"],
    "RU": ["mail.ru", "yandex.ru", "gmail.com"],
    "KR": ["naver.com", "gmail.com"],
    "JP": ["gmail.com", "gmail.com", "yahoo.co.jp"],
    "IT": ["gmail.com", "libero.it"],
    "PL": ["gmail.com", "wp.pl", "o2.pl"],
}
"""Those of countries that have their own."""
HOURS: dict[str, list[float]] = {
    "office": [0, 0, 0, 0, 0, 0, 0.2, 0.8, 3, 6, 7, 6, 4, 5, 7, 7, 6, 4, 2, 1, 1, 0.8, 0.4, 0.1],
    "evening": [0.8, 0.3, 0.1, 0, 0, 0, 0.2, 0.6, 0.8, 0.8, 0.8, 1, 1.2, 1, 1, 1, 1.2, 2, 3, 5, 6, 6, 4.5, 2],
    "student": [2.5, 1.5, 0.6, 0.2, 0.1, 0.1, 0.1, 0.3, 1, 2, 3, 3, 2.5, 3, 3.5, 4, 3.5, 3, 3, 4, 5, 6, 5, 4],
    "allday": [0.6, 0.3, 0.1, 0.1, 0.1, 0.2, 0.6, 1.5, 3, 4, 4, 4, 3.5, 3.5, 4, 4, 4, 3.5, 3, 3, 3, 3, 2, 1.2],
    "owl": [6, 6, 5, 4, 2.5, 1, 0.5, 0.2, 0.1, 0.1, 0.2, 0.5, 1, 1, 1, 1.5, 2, 2, 2, 2.5, 3, 4, 5, 6],
    "flat": [1] * 24,
    "gateway": [
        1.5, 1.2, 1, 0.9, 0.9, 1, 1.3, 1.8, 2.4, 3, 3.2, 3.2, 3, 3, 3.1, 3.2, 3, 2.8, 2.5, 2.4, 2.4, 2.3, 2, 1.8,
    ],
    "shift": [0.4, 0.2, 0.2, 0.2, 0.2, 0.2, 0.4, 1, 4, 6, 6, 5.5, 2.5, 5, 6, 6, 6, 5, 3.5, 3.5, 4, 4, 3, 1],
    **{f"cron{at}": [20 if hour == at else 0.1 for hour in range(24)] for at in (0, 2, 3, 5, 12, 22)},
}  # fmt: skip
"""Weight of each local hour."""
RHYTHMS = list(HOURS)
HUMAN = ["office", "evening", "student", "allday", "allday", "owl"]
