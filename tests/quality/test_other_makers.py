"""Detection leaves the honest people of other makers' worlds alone, where it finds farms too."""

from typing import Final

import pytest

from linkage.evaluation.run import OWN, Wanted, WorldResult, evaluate_world
from linkage.settings import Settings
from tests.quality.makers import MAKERS, made

ACCOUNTS: Final = 5000
DAYS: Final = 30
SEEDS: Final = {"second": (301, 302, 303), "third": (302,), "fourth": (302, 304), "fifth": (302, 303)}
RECALL: Final = {"second": 0.44, "third": 0.20, "fourth": 0.35, "fifth": 0.25}
"""Least mean of member recall: four fifths of what it was on 2026-11-30, .55, .25, .44 and .31.

These worlds are small, and half of their farms hide at E5 and above.
"""


@pytest.fixture(scope="module", params=MAKERS)
def maker(request: pytest.FixtureRequest) -> str:
    """The name of a maker."""
    return str(request.param)


@pytest.fixture(scope="module")
def results(maker: str, tmp_path_factory: pytest.TempPathFactory) -> list[WorldResult]:
    """A few small worlds of one maker, scored."""
    make = MAKERS[maker]
    folders = made(tmp_path_factory, maker, SEEDS[maker], lambda folder, seed: make(folder, ACCOUNTS, DAYS, seed))
    return [evaluate_world(folder, Settings(), Wanted(compare=False)) for folder in folders]


def total(results: list[WorldResult], figure: str) -> float:
    return sum(world.systems[OWN].figures[figure] or 0.0 for world in results)


def test_no_honest_party_is_accused(results: list[WorldResult]) -> None:
    """No organisation, and no campaign of which most accounts are honest; the rate counts those in farms' campaigns."""
    assert total(results, "organisations_flagged") == total(results, "false_campaigns") == 0
    assert total(results, "fpr") / len(results) <= 1e-3


def test_farms_are_found(maker: str, results: list[WorldResult]) -> None:
    """No fewer of their accounts than lately, but for a fifth."""
    assert total(results, "member_recall") / len(results) >= RECALL[maker]
