"""How alike an account works to a group: what tells, what says nothing, and how much it may say."""

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest

from linkage.communities.affinity import Fits, Grouping
from linkage.communities.ground import CONTEXT, CONTEXT_MAX_NATS
from linkage.communities.profiles import (
    LEAST_NATS,
    MEASURE_NATS,
    PRIOR_ACCOUNTS,
    PRIOR_VARIANCE,
    Profiles,
    profiles_of,
    with_profiles,
)
from linkage.links.incidence import COLUMNS

START = 20_000 * 86_400
WORLD = 400
CREW = 20
ABILITIES = ("chat", "coding", "reasoning", "writing")
MODELS = ("large", "small")


class Workers:
    """Activity of accounts that work in their own ways, or in one."""

    def __init__(self) -> None:
        self.rng = np.random.default_rng(11)
        self.parts: list[pl.DataFrame] = []

    def add(self, *, length: float, ability: float, hour: int, n_days: int) -> int:
        """Add one account: its lengths around e^length, a share of requests for one ability, around one hour."""
        n = 3 * n_days
        rng = self.rng
        part = pl.DataFrame(
            {
                "account": np.full(n, len(self.parts), dtype=np.uint32),
                "at": np.sort(
                    START + np.repeat(np.arange(n_days), 3) * 86_400 + (hour + rng.integers(0, 4, n)) % 24 * 3600
                ),
                "requests": np.ones(n, dtype=np.int64),
                "input_tokens": np.exp(rng.normal(length, 0.3, n)).astype(np.int64),
                "output_tokens": np.exp(rng.normal(length - 1, 0.3, n)).astype(np.int64),
                "model": rng.choice(MODELS, n),
                "capability": np.where(rng.random(n) < ability, "reasoning", rng.choice(ABILITIES, n)),
                "status": np.where(rng.random(n) < 0.05, "error", "ok"),
            }
        )
        self.parts.append(part)
        return len(self.parts) - 1

    def person(self) -> int:
        rng = self.rng
        return self.add(
            length=float(rng.normal(6, 1.5)),
            ability=float(rng.random()),
            hour=int(rng.integers(0, 24)),
            n_days=int(rng.integers(5, 28)),
        )

    def of_crew(self) -> int:
        return self.add(length=8.0, ability=0.9, hour=3, n_days=20)

    def profiles(self) -> Profiles:
        every = pl.concat(self.parts)
        enums = {name: pl.Enum(sorted(every[name].drop_nulls().unique())) for name in ("model", "capability", "status")}
        found = profiles_of(every.cast(enums), len(self.parts))  # type: ignore[arg-type]
        assert found is not None
        return found


def near(profiles: Profiles, members: list[int], others: list[int], context: float = 0.0) -> npt.NDArray[np.float32]:
    """Return the context of every account that is near one group, members first."""
    account = np.array(members + others, dtype=np.int32)
    nats = np.zeros((account.size, len(COLUMNS)), dtype=np.float32)
    nats[:, CONTEXT] = context
    sharers, is_member = np.zeros(account.size, np.float32), np.arange(account.size) < len(members)
    fits = Fits(np.zeros(account.size, dtype=np.int32), account, nats, sharers, is_member)
    groups = Grouping(np.array([0, len(members)]), np.array(members, dtype=np.int32))
    return with_profiles(fits, groups, profiles).nats[:, CONTEXT]


@pytest.fixture(scope="module")
def crowd() -> tuple[Profiles, list[int], list[int], list[int]]:
    """Profiles of a crew, of ten that work as it does, and of everybody else."""
    workers = Workers()
    crew = [workers.of_crew() for _ in range(CREW)]
    alike = [workers.of_crew() for _ in range(10)]
    people = [workers.person() for _ in range(WORLD)]
    return workers.profiles(), crew, alike, people


def test_who_works_as_the_group_does_is_told_from_who_works_as_the_world_does(crowd) -> None:
    profiles, crew, alike, people = crowd
    nats = near(profiles, crew, alike + people)
    assert (nats[: CREW + 10] > 1).all()
    assert (nats[CREW + 10 :] < 0).mean() > 0.95


def test_a_group_whose_members_work_in_unlike_ways_says_nothing_of_anybody(crowd) -> None:
    profiles, _, alike, people = crowd
    nats = near(profiles, people[:CREW], alike + people[CREW:])
    assert np.abs(nats).max() < 0.5


def test_work_is_bounded_together_with_all_other_context(crowd) -> None:
    profiles, crew, alike, people = crowd
    assert near(profiles, crew, alike).max() == CONTEXT_MAX_NATS
    assert near(profiles, crew, people, context=2.9).max() <= CONTEXT_MAX_NATS
    assert near(profiles, crew, people).min() == LEAST_NATS
    assert near(profiles, crew, people, context=-2.9).min() == -CONTEXT_MAX_NATS


def test_who_has_the_groups_name_may_do_another_job(crowd) -> None:
    profiles, crew, _, people = crowd
    assert near(profiles, crew, people, context=CONTEXT_MAX_NATS).min() == CONTEXT_MAX_NATS
    assert near(profiles, crew, people, context=1.5).min() == pytest.approx(1.5 + LEAST_NATS / 2)


def test_likeness_is_that_of_the_formula_and_judges_members_without_themselves(crowd) -> None:
    profiles, crew, alike, people = crowd
    # Few and unlike, so that what is said stays within the bounds.
    members, others = sorted(crew[:3] + people[:5]), alike[:4] + people[5:40]
    expected = formula(profiles, members, others)
    assert (expected != 0).any()
    bounded = np.clip(expected, LEAST_NATS, CONTEXT_MAX_NATS)
    assert near(profiles, members, others) == pytest.approx(bounded, abs=1e-4)


def formula(profiles: Profiles, members: list[int], others: list[int]) -> npt.NDArray[np.float64]:
    """What the module's words say, account by account."""
    x = profiles.scores.astype(np.float64)

    def likeness(a: int, group: list[int]) -> float:
        inside = x[group]
        mean = inside.sum(axis=0) / (len(group) + 1)
        variance = (inside.var(axis=0) * len(group) + PRIOR_ACCOUNTS * PRIOR_VARIANCE) / (len(group) + PRIOR_ACCOUNTS)
        variance += (inside.mean(axis=0) - mean) ** 2
        gain = -0.5 * np.log(variance) - 0.5 * (x[a] - mean) ** 2 / variance + 0.5 * x[a] ** 2
        return float(np.clip(gain, -MEASURE_NATS, MEASURE_NATS).sum())

    of_member = np.array([likeness(a, [m for m in members if m != a]) for a in members])
    of_world = np.array([likeness(a, members) for a in range(x.shape[0]) if a not in members])
    above = of_member.mean() - of_world.mean() - of_member.std() / len(members) ** 0.5
    slope = max(above, 0.0) / max((of_member.var() + of_world.var()) / 2, 1.0)
    every = np.append(of_member, [likeness(a, members) for a in others])
    return slope * (every - (of_member.mean() + of_world.mean()) / 2)


def test_measures_are_normal_scores_of_the_ledger_and_ties_share_one() -> None:
    workers = Workers()
    for x in range(101):
        workers.add(length=3 + x / 20, ability=0.0, hour=9, n_days=7)
    scores = workers.profiles().scores
    lengths = scores[:, 0]
    assert np.median(lengths) == 0
    assert lengths.min() == pytest.approx(-2.58, abs=0.02)
    assert np.corrcoef(lengths, np.arange(101))[0, 1] > 0.95
    assert (scores[:, 4] == 0).all()


def test_what_a_ledger_does_not_say_makes_nobody_different() -> None:
    workers = Workers()
    people = [workers.person() for _ in range(60)]
    silent = ("input_tokens", "output_tokens", "model", "capability", "status")
    for row in people[:30]:
        workers.parts[row] = workers.parts[row].with_columns(
            [pl.lit(None, dtype=workers.parts[row].schema[name]).alias(name) for name in silent]
        )
    scores = workers.profiles().scores
    known = [4, 5, 6, 7, 8]
    assert (np.delete(scores[:30], known, axis=1) == 0).all()
    assert (scores[:30][:, [4, 6, 7, 8]] != 0).any(axis=0).all()


def test_a_ledger_without_activity_has_no_profiles() -> None:
    schema = {"account": pl.UInt32, "at": pl.Int64}
    assert profiles_of(pl.DataFrame(schema=schema), 4) is None
    account = np.array([0, 1], dtype=np.int32)
    nats, sharers = np.zeros((2, len(COLUMNS)), dtype=np.float32), np.zeros(2, dtype=np.float32)
    fits = Fits(np.zeros(2, dtype=np.int32), account, nats, sharers, account < 1)
    groups = Grouping(np.array([0, 1]), np.array([0], dtype=np.int32))
    assert with_profiles(fits, groups, None) is fits


def test_groups_of_one_batch_do_not_touch_each_other(crowd) -> None:
    profiles, crew, alike, people = crowd
    first, second = crew, people[:CREW]
    account = np.array(first + alike + second + alike, dtype=np.int32)
    half = account.size // 2
    group = np.repeat(np.array([0, 1], dtype=np.int32), half)
    member = np.tile(np.arange(half) < CREW, 2)
    order = np.lexsort((account, group))
    nats, sharers = np.zeros((account.size, len(COLUMNS)), np.float32), np.zeros(account.size, np.float32)
    fits = Fits(group, account[order], nats, sharers, member[order])
    groups = Grouping(np.array([0, CREW, 2 * CREW]), np.array(first + second, dtype=np.int32))
    both = with_profiles(fits, groups, profiles).nats[:, CONTEXT]
    assert both[:half].tolist() == near(profiles, first, alike).tolist()
    assert np.sort(both[half:]).tolist() == np.sort(near(profiles, second, alike)).tolist()
