"""Pseudonyms tell values apart and tell nothing else."""

import polars as pl
import pytest

from linkage.identifiers import Pseudonymiser

KEY = bytes(range(32))
VALUES = pl.Series("email", ["ada@example.org", None, "bob@example.org", "ada@example.org"])


def test_one_value_has_one_pseudonym_of_128_bits_and_null_has_none() -> None:
    found = Pseudonymiser(KEY).pseudonym("email", VALUES)
    assert found.name == "email"
    first, null, other, again = found.to_list()
    assert first == again != other and null is None
    assert len(first) == 32 and int(first, 16) >= 0


def test_the_same_text_of_another_kind_or_under_another_key_has_another_pseudonym() -> None:
    texts = {
        Pseudonymiser(key).pseudonym(kind, VALUES)[0]
        for key in (KEY, bytes(32))
        for kind in ("email", "phone", "payment", "email_domain")
    }
    assert len(texts) == 8


def test_a_pseudonym_never_changes_between_versions() -> None:
    """A ledger that was pseudonymised before must still match: this text is fixed for ever."""
    assert Pseudonymiser(KEY).pseudonym("email", VALUES)[0] == "f8c0109116af97fa937e2620866016b9"


def test_the_key_is_not_in_the_text_of_the_object_and_too_short_a_key_is_refused() -> None:
    assert repr(KEY)[2:-1] not in repr(Pseudonymiser(KEY))
    with pytest.raises(ValueError, match="16 to 64 bytes"):
        Pseudonymiser(b"short")


def test_an_empty_column_has_no_pseudonyms() -> None:
    assert Pseudonymiser(KEY).pseudonym("email", pl.Series("v", [], pl.String)).to_list() == []
