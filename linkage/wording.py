"""How people are told counts."""


def several(number: int, noun: str, plural: str | None = None) -> str:
    """Return a count with its noun: `1 account`, `2,000 accounts`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
