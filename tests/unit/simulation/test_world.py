"""A simulated world is loadable, complete, repeatable, and tells its truth only beside itself."""

import hashlib
import resource
from pathlib import Path

import polars as pl
import pytest

from linkage.errors import UnreadableFile, UsageError, WorkspaceError
from linkage.evaluation.truth import read_truth
from linkage.simulation import simulate
from linkage.simulation.classes import ARCHETYPES, HONEST, RUNGS
from linkage.simulation.world import POPULATIONS

TRUTH = {"party_id", "campaign_id", "pool_id", "is_farm", "honest_class", "archetype", "rung", "overlays"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A world of 2,000 accounts in 20 days, a tenth of them farms."""
    folder = tmp_path_factory.mktemp("world")
    simulate(folder, accounts=2000, days=20, seed=5, prevalence=0.1)
    return folder


def _bytes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.parquet"))
    }


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    """Two simulations with equal arguments write equal files; another seed writes others."""
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        simulate(tmp_path / name, accounts=400, days=5, seed=seed, prevalence=0.1)
    assert _bytes(tmp_path / "a") == _bytes(tmp_path / "b")
    assert _bytes(tmp_path / "a")["activity.parquet"] != _bytes(tmp_path / "c")["activity.parquet"]


def test_loadable_tables_hold_no_truth(world: Path) -> None:
    """Neither table has a column of the truth, nor a value that names a campaign, class, archetype or rung."""
    accounts, activity = pl.read_parquet(world / "accounts.parquet"), pl.read_parquet(world / "activity.parquet")
    assert not TRUTH & (set(accounts.columns) | set(activity.columns))
    words = {"campaign-", "pool-", "farm", "honest", *(name for name in HONEST if "_" in name)}
    for table in (accounts, activity):
        for column in table.select(pl.col(pl.String)).columns:
            values = table[column].drop_nulls().unique()
            assert not any(values.str.contains(word, literal=True).any() for word in words)


def test_every_account_occurs_once_and_in_the_truth(world: Path) -> None:
    """Ids are unique, truth speaks of exactly the accounts there are, and activity of no others."""
    accounts = pl.read_parquet(world / "accounts.parquet")["account_id"]
    truth = pl.read_parquet(world / "truth/accounts.parquet")["account_id"]
    active = pl.read_parquet(world / "activity.parquet")["account_id"].unique()
    assert accounts.n_unique() == len(accounts) == 2000
    assert set(accounts) == set(truth)
    assert set(active) <= set(accounts)
    assert len(active) > 0.8 * len(accounts)


def test_activity_is_plausible(world: Path) -> None:
    """Rows lie in the window, after registration and before suspension; counts and tokens are positive."""
    rows = pl.read_parquet(world / "activity.parquet").join(
        pl.read_parquet(world / "accounts.parquet"), on="account_id"
    )
    hour = pl.duration(hours=3)
    assert rows.filter(pl.col("at") < pl.col("created_at")).height == 0
    suspended = rows.filter(pl.col("status_right") == "suspended")
    assert suspended.height > 0
    assert suspended.filter(pl.col("at") > pl.col("status_at") + hour).height == 0
    assert rows["requests"].min() >= 1  # type: ignore[operator]
    assert rows["input_tokens"].min() >= 1  # type: ignore[operator]
    assert (rows["at"].max() - rows["at"].min()).days <= 20  # type: ignore[operator,union-attr]
    assert rows["at"].is_sorted()


def test_truth_agrees_with_itself(world: Path) -> None:
    """Farm accounts have campaign, pool, archetype and rung, honest ones a class; sizes and volumes add up."""
    truth = pl.read_parquet(world / "truth/accounts.parquet")
    farm, honest = truth.filter("is_farm"), truth.filter(~pl.col("is_farm"))
    assert farm.height == 200
    assert farm.select("campaign_id", "pool_id", "archetype").null_count().sum_horizontal().item() == 0
    assert set(farm.filter(pl.col("rung").is_null())["archetype"]) <= {"A7"}
    assert farm["honest_class"].null_count() == farm.height
    assert honest["honest_class"].null_count() == 0
    assert honest.select("campaign_id", "pool_id", "archetype", "rung").drop_nulls().height == 0
    assert not set(farm["party_id"]) & set(honest["party_id"])
    campaigns = pl.read_parquet(world / "truth/campaigns.parquet")
    assert campaigns["n_accounts"].sum() == farm.height
    requests = pl.read_parquet(world / "activity.parquet").join(farm, on="account_id")["requests"].sum()
    assert campaigns["n_requests"].sum() == requests
    pools = pl.read_parquet(world / "truth/pools.parquet")
    assert set(pools["pool_id"]) == set(farm["pool_id"])


def test_evidence_occurs_in_the_activity_of_its_pool(world: Path) -> None:
    """Every planted identifier was used by two or more accounts of its campaign."""
    column = {"ip": "ip", "device": "device_id", "payment": "payment_id", "template": "template_id",
              "artifact": "reasoning_artifact"}  # fmt: skip
    evidence = pl.read_parquet(world / "truth/evidence.parquet")
    rows = pl.read_parquet(world / "activity.parquet").join(
        pl.read_parquet(world / "truth/accounts.parquet"), on="account_id"
    )
    assert evidence.height > 50
    for kind, name in column.items():
        planted = evidence.filter(pl.col("kind") == kind)
        users = rows.group_by("campaign_id", pl.col(name).alias("key")).agg(n=pl.col("account_id").n_unique())
        found = planted.join(users, on=["campaign_id", "key"])
        assert found.height == planted.height
        assert (found["n"] >= 2).all()
    assert set(evidence["kind"]) <= set(column)


def test_null_and_twin_worlds_have_no_farms(tmp_path: Path) -> None:
    """A null world has none; a twin world has as many twins as its original has farm accounts, each its own party."""
    simulate(tmp_path / "null", accounts=1000, days=8, seed=1, null=True)
    assert not pl.read_parquet(tmp_path / "null/truth/accounts.parquet")["is_farm"].any()
    simulate(tmp_path / "twin", accounts=1000, days=8, seed=1, prevalence=0.1, twin=True)
    truth = pl.read_parquet(tmp_path / "twin/truth/accounts.parquet")
    twins = truth.filter(pl.col("honest_class") == "twin")
    assert not truth["is_farm"].any()
    assert twins.height == 100
    assert twins["party_id"].n_unique() == 100
    assert pl.read_parquet(tmp_path / "twin/truth/evidence.parquet").height == 0


def test_twins_share_no_device_and_no_card(tmp_path: Path) -> None:
    """What a pool shared is each twin's own: no device, card or artifact occurs under two twins."""
    simulate(tmp_path, accounts=1000, days=10, seed=2, prevalence=0.2, twin=True, rungs=("E0", "E1", "E2"))
    twins = pl.read_parquet(tmp_path / "truth/accounts.parquet").filter(pl.col("honest_class") == "twin")
    rows = pl.read_parquet(tmp_path / "activity.parquet").join(twins, on="account_id", how="semi")
    for column in ("device_id", "payment_id", "reasoning_artifact"):
        users = rows.drop_nulls(column).group_by(column).agg(pl.col("account_id").n_unique())
        assert users["account_id"].max() == 1


@pytest.mark.parametrize("archetype", ARCHETYPES)
def test_each_archetype_is_a_scenario(archetype: str, tmp_path: Path) -> None:
    """A scenario named by a campaign type plants that type alone, on the rung asked for (A7 stands on none)."""
    report = simulate(tmp_path, accounts=600, days=6, seed=9, scenario=archetype, prevalence=0.1, rungs=("E3",))
    farm = pl.read_parquet(tmp_path / "truth/accounts.parquet").filter("is_farm")
    assert set(farm["archetype"]) == {archetype}
    assert set(farm["rung"]) == ({None} if archetype == "A7" else {"E3"})
    assert report.n_farm_accounts == 60


def test_demo_has_campaigns_and_look_alikes(tmp_path: Path) -> None:
    """The demo has a few campaigns, and companies, gateways and classes beside them."""
    report = simulate(tmp_path, accounts=2000, days=14, seed=1, scenario="demo")
    truth = pl.read_parquet(tmp_path / "truth/accounts.parquet")
    assert 2 <= report.n_campaigns <= 8
    assert {"company_office", "gateway", "campus", "household"} <= set(truth["honest_class"].drop_nulls())


def test_large_worlds_come_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Activity is written in parts of bounded size; together they hold each account in one part."""
    monkeypatch.setattr("linkage.simulation.world.CHUNK", 150)
    report = simulate(tmp_path, accounts=500, days=4, seed=1)
    assert report.parts == tuple(f"activity-{i:03d}.parquet" for i in range(4))
    accounts = [set(pl.read_parquet(tmp_path / part)["account_id"]) for part in report.parts]
    assert sum(len(a) for a in accounts) == len(set.union(*accounts))


def test_wrong_names_and_numbers_are_refused(tmp_path: Path) -> None:
    """An unknown scenario or rung, or a number out of bounds, is a usage error that says so."""
    for wrong in ({"scenario": "A11"}, {"rungs": ("E9",)}, {"accounts": 5}, {"prevalence": 0.9}, {"seed": 10**15 + 1}):
        with pytest.raises(UsageError):
            simulate(tmp_path, **({"accounts": 500, "days": 4, "seed": 1} | wrong))  # type: ignore[arg-type]


def test_choices_that_exclude_each_other_are_refused(tmp_path: Path) -> None:
    """There are no twins of no farms, and no farms of one kind in a world without any."""
    no_farms: tuple[dict[str, object], ...] = ({"scenario": "null"}, {"null": True}, {"prevalence": 0.0})
    for wrong, said in (
        *(({"twin": True} | each, "--twin") for each in no_farms),
        ({"null": True, "scenario": "A1"}, "A1"),
        ({"null": True, "campaign_accounts": 20}, "leave out --campaign-accounts"),
    ):
        with pytest.raises(UsageError, match=said):
            simulate(tmp_path / "world", accounts=200, days=3, seed=1, **wrong)  # type: ignore[arg-type]
    assert not (tmp_path / "world").exists()


def test_campaigns_have_the_accounts_asked_for_and_the_last_what_is_left(tmp_path: Path) -> None:
    """Where so many fit; a size that does not is refused with the accounts that farms have."""
    options = {"accounts": 1000, "days": 2, "seed": 1, "prevalence": 0.25}
    simulate(tmp_path / "world", campaign_accounts=100, **options)  # type: ignore[arg-type]
    farms = pl.read_parquet(tmp_path / "world/truth/accounts.parquet").filter("is_farm")
    assert farms.group_by("campaign_id").len().sort("campaign_id")["len"].to_list() == [100, 100, 50]
    for size in (4, 251):
        with pytest.raises(UsageError, match="farms have 250 of 1,000 accounts"):
            simulate(tmp_path / "other", campaign_accounts=size, **options)  # type: ignore[arg-type]
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("twin", [False, True])
def test_a_world_too_small_for_a_campaign_says_from_how_many_accounts_on_one_fits(tmp_path: Path, twin: bool) -> None:
    """Below that there is neither a farm nor a twin; a world that wants no farms lacks no account."""
    options = {"days": 3, "seed": 1, "prevalence": 0.03, "twin": twin}
    small = simulate(tmp_path, accounts=140, **options)  # type: ignore[arg-type]
    assert small.accounts_needed == 167
    truth = pl.read_parquet(tmp_path / "truth/accounts.parquet")
    assert not (truth["is_farm"] | (truth["honest_class"] == "twin").fill_null(False)).any()
    enough = simulate(tmp_path, accounts=167, **options)  # type: ignore[arg-type]
    assert enough.accounts_needed is None
    assert twin or enough.n_farm_accounts == 5
    assert simulate(tmp_path, accounts=140, days=3, seed=1, null=True).accounts_needed is None


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A file in the way, and a file that may not grow."""
    (tmp_path / "taken").write_text("")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    for place, limit in ((tmp_path / "taken", soft), (tmp_path / "full", 4096)):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
        try:
            with pytest.raises(WorkspaceError, match=f"{place} cannot be written .*; name another folder"):
                simulate(place, accounts=200, days=3, seed=1)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_the_greatest_seed_gives_a_world(tmp_path: Path) -> None:
    assert simulate(tmp_path, accounts=200, days=3, seed=10**15).n_accounts == 200


@pytest.mark.parametrize("is_first", [True, False])
def test_a_world_that_was_broken_off_has_no_truth_and_is_written_over(tmp_path: Path, is_first: bool) -> None:
    if not is_first:
        simulate(tmp_path, accounts=200, days=3, seed=1)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(WorkspaceError):
            simulate(tmp_path, accounts=200, days=3, seed=2)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    with pytest.raises(UnreadableFile, match="holds no truth"):
        read_truth(tmp_path)
    with pytest.raises(UsageError, match="--force to write over it"):
        simulate(tmp_path, accounts=200, days=3, seed=2, over=False)
    simulate(tmp_path, accounts=200, days=3, seed=2)
    assert read_truth(tmp_path).accounts.height == 200


def test_tables_that_are_no_world_are_not_written_over(tmp_path: Path) -> None:
    """Somebody's own data may lie there under the names that a world has; an older world may be replaced."""
    (tmp_path / "activity-2026.parquet").write_text("mine")
    with pytest.raises(UsageError, match="no simulated world"):
        simulate(tmp_path, accounts=200, days=3, seed=1)
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("activity-2026.parquet", "mine")]
    for seed in (1, 2):
        simulate(tmp_path / "world", accounts=200, days=3, seed=seed)


def test_the_table_names_everybody() -> None:
    """Every honest class but the twin has a population, and the ladder and the list of campaigns are whole."""
    assert set(POPULATIONS) == set(HONEST) - {"twin"}
    assert list(ARCHETYPES) == [f"A{i}" for i in range(1, 11)]
    assert list(RUNGS) == [f"E{i}" for i in range(9)]
