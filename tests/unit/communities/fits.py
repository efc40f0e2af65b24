"""Fits beside fits."""

from dataclasses import fields

from linkage.communities.affinity import Fits


def assert_same(one: Fits, other: Fits) -> None:
    """All that is said of accounts and groups is the same, in the same order."""
    for field in fields(Fits):
        assert getattr(one, field.name).tolist() == getattr(other, field.name).tolist(), field.name
