"""Which of two media types a client would rather have."""

from email.message import Message
from typing import Final

_JSON: Final = "application/json"


def prefers(accept: str, other: str) -> bool:
    """Return whether an Accept header asks for another type rather than for JSON, which is the answer in doubt.

    The higher quality wins, then the type that is named in full, then the one that is named first.
    """
    ranges = [_range(one) for one in accept.split(",") if one.strip()]
    return _rank(ranges, other) > _rank(ranges, _JSON)


def _rank(ranges: list[tuple[str, float]], wanted: str) -> tuple[float, int, int]:
    """Return how welcome a type is: the quality of the range that names it best, how well it does, and how early."""
    names = ["*/*", f"{wanted.partition('/')[0]}/*", wanted]
    found = [(names.index(name), -place, quality) for place, (name, quality) in enumerate(ranges) if name in names]
    if not found:
        return 0.0, 0, 0
    exactness, place, quality = max(found)
    return (quality, exactness, place) if quality > 0 else (0.0, 0, 0)


def _range(text: str) -> tuple[str, float]:
    """Return a media range and its quality, which is 0 where it cannot be read."""
    found = Message()
    found["content-type"] = text.strip()
    quality = str(found.get_param("q", "1"))
    try:
        return found.get_content_type(), min(max(float(quality), 0.0), 1.0)
    except ValueError:
        return found.get_content_type(), 0.0
