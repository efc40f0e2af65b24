"""Making a run without a command: what a notebook or a schedule of one's own would call."""

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import polars as pl
import pytest

from linkage import ledger, runs
from linkage.cli.process import hoisted, run
from linkage.errors import UsageError, WorkspaceError
from linkage.graph.interface import Decision
from linkage.ledger import Workspace
from linkage.making import make_run
from linkage.records import find_sources
from linkage.settings import CampaignSettings, CommunitySettings, LoadSettings, Settings
from tests.hand_made_ledger import Ledger
from tests.publishing import embedded


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return the settings of a workspace in which six accounts were loaded."""
    rows = [f"a-{x},2026-02-01T0{x}:00:00Z,198.51.100.{x}\n" for x in range(6)]
    (tmp_path / "activity.csv").write_text("account_id,at,ip\n" + "".join(rows))
    assert run(hoisted(["load", str(tmp_path / "activity.csv"), "--quiet", "--workspace", str(tmp_path / "w")])) == 0
    return Settings(workspace=tmp_path / "w")


def test_a_run_is_made_saved_and_served_and_each_step_is_told(settings: Settings) -> None:
    told: list[str] = []

    def doing(what: str) -> AbstractContextManager[None]:
        told.append(what)
        return nullcontext()

    made = make_run(settings, doing)
    assert told == ["Reading the ledger", "Comparing 6 accounts", "Writing the run"]
    assert made.report.n_accounts == 6
    assert embedded(settings.workspace).run() == made.info
    assert runs.outdated(Workspace(settings.workspace)) is None
    assert make_run(settings).info == made.info


def test_an_engine_in_a_server_that_is_not_named_is_refused_before_anything_is_read(settings: Settings) -> None:
    told: list[str] = []

    def doing(what: str) -> AbstractContextManager[None]:
        told.append(what)
        return nullcontext()

    with pytest.raises(UsageError, match="which Neo4j"):
        make_run(settings.model_copy(update={"communities": CommunitySettings(engine="gds")}), doing)
    assert told == []


def test_a_run_that_cannot_be_made_leaves_the_one_before_in_place(settings: Settings, tmp_path: Path) -> None:
    made = make_run(settings)
    with pytest.raises(UsageError, match="which Neo4j"):
        make_run(settings.model_copy(update={"communities": CommunitySettings(engine="gds")}))
    assert embedded(settings.workspace).run() == made.info
    with pytest.raises(WorkspaceError, match="no workspace"):
        make_run(Settings(workspace=tmp_path / "nothing"))


def test_campaigns_that_the_run_before_asserted_or_people_decided_about_are_named_once_they_are_gone(
    tmp_path: Path,
) -> None:
    made = Ledger().strangers(300).farm("farm", 14)
    for x in range(8):
        made.company(f"org{x}", 6)
    for name, table in made.frames().items():
        empty = [column for column in table.columns if table[column].null_count() == table.height]
        table.drop(empty).write_csv(tmp_path / f"{name}.csv")
    workspace = Workspace.open(tmp_path / "w", create=True)
    files = [str(tmp_path / f"{name}.csv") for name in ("accounts", "activity")]
    ledger.load(workspace, find_sources(files), settings=LoadSettings())
    settings = Settings(workspace=tmp_path / "w")
    before = make_run(settings)
    asserted = before.findings.campaigns.filter(pl.col("verdict") == "campaign")["campaign_id"].to_list()
    assert asserted
    other = before.findings.campaigns.filter(pl.col("verdict") != "campaign")["campaign_id"][0]
    graph = embedded(settings.workspace)
    graph.decide(Decision("campaign", other, "confirmed", "", "ana", 1))
    graph.close()
    fewer = settings.model_copy(update={"campaigns": CampaignSettings(min_accounts=1000)})
    assert (before.missing, make_run(fewer).missing) == ((), tuple(sorted([*asserted, other])))
