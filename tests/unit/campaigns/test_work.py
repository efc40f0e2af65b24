"""How alike members' work is: one queue dealt to all stands out among people of habits; chance and silence do not."""

import numpy as np
import polars as pl
import pytest

from linkage.campaigns.work import LEAST_GROUPS, LEAST_SIZE, _variance, alike_work

MODELS = ["large", "middle", "small"]
CAPABILITIES = ["chat", "coding", "reasoning", "vision"]
N_GROUPS = LEAST_GROUPS + 6
EACH = LEAST_SIZE + 3


def world(queues: dict[int, int], seed: int = 0, requests: int = 40) -> tuple[pl.DataFrame, np.ndarray]:
    """Activity of groups of people of habits, of which some draw from one queue, and the labels.

    Args:
        queues: by group, how many of its members draw from one queue.
        seed: of everything.
        requests: rows of each account.
    """
    rng = np.random.default_rng(seed)
    columns: dict[str, list[np.ndarray]] = {name: [] for name in ("model", "capability", "input", "output")}
    for group in range(N_GROUPS):
        queue = rng.dirichlet([1.0] * 3), rng.dirichlet([1.0] * 4), rng.uniform(4.0, 8.0)
        for x in range(EACH):
            taste = rng.dirichlet([0.5] * 3), rng.dirichlet([0.5] * 4), rng.uniform(3.0, 9.0)
            model, capability, length = queue if x < queues.get(group, 0) else taste
            columns["model"].append(rng.choice(3, requests, p=model))
            columns["capability"].append(rng.choice(4, requests, p=capability))
            columns["input"].append(np.exp(rng.normal(length, 0.7, requests)))
            columns["output"].append(np.exp(rng.normal(length - 1.0, 0.7, requests)))
    model, capability, n_in, n_out = (np.concatenate(values) for values in columns.values())
    n = N_GROUPS * EACH
    activity = pl.DataFrame(
        {
            "account": np.repeat(np.arange(n, dtype=np.uint32), requests),
            "requests": np.ones(n * requests, dtype=np.int64),
            "model": pl.Series(np.array(MODELS)[model], dtype=pl.Enum(MODELS)),
            "capability": pl.Series(np.array(CAPABILITIES)[capability], dtype=pl.Enum(CAPABILITIES)),
            "input_tokens": n_in.astype(np.int64),
            "output_tokens": n_out.astype(np.int64),
        }
    )
    return activity, np.repeat(np.arange(N_GROUPS, dtype=np.int32), EACH)


def test_members_that_draw_from_one_queue_stand_out_and_people_of_habits_do_not() -> None:
    activity, labels = world({0: EACH, 1: EACH})

    alike = alike_work(activity, labels, N_GROUPS)

    assert alike[:2].min() > 2.0
    assert np.abs(np.median(alike[2:])) < 0.5
    assert alike[2:].max() < 2.0


def test_the_more_members_draw_from_the_queue_the_more_alike_they_are() -> None:
    alike = [alike_work(*world({0: n}, seed=3), N_GROUPS)[0] for n in (0, EACH // 2, EACH)]

    assert alike[0] < alike[1] < alike[2]


def test_chance_says_little_of_few_requests_or_few_members() -> None:
    few_requests = np.concatenate([alike_work(*world({}, seed, requests=3), N_GROUPS) for seed in range(4)])
    activity, labels = world({}, seed=4)
    of_three = np.where(np.arange(labels.size) % EACH >= 3, -1, labels).astype(np.int32)
    # Half of the groups stay whole, and say what is usual.
    some_small = np.where(labels < LEAST_GROUPS, labels, of_three).astype(np.int32)
    few_members = alike_work(activity, some_small, N_GROUPS)[LEAST_GROUPS:]

    assert np.quantile(few_requests, 0.9) < 1.2
    assert np.median(few_members) < 1.0


def test_where_nobody_has_habits_nothing_is_said() -> None:
    activity, labels = world({})
    rng = np.random.default_rng(0)
    # Everybody's requests, dealt to everybody anew.
    dealt = activity.with_columns(
        pl.Series(name, activity[name].gather(rng.permutation(activity.height)))
        for name in ("model", "capability", "input_tokens", "output_tokens")
    )

    assert np.isnan(alike_work(dealt, labels, N_GROUPS)).all()


def test_a_ledger_that_tells_nothing_of_requests_says_nothing() -> None:
    activity, labels = world({0: EACH})
    silent = activity.with_columns(
        pl.lit(None, activity.schema[name]).alias(name)
        for name in ("model", "capability", "input_tokens", "output_tokens")
    )

    assert np.isnan(alike_work(silent, labels, N_GROUPS)).all()
    assert np.isnan(alike_work(activity.head(0), labels, N_GROUPS)).all()
    assert alike_work(activity, np.full_like(labels, -1), 0).size == 0


def test_one_thing_that_is_told_is_enough() -> None:
    activity, labels = world({0: EACH})
    only_models = activity.with_columns(
        pl.lit(None, activity.schema[name]).alias(name) for name in ("capability", "input_tokens", "output_tokens")
    )

    assert alike_work(only_models, labels, N_GROUPS)[0] > 1.0


def test_with_few_groups_nothing_is_usual() -> None:
    activity, labels = world({0: EACH})
    few = np.where(labels < LEAST_GROUPS - 1, labels, -1).astype(np.int32)

    assert np.isnan(alike_work(activity, few, LEAST_GROUPS - 1)).all()


def test_a_bucket_of_like_requests_is_measured_by_one_of_them() -> None:
    activity, labels = world({0: EACH})
    tenfold = activity.with_columns(pl.col("requests", "input_tokens", "output_tokens") * 10)

    assert alike_work(tenfold, labels, N_GROUPS) == pytest.approx(alike_work(activity, labels, N_GROUPS))


def test_groups_are_measured_wherever_they_stand() -> None:
    activity, labels = world({0: EACH}, seed=5)
    turned = (N_GROUPS - 1 - labels).astype(np.int32)

    assert alike_work(activity, turned, N_GROUPS)[::-1] == pytest.approx(alike_work(activity, labels, N_GROUPS))


def test_rare_models_count_as_one() -> None:
    activity, labels = world({0: EACH})
    rare = [f"rare-{x}" for x in range(40)]
    many = activity.with_columns(
        pl.when(pl.int_range(pl.len()) % 97 == 0)
        .then(pl.int_range(pl.len()).map_elements(lambda x: rare[x % 40], return_dtype=pl.String))
        .otherwise(pl.col("model").cast(pl.String))
        .cast(pl.Enum(sorted([*MODELS, *rare])))
        .alias("model")
    )

    assert alike_work(many, labels, N_GROUPS)[0] > 2.0


def test_accounts_of_unequal_numbers_count_as_so_many_rows_each_as_equal_ones_would() -> None:
    """Four rows of 3 and 1, and two of one code. Between 4.5 - 3, within (6 - 4.5) / 4, and (6 - 20/6) rows each."""
    code = np.array([0, 0, 0, 1, 1, 1], dtype=np.int8)
    variance = _variance(np.array([0, 4, 6]), code, np.zeros(2, dtype=np.int32), 1)
    between, within, each = 1.5, 0.375, 8 / 3
    expected = (between - within) / (between + (each - 1) * within)
    assert variance.between == pytest.approx([expected, expected])
    assert expected == pytest.approx(9 / 17)
