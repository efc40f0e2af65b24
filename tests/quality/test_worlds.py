"""Detection keeps what `linkage evaluate` measured, on small worlds of seeds that are used for nothing else."""

from typing import Final

import pytest

from linkage.evaluation.run import OWN, Wanted, WorldResult, evaluate_world
from linkage.evaluation.summary import Summary, summarised
from linkage.settings import Settings
from linkage.simulation import simulate

FLOORS: Final = {
    # figure, in the worlds of a group: the mean must be at least this
    ("open", "member_precision"): 0.95,
    ("open", "member_recall"): 0.55,
    ("open", "linkage_precision"): 0.93,
    ("open", "linkage_pool_f1"): 0.85,
    ("hiding", "linkage_precision"): 0.92,
    ("hiding", "linkage_pool_f1"): 0.45,
}
CEILINGS: Final = {
    # likewise at most this
    ("open", "fpr"): 1e-3,
    ("hiding", "fpr"): 1e-3,
    ("empty", "fpr"): 1e-3,
    ("empty", "false_campaigns"): 0.5,
    ("empty", "organisations_flagged"): 0.5,
}
WORLDS: Final[dict[str, list[dict[str, object]]]] = {
    "open": [{"seed": seed, "prevalence": 0.06, "rungs": ("E0", "E1", "E2")} for seed in (131, 132)],
    "hiding": [{"seed": seed, "prevalence": 0.06, "rungs": ("E3", "E4", "E5")} for seed in (133, 134)],
    "empty": [{"seed": 135, "null": True}, {"seed": 136, "twin": True, "prevalence": 0.06}],
}
ACCOUNTS: Final = 4000

Results = dict[str, list[WorldResult]]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    found: Results = {}
    for group, worlds in WORLDS.items():
        for world in worlds:
            folder = tmp_path_factory.mktemp(f"{group}-{world['seed']}")
            simulate(folder, accounts=ACCOUNTS, days=30, **world)  # type: ignore[arg-type]
            found.setdefault(group, []).append(evaluate_world(folder, Settings(), Wanted()))
    return found


def mean(results: list[WorldResult], figure: str, system: str = OWN) -> float:
    known = [value for world in results if (value := world.systems[system].figures[figure]) is not None]
    return sum(known) / len(known)


@pytest.mark.parametrize(("group", "figure"), FLOORS, ids=" ".join)
def test_a_figure_is_above_its_floor(results: Results, group: str, figure: str) -> None:
    assert mean(results[group], figure) >= FLOORS[group, figure]


@pytest.mark.parametrize(("group", "figure"), CEILINGS, ids=" ".join)
def test_an_error_is_below_its_ceiling(results: Results, group: str, figure: str) -> None:
    assert mean(results[group], figure) <= CEILINGS[group, figure]


@pytest.mark.parametrize("group", WORLDS)
def test_linkage_wrongs_a_tenth_of_the_honest_accounts_that_usual_recipes_wrong_or_fewer(
    results: Results, group: str
) -> None:
    rivals = [name for name in results[group][0].systems if name != OWN]
    assert len(rivals) == 2
    assert mean(results[group], "fpr") <= min(mean(results[group], "fpr", name) for name in rivals) / 10


@pytest.mark.parametrize(("figure", "least"), [("linkage_precision", 0.2), ("linkage_pool_f1", 0.0)], ids=str)
def test_linkage_alone_is_better_than_usual_recipes(results: Results, figure: str, least: float) -> None:
    """Better by `least` than the best of them, over all worlds with farms."""
    farms = [*results["open"], *results["hiding"]]
    best = max(mean(farms, figure, name) for name in farms[0].systems if name != OWN)
    assert mean(farms, figure) >= best + least


def test_a_report_of_these_worlds_names_every_bar(results: Results) -> None:
    summary: Summary = summarised([world for worlds in results.values() for world in worlds])
    named = {bar.figure.name for bar in summary.bars}
    assert {"member_precision", "member_recall", "fpr", "false_campaigns", "worst_class", "half_found_50"} <= named
