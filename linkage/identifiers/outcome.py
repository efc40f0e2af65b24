"""What a normaliser says about a value that has no normal form."""

from dataclasses import dataclass


class NotAnIdentifier(ValueError):
    """A value that cannot be of its kind: its row is rejected. Never leaves this package."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Silent:
    """A value that is well formed and says nothing about who is behind an account: it is passed over."""

    code: str
