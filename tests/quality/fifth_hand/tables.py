"""The tables of parameters: honest classes, archetypes, what is asked for, when, where and with which clients.

Medians and weights are guesses of what is usual, and hold for no real service.
"""

import datetime as dt

import numpy as np

# honest class: share %, rate median (requests per active day), rate sigma, active-day Beta(a,b), weekend factor,
# rhythm, harness probability, automation weight, capability mix, share of traffic without a device id (SDK)
HONEST = {
    "individual": (55.0, 6, 1.10, 1.3, 2.2, 0.9, "evening", 0.34, 0.7, "chat", 0.22),
    "vpn": (8.0, 7, 1.15, 1.4, 2.0, 1.0, "evening", 0.38, 1.0, "chat", 0.28),
    "company": (12.0, 12, 1.20, 2.4, 1.8, 0.15, "office", 0.50, 2.2, "office", 0.36),
    "agency": (2.0, 20, 1.10, 3.0, 1.5, 0.60, "flat", 0.40, 1.5, "app", 0.60),
    "programme": (3.0, 14, 1.20, 2.0, 1.8, 0.50, "office", 0.60, 2.5, "dev", 0.40),
    "campus": (6.0, 9, 0.80, 2.0, 2.0, 0.60, "evening", 0.35, 0.05, "student", 0.10),
    "hackathon": (3.0, 35, 0.90, 9.0, 1.0, 1.0, "long", 0.55, 0.10, "dev", 0.35),
    "household": (3.0, 6, 1.00, 1.5, 2.0, 1.1, "evening", 0.25, 0.20, "chat", 0.08),
    "carpool": (1.0, 14, 0.90, 2.5, 1.5, 1.0, "evening", 0.40, 0.20, "chat", 0.10),
}
# archetype: size lo, hi, requests per account-day lo, hi, mix, base templates, cover share lo, hi,
# shared-artifact rate, rungs allowed, ban probability, prior weight of being drawn
ALL = tuple(range(9))
ARCH = {
    "A1": (60, 5000, 6, 28, "reason", (2, 8), (0.30, 0.70), 0.01, ALL, 0.5, 1.6),
    "A2": (30, 3000, 20, 180, "reason", (1, 1), (0, 0.10), 0.00, ALL, 1.0, 1.2),
    "A3": (30, 2000, 5, 20, "relay", (1, 2), (0, 0.10), 0.12, ALL, 0.3, 1.0),
    "A4": (8, 270, 40, 280, "reason", (1, 4), (0, 0.10), 0.25, ALL, 0.3, 1.0),
    "A5": (20, 1500, 8, 25, "dev", (1, 3), (0, 0.20), 0.06, ALL, 0.3, 1.0),
    "A6": (20, 3000, 2, 8, "reason", (1, 3), (0, 0.20), 0.45, ALL, 0.2, 1.0),
    "A7": (15, 400, 10, 60, "relay", (1, 3), (0.40, 0.80), 0.03, (5, 6, 7), 0.05, 0.8),
    "A8": (15, 1000, 8, 60, "reason", (1, 3), (0, 0.10), 0.00, (0, 1, 2, 3, 4, 5, 6), 0.4, 1.0),
    "A9": (10, 300, 10, 50, "reason", (1, 4), (0.10, 0.40), 0.02, ALL, 0.2, 0.8),
    # drawn as a flock
    "A10": (5, 40, 6, 60, "reason", (1, 3), (0, 0.30), 0.02, ALL, 0.25, 0.0),
}
CAPS = ["general", "writing", "coding", "reasoning", "tool_use", "translation", "vision", "extraction"]
MIX = {  # capability probabilities
    "chat": [0.36, 0.18, 0.16, 0.09, 0.04, 0.08, 0.06, 0.03],
    "office": [0.20, 0.18, 0.26, 0.08, 0.08, 0.06, 0.04, 0.10],
    "dev": [0.06, 0.03, 0.52, 0.14, 0.18, 0.01, 0.02, 0.04],
    "student": [0.22, 0.20, 0.28, 0.20, 0.02, 0.05, 0.02, 0.01],
    "app": [0.18, 0.10, 0.16, 0.08, 0.16, 0.08, 0.06, 0.18],
    "bench": [0.08, 0.05, 0.30, 0.30, 0.17, 0.03, 0.04, 0.03],
    "reason": [0.05, 0.03, 0.33, 0.34, 0.19, 0.02, 0.01, 0.03],
    "relay": [0.26, 0.12, 0.28, 0.14, 0.08, 0.06, 0.03, 0.03],
}
MIXN = list(MIX)
TOK = np.array([[500, 380], [450, 620], [2600, 900], [750, 1500], [3800, 420], [600, 520], [1300, 300], [2200, 330]])
# fmt: off
# weight per local hour
RHYTHM = {
    "evening": [2, 1, 0.6, 0.3, 0.2, 0.3, 0.8, 2, 3, 4, 4.5, 4.5,
                4.5, 4.5, 4.5, 4.5, 4.5, 4.5, 5, 6, 6.5, 6.5, 5.5, 3.5],
    "office": [0.2, 0.1, 0.1, 0.1, 0.1, 0.1, 0.4, 1.5, 5, 8, 9, 8.5,
               6, 7.5, 8.5, 8.5, 7.5, 5.5, 2.5, 1.5, 1.2, 1, 0.7, 0.4],
    "flat": [3.6] * 7 + [4.4] * 13 + [4] * 4,
    "long": [4, 3.5, 3, 2.5, 2, 1.5, 1.5, 2, 3, 5, 6, 6, 5, 6, 6, 6, 6, 6, 5, 6, 6, 6, 5.5, 5],
    "cron": [1] + [0] * 23,
}
# fmt: on
RHN = list(RHYTHM)
# country, share, hours from UTC
# fmt: off
COUNTRIES = [
    ("US", 24, -6), ("IN", 13, 5.5), ("GB", 6, 0), ("DE", 6, 1), ("BR", 6, -3), ("JP", 6, 9),
    ("FR", 4, 1), ("KR", 4, 9), ("CA", 4, -5), ("ID", 3, 7), ("VN", 3, 7), ("ES", 2, 1),
    ("IT", 2, 1), ("NL", 2, 1), ("PL", 2, 1), ("SG", 2, 8), ("TR", 2, 3), ("MX", 2, -6),
    ("AU", 2, 10), ("NG", 2, 1), ("UA", 1.5, 2), ("HK", 1.5, 8), ("AE", 1, 4),
]
# fmt: on
MODELS = ["orion-large-3", "orion-mid-3", "orion-small-3", "orion-large-4"]
# fmt: off
FREEMAIL = [
    "gmail.com", "outlook.com", "yahoo.com", "icloud.com", "hotmail.com", "proton.me",
    "qq.com", "163.com", "gmx.de", "mail.ru", "naver.com", "web.de",
]
# fmt: on
BROWSERS = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/{v}.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Chrome/{v}.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1) Safari/{v}.1",
    "Mozilla/5.0 (Linux; Android 14) Chrome/{v}.0 Mobile",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Safari/{v}.2",
    "Mozilla/5.0 (Windows NT 10.0; rv) Firefox/{v}.0",
    "Mozilla/5.0 (X11; Linux x86_64) Chrome/{v}.0",
    "Mozilla/5.0 (Windows NT 10.0) Edg/{v}.0",
    "orion-desktop/1.{v}",
    "orion-cli/0.{v} (darwin)",
    "orion-cli/0.{v} (linux)",
    "codepilot-vscode/2.{v}",
]
SDKS = [
    "orion-python/1.{v}",
    "orion-node/4.{v}",
    "python-httpx/0.{v}",
    "okhttp/4.{v}",
    "Go-http-client/1.{v}",
    "langlink/0.{v}",
    "litegate/1.{v}",
    "curl/8.{v}",
]
KINDS = ("ip", "device", "template", "artifact")
START = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
