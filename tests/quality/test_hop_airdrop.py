"""Real farms of a public-chain airdrop: one kind of identifier, 43,052 accounts, partial labels.

Every counterparty address of a transfer is one identifier of kind payment, and an account's own address is one
too: payments into it use it. No list of hubs is given and no cap is set by hand: telling hubs from farms is the task.
Unlabelled accounts are not proven innocent, and half of the groups are held back, so figures over all accounts are
lower bounds. The reference is Leiden on weights 1 / log2 degree with a hand-set degree cap of 10.
"""

import os
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest

from linkage.communities import components, leiden
from linkage.detection import detect
from linkage.evaluation.metrics import Agreement, b_cubed, pairwise
from linkage.export.tables import members
from linkage.ledger import Workspace, load, snapshot
from linkage.links import Links, run
from linkage.records import find_sources
from linkage.settings import LinkSettings, LoadSettings, Settings
from tests.linked import incidence_of_frame

FOLDER: Final = Path(os.environ.get("LINKAGE_HOP_AIRDROP") or Path(__file__).parents[3] / "shared/data/hop-airdrop")
RESOLUTION: Final = 0.1
"""One kind of evidence leaves nothing to over-split for: only weak bridges are to be cut."""

Labels = npt.NDArray[np.int64]

pytestmark = pytest.mark.skipif(
    not (FOLDER / "transfers.parquet").exists(), reason="the folder hop-airdrop is not there (LINKAGE_HOP_AIRDROP)"
)


def observations(folder: Path) -> pl.DataFrame:
    """Return the transfers as observations: account_id, kind, value, count."""
    transfers = pl.read_parquet(folder / "transfers.parquet").filter(pl.col("src") != pl.col("dst"))
    accounts = pl.read_csv(folder / "accounts.csv").select(account_id="account")
    paid = transfers.select(account_id="src", value="dst", count="n")
    received = transfers.select(account_id="dst", value="src", count="n")
    own = transfers.select(account_id="dst", value="dst", count="n")
    return (
        pl.concat([paid, received, own])
        .join(accounts, on="account_id", how="semi")
        .group_by("account_id", "value")
        .agg(pl.col("count").sum())
        .select("account_id", pl.lit("payment").alias("kind"), "value", "count")
        .sort("account_id", "value")
    )


@pytest.fixture(scope="module")
def accounts() -> list[str]:
    return pl.read_csv(FOLDER / "accounts.csv")["account"].sort().to_list()


@pytest.fixture(scope="module")
def links(accounts: list[str]) -> Links:
    return run(incidence_of_frame(accounts, observations(FOLDER)), LinkSettings(), seed=7)


@pytest.fixture(scope="module")
def truth(accounts: list[str]) -> pl.DataFrame:
    """account, group_id, group_source, number and label: unlabelled accounts are groups of one."""
    labelled = pl.read_csv(FOLDER / "labels_dev.csv").select("account", "group_id", "group_source")
    return (
        pl.DataFrame({"account": accounts})
        .with_row_index("number")
        .join(labelled, on="account", how="left", maintain_order="left")
        .with_columns(label=pl.coalesce("group_id", "account").rank("dense").cast(pl.Int64))
    )


def scores(found: Labels, truth: pl.DataFrame) -> dict[str, tuple[Agreement, Agreement]]:
    """Pairwise and B-cubed agreement, over three sets of accounts."""
    label = truth["label"].to_numpy()
    sets = {
        "all": np.arange(truth.height),
        "labelled": truth.filter(pl.col("group_id").is_not_null())["number"].to_numpy(),
        "community_report": truth.filter(pl.col("group_source") == "community_report")["number"].to_numpy(),
    }
    return {name: (pairwise(found[of], label[of]), b_cubed(found[of], label[of])) for name, of in sets.items()}


REFERENCE: Final = {"all": (0.302, 0.783), "labelled": (0.876, 0.790), "community_report": (0.459, 0.670)}


def show(title: str, measured: dict[str, tuple[Agreement, Agreement]]) -> None:
    """Print a table: precision, recall and F, the reference's F beside."""
    print(f"\n{title}\n{'accounts':<18}{'':<10}{'P':>7}{'R':>7}{'F':>7}{'reference F':>13}")
    for name, of_set in measured.items():
        for measure, agreement, reference in zip(("pairwise", "B-cubed"), of_set, REFERENCE[name], strict=True):
            figures = f"{agreement.precision:7.3f}{agreement.recall:7.3f}{agreement.f1:7.3f}{reference:13.3f}"
            print(f"{name:<18}{measure:<10}{figures}")


def test_a_ledger_of_one_kind_says_so(links: Links):
    assert links.rule == "repeated or proof"
    assert links.null_rate <= LinkSettings().false_link_rate


def test_groups_of_real_farms_beat_the_reference_everywhere(links: Links, truth: pl.DataFrame):
    measured = scores(leiden(links, resolution=RESOLUTION, seed=7), truth)
    show(f"Leiden on {links.a.size} links, threshold {links.threshold_bits:.2f} bits", measured)
    show("connected components of the same links", scores(components(links), truth))
    floors = {"all": (0.45, 0.81), "labelled": (0.876, 0.790), "community_report": (0.459, 0.670)}
    for name, (pairs, accounts) in floors.items():
        assert measured[name][0].f1 >= pairs
        assert measured[name][1].f1 >= accounts


def test_loaded_and_detected_from_a_file_the_groups_are_as_good(
    tmp_path: Path, accounts: list[str], truth: pl.DataFrame
):
    """The whole way of a user: a Parquet file of observations, load, detect, export members of band low and above."""
    observations(FOLDER).write_parquet(tmp_path / "transfers.parquet")
    workspace = Workspace.open(tmp_path / "workspace", create=True)
    load(workspace, find_sources([str(tmp_path / "transfers.parquet")], None), settings=LoadSettings())
    findings, _, report = detect(snapshot(workspace), Settings())
    assert report.link_rule == "repeated or proof"
    assert set(findings.campaigns["verdict"]) == {"insufficient"}, "links alone accuse nobody"
    found = members(findings, "low").select(account="account_id", campaign_id="campaign_id")
    labels = (
        truth.join(found, on="account", how="left", maintain_order="left")
        .select(pl.coalesce("campaign_id", "account").rank("dense").cast(pl.Int64))
        .to_series()
        .to_numpy()
    )
    measured = scores(labels, truth)
    show(f"load, detect, export: {report.n_groups} groups", measured)
    floors = {"all": (0.45, 0.83), "labelled": (0.876, 0.790), "community_report": (0.459, 0.670)}
    for name, (pairs, by_account) in floors.items():
        assert measured[name][0].f1 >= pairs
        assert measured[name][1].f1 >= by_account


def test_the_cap_is_not_what_tells_hubs_from_farms(accounts: list[str], truth: pl.DataFrame):
    """The figures hold with a degree cap of 200 and of 5,000, where the reference falls from .783 to .704."""
    net = incidence_of_frame(accounts, observations(FOLDER))
    for cap in (200, 5000):
        links = run(net, LinkSettings(degree_cap=cap), seed=7)
        measured = scores(leiden(links, resolution=RESOLUTION, seed=7), truth)
        show(f"degree cap {cap}: {links.a.size} links", measured)
        assert measured["all"][1].f1 >= 0.81
        assert measured["labelled"][1].f1 >= 0.785
