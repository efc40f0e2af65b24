"""One system's output against the truth of one world: every figure that needs no second run."""

from dataclasses import asdict, dataclass, field
from typing import Final

import polars as pl

from linkage.errors import UnreadableFile
from linkage.evaluation.counts import Count
from linkage.evaluation.groups import best_match, half_found, linkage
from linkage.evaluation.ranking import average_precision, recall_at
from linkage.evaluation.succession import succession
from linkage.evaluation.truth import GREY, Truth, with_whole_ids

LARGE: Final = 50
"""Accounts from which a campaign must be found at least by half."""
ORGANISATION: Final = 5
"""Accounts from which an honest party counts as an organisation."""
ACCUSED: Final = 3
"""Accounts of one organisation in one campaign from which the organisation counts as flagged."""
RUNGS: Final = {"E0_E2": ("E0", "E1", "E2"), "E3": ("E3",), "E4_E5": ("E4", "E5"), "E6_E8": ("E6", "E7", "E8")}
FPR: Final = 1e-4
TABLES: Final = ("archetypes", "rungs", "cells", "classes", "bands", "errors")
"""The fields of a score that hold counts by name."""
SURE: Final = tuple(f"{archetype} {rung}" for archetype in ("A2", "A4") for rung in ("E0", "E1", "E2", "E3"))
"""Pools that no world may miss, by type and rung."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a system says of a world."""

    members: pl.DataFrame
    """`account_id, campaign_id`: who belongs to the campaigns that it asserts."""
    pools: pl.DataFrame
    """`account_id, group`: all that it put together, asserted or not, at its finest level."""
    groups: pl.DataFrame
    """`account_id, group`: likewise, at its coarsest level."""
    risk: pl.DataFrame | None = None
    """`account_id, score`; accounts that are left out have the lowest."""
    bands: pl.DataFrame | None = None
    """`account_id, band`: how sure it is of the group of each account that is in one."""


def found_of_members(members: pl.DataFrame) -> Found:
    """Return what a table `account_id, campaign_id[, strength, score]` says; its score ranks accounts.

    Ids of any type are texts, and floats the integers they are; an account whose campaign is empty or null is in none.
    Without a single score nothing is ranked.

    Raises:
        UnreadableFile: an id is no text or number, or a number that is not whole; or a score is no number.
    """
    ids = [pl.col(name).cast(pl.String).replace("", None) for name in ("account_id", "campaign_id")]
    try:
        said = with_whole_ids(members).with_columns(ids).drop_nulls("account_id")
    except pl.exceptions.PolarsError:
        raise UnreadableFile("Members have ids that are no texts; write account_id and campaign_id as texts.") from None
    inside = said.drop_nulls("campaign_id").select("account_id", "campaign_id").unique()
    groups = inside.rename({"campaign_id": "group"})
    risk = _scores(said) if "score" in said.columns else None
    return Found(inside, groups, groups, None if risk is None or risk["score"].is_null().all() else risk)


def in_two(found: Found) -> tuple[str, str, str] | None:
    """Return the first account that a system has in more than one campaign, with two of these, or None."""
    twice = found.members.filter(pl.len().over("account_id") > 1).sort("account_id", "campaign_id").head(2)
    return None if twice.is_empty() else (twice["account_id"][0], *twice["campaign_id"])


def n_unknown(truth: Truth, found: Found) -> int:
    """Return how many accounts of a system's campaigns the truth does not know; no figure counts them."""
    return found.members.select("account_id").unique().join(truth.accounts, on="account_id", how="anti").height


def _scores(said: pl.DataFrame) -> pl.DataFrame:
    text = pl.col("score").replace("", None) if said["score"].dtype == pl.String else pl.col("score")
    try:
        return said.select("account_id", text.cast(pl.Float64).fill_nan(None))
    except pl.exceptions.PolarsError:
        raise UnreadableFile("Members have a score that is no number; write numbers or leave the column out.") from None


@dataclass(frozen=True, slots=True)
class Score:
    """How right a system was in one world."""

    figures: dict[str, float | None]
    """By name; None where the world has nothing to measure it on."""
    archetypes: dict[str, Count] = field(default_factory=dict)
    """Farm accounts flagged, by type of campaign."""
    rungs: dict[str, Count] = field(default_factory=dict)
    """Farm accounts flagged, by rung."""
    cells: dict[str, Count] = field(default_factory=dict)
    """Pools of which half is flagged, by `type rung`."""
    classes: dict[str, Count] = field(default_factory=dict)
    """Honest accounts flagged, by class, and by overlay as `+overlay`."""
    bands: dict[str, Count] = field(default_factory=dict)
    """Accounts of groups that belong to a farm, by the band of the group; carpools are left out."""
    errors: dict[str, Count] = field(default_factory=dict)
    """By sort of world, as `…, mixed`: honest accounts flagged, and worlds with a false campaign."""
    pool_f1: dict[str, tuple[float, int]] = field(default_factory=dict)
    """Linkage alone: mean best-match F1 of pools and their number, by rung."""
    campaigns: list[dict[str, object]] = field(default_factory=list)
    """One row per true campaign."""

    def to_dict(self) -> dict[str, object]:
        """Return plain values for JSON; counts become n, hits and the bounds of their rate."""
        plain = asdict(self)
        for name in TABLES:
            table: dict[str, Count] = getattr(self, name)
            plain[name] = {key: count_dict(count) for key, count in table.items()}
        return plain


def count_dict(count: Count) -> dict[str, float | None]:
    """Return a count with its rate and 95 % bounds."""
    return {"n": count.n, "hits": count.hits, "rate": count.rate, "lower": count.lower, "upper": count.upper}


def score(truth: Truth, found: Found) -> Score:
    """Return every figure of a system's output in one world."""
    flagged = found.members.select("account_id").unique().with_columns(flagged=pl.lit(True))
    judged = (
        truth.accounts.join(flagged, on="account_id", how="left")
        .with_columns(
            pl.col("flagged").fill_null(False),
            grey=~pl.col("is_farm") & pl.col("honest_class").is_in(GREY).fill_null(False),
        )
        .sort("account_id")
    )
    farm, honest = judged.filter("is_farm"), judged.filter(~pl.col("is_farm"))
    halves = half_found(truth.accounts, found.members.select("account_id", group="campaign_id"), "campaign_id")
    matched = best_match(truth.accounts, found.pools, "pool_id")
    cells = _cells(farm)
    sure = sum((cells[name] for name in SURE if name in cells), Count(0, 0))
    figures = (
        _member_figures(judged)
        | _campaign_figures(judged, found.members, halves)
        | _prefixed(asdict(linkage(truth.accounts, found.pools, found.groups)))
        | _ranking_figures(judged, found.risk)
        | {"succession": succession(truth, found.members), "sure_pools": sure.rate}
    )
    return Score(
        figures=figures,
        archetypes=counted(farm, "archetype"),
        rungs=counted(farm, "rung"),
        cells=cells,
        classes=counted(honest, "honest_class")
        | {f"+{name}": count for name, count in counted(honest.explode("overlays"), "overlays").items()},
        bands=_by_band(judged, found.bands),
        errors=_errors(truth.world, honest.filter(~pl.col("grey")), figures["false_campaigns"]),
        pool_f1=_f1_by_rung(farm, matched),
        campaigns=_campaign_rows(farm, halves),
    )


def counted(judged: pl.DataFrame, column: str) -> dict[str, Count]:
    """Return how many accounts are flagged, by the values of a column."""
    table = judged.drop_nulls(column).group_by(column).agg(n=pl.len(), hits=pl.col("flagged").sum()).sort(column)
    return {str(name): Count(n, hits) for name, n, hits in table.iter_rows()}


def _member_figures(judged: pl.DataFrame) -> dict[str, float | None]:
    farm, honest = judged.filter("is_farm"), judged.filter(~pl.col("is_farm") & ~pl.col("grey"))
    hit, wrong = int(farm["flagged"].sum()), int(honest["flagged"].sum())
    strict = wrong + int(judged.filter("grey")["flagged"].sum())
    precision = Count(hit + wrong, hit).rate if farm.height else None
    recall = Count(farm.height, hit).rate
    f1 = 2 * hit / (2 * hit + wrong + farm.height - hit) if farm.height else None
    by_rung = {
        f"recall_{name}": Count(part.height, int(part["flagged"].sum())).rate
        for name, rungs in RUNGS.items()
        for part in [farm.filter(pl.col("rung").is_in(rungs))]
    }
    return {
        "n_accounts": float(judged.height),
        "n_farm": float(farm.height),
        "n_flagged": float(judged["flagged"].sum()),
        "member_precision": precision,
        "member_precision_strict": Count(hit + strict, hit).rate if farm.height else None,
        "member_recall": recall,
        "member_f1": f1,
        **by_rung,
        "fpr": Count(honest.height, wrong).rate,
    }


def _by_band(judged: pl.DataFrame, bands: pl.DataFrame | None) -> dict[str, Count]:
    """Return how many accounts of each band's groups belong to a farm."""
    if bands is None:
        return {}
    clear = judged.filter(~pl.col("grey")).join(bands, on="account_id")
    return counted(clear.with_columns(flagged="is_farm"), "band")


def _errors(world: str, honest: pl.DataFrame, false_campaigns: float | None) -> dict[str, Count]:
    return {
        f"honest accounts, {world}": Count(honest.height, int(honest["flagged"].sum())),
        f"worlds with a false campaign, {world}": Count(1, int(bool(false_campaigns))),
    }


def _campaign_figures(judged: pl.DataFrame, members: pl.DataFrame, halves: pl.DataFrame) -> dict[str, float | None]:
    known = members.join(judged, on="account_id", suffix="_true")
    large = halves.filter(pl.col("n") >= LARGE)
    mixed = known.group_by("campaign_id").agg(pl.col("is_farm").mean(), pl.col("grey").mean())
    honest = (pl.col("is_farm") < 0.5) & (pl.col("grey") < 0.5)
    return {
        "n_campaigns_true": float(halves.height),
        "n_campaigns_found": float(mixed.height),
        "false_campaigns": float(mixed.filter(honest).height),
        "half_found_50": Count(large.height, int(large["half_found"].sum())).rate,
        "half_found": Count(halves.height, int(halves["half_found"].sum())).rate,
        "organisations_flagged": float(organisations(judged, members).height),
    }


def organisations(judged: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Return the honest organisations that are accused of being a campaign: `party_id, honest_class, n`.

    An organisation has `ORGANISATION` accounts or more, and counts when `ACCUSED` of them are in one campaign.
    """
    honest = judged.filter(~pl.col("is_farm") & ~pl.col("grey"))
    large = honest.group_by("party_id", "honest_class").len("n").filter(pl.col("n") >= ORGANISATION)
    accused = (
        members.join(honest.select("account_id", "party_id"), on="account_id")
        .group_by("party_id", "campaign_id")
        .len("inside")
        .filter(pl.col("inside") >= ACCUSED)
    )
    return large.join(accused, on="party_id", how="semi").sort("party_id")


def _prefixed(figures: dict[str, float | None]) -> dict[str, float | None]:
    return {f"linkage_{name}": value for name, value in figures.items()}


def _ranking_figures(judged: pl.DataFrame, risk: pl.DataFrame | None) -> dict[str, float | None]:
    if risk is None:
        return {"pr_auc": None, "recall_at_fpr": None}
    highest = risk.group_by("account_id").agg(pl.col("score").max())
    clear = judged.filter(~pl.col("grey")).join(highest, on="account_id", how="left", maintain_order="left")
    lowest = clear["score"].min()
    assert lowest is None or isinstance(lowest, float)
    values = clear["score"].fill_null((lowest or 0.0) - 1.0).to_numpy().astype("float64")
    farm = clear["is_farm"].to_numpy()
    return {"pr_auc": average_precision(values, farm), "recall_at_fpr": recall_at(values, farm, FPR)}


def _cells(farm: pl.DataFrame) -> dict[str, Count]:
    pools = farm.group_by("pool_id").agg(
        pl.col("archetype").first(), pl.col("rung").first(), found=pl.col("flagged").mean() >= 0.5
    )
    table = (
        pools.drop_nulls(["archetype", "rung"])
        .group_by("archetype", "rung")
        .agg(n=pl.len(), hits=pl.col("found").sum())
        .sort("archetype", "rung")
    )
    return {f"{archetype} {rung}": Count(n, hits) for archetype, rung, n, hits in table.iter_rows()}


def _f1_by_rung(farm: pl.DataFrame, matched: pl.DataFrame) -> dict[str, tuple[float, int]]:
    rung = farm.group_by("pool_id").agg(pl.col("rung").first())
    table = (
        matched.join(rung, left_on="true", right_on="pool_id")
        .drop_nulls("rung")
        .group_by("rung")
        .agg(pl.col("f1").mean(), n_pools=pl.len())
        .sort("rung")
    )
    return {str(name): (float(f1), int(n)) for name, f1, n in table.iter_rows()}


def _campaign_rows(farm: pl.DataFrame, halves: pl.DataFrame) -> list[dict[str, object]]:
    return (
        farm.group_by("campaign_id")
        .agg(
            pl.col("archetype").first(),
            rungs=pl.col("rung").drop_nulls().unique().sort().str.join(" "),
            n_accounts=pl.len(),
            n_pools=pl.col("pool_id").n_unique(),
            recall=pl.col("flagged").mean(),
        )
        .join(halves.select(campaign_id="true", half_found="half_found"), on="campaign_id")
        .sort("campaign_id")
        .to_dicts()
    )
