"""Detection leaves the honest people of other makers' worlds alone, where it finds farms too."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from linkage.evaluation.run import OWN, Wanted, WorldResult, evaluate_world
from linkage.settings import Settings
from tests.quality import fifth_hand, fourth_hand, second_hand, third_hand
from tests.quality.makers import made

ACCOUNTS: Final = 5000
DAYS: Final = 30
MAKERS: Final[dict[str, tuple[Callable[[Path, int], object], tuple[int, ...]]]] = {
    "second": (lambda folder, seed: second_hand.make_world(folder, ACCOUNTS, DAYS, seed, 0.02), (301, 302, 303)),
    "third": (lambda folder, seed: third_hand.make_world(folder, ACCOUNTS, DAYS, seed), (302,)),
    "fourth": (lambda folder, seed: fourth_hand.make_world(folder, ACCOUNTS, DAYS, seed), (302, 304)),
    "fifth": (lambda folder, seed: fifth_hand.make_world(folder, ACCOUNTS, DAYS, seed, 0.03), (302, 303)),
}


@pytest.fixture(scope="module", params=MAKERS)
def results(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[WorldResult]:
    """A few small worlds of one maker, scored."""
    make, seeds = MAKERS[request.param]
    folders = made(tmp_path_factory, request.param, seeds, make)
    return [evaluate_world(folder, Settings(), Wanted()) for folder in folders]


def total(results: list[WorldResult], figure: str) -> float:
    return sum(world.systems[OWN].figures[figure] or 0.0 for world in results)


def test_no_honest_party_is_accused(results: list[WorldResult]) -> None:
    """No organisation, and no campaign of which most accounts are honest; the rate counts those in farms' campaigns."""
    assert total(results, "organisations_flagged") == total(results, "false_campaigns") == 0
    assert total(results, "fpr") / len(results) <= 1e-3


def test_farms_are_found(results: list[WorldResult]) -> None:
    """A tenth of farm accounts at least: these worlds are small, and half of their farms hide at E5 and above."""
    assert total(results, "member_recall") / len(results) >= 0.1
