"""Fit the weights of conduct on worlds of five unrelated generators, and print them beside the table in use.

    python -m benchmarks.weights [--folder DIR] [--write docs/weights.md] [--accounts N]

Each group of five accounts or more that LINK holds together is a case: a farm, or an honest party. A logistic
regression with forced signs is fitted to the values of the conduct signals of four generators and tried on the
fifth, each left out in turn, then on all with each world held out in turn, and with each class of honest parties and
each type of campaign held out. The table in `linkage/campaigns/signals/table.py` holds round numbers near the joint
fit. Seeds: 1-6 and 11-15 of `linkage.simulation`, 1-8 of `tests.quality.second_hand`, 1-6 of each maker of
`tests.quality` after it; no seed of `scripts/evaluate` is among them.
"""

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.optimize import minimize

from linkage import campaigns, communities, links
from linkage.campaigns.signals import SIGNALS, under_ceilings
from linkage.detection import ties_of
from linkage.evaluation.worlds import read_world
from linkage.settings import Settings
from linkage.simulation import simulate
from tests.quality import fifth_hand, fourth_hand, second_hand, third_hand

Array = npt.NDArray[np.float64]

CONDUCT = tuple(signal for signal in SIGNALS if signal.side == "conduct")
FIRST = {f"first-{seed}": seed for seed in (1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15)}
SECOND = {f"second-{seed}": seed for seed in range(1, 9)}
OTHERS = {"third": third_hand, "fourth": fourth_hand, "fifth": fifth_hand}
OTHER_SEEDS = range(1, 7)
GENERATORS = ("first", "second", *OTHERS)
RIDGE = 3.0
FARM_WEIGHT = 2.0


@dataclass(frozen=True, slots=True)
class Cases:
    """Groups of all worlds: values of signals, whether it is a farm, its accounts, its world."""

    values: Array
    is_farm: Array
    n_accounts: Array
    world: npt.NDArray[np.str_]
    sort: npt.NDArray[np.str_]
    """The commonest type of campaign of its farm accounts, or honest class."""

    def where(self, keep: npt.NDArray[np.bool_]) -> "Cases":
        """Return some of the cases."""
        return Cases(self.values[keep], self.is_farm[keep], self.n_accounts[keep], self.world[keep], self.sort[keep])


def make_worlds(folder: Path, accounts: int) -> list[Path]:
    """Make every world that is not there yet, of so many accounts each; return their folders."""
    for name, seed in FIRST.items():
        if not (folder / name / "truth").exists():
            prevalence = 0.03 if seed > 10 else None
            simulate(folder / name, accounts=accounts, days=30, seed=seed, prevalence=prevalence)
    for name, seed in SECOND.items():
        if not (folder / name / "truth").exists():
            second_hand.make_world(folder / name, accounts, 30, seed, 0.005 if seed in {4, 8} else 0.02)
    others = {f"{name}-{seed}": (maker, seed) for name, maker in OTHERS.items() for seed in OTHER_SEEDS}
    for name, (maker, seed) in others.items():
        if not (folder / name / "truth").exists():
            maker.make_world(folder / name, accounts, 30, seed)
    return [folder / name for name in (*FIRST, *SECOND, *others)]


def cases_of(world: Path, settings: Settings) -> Cases:
    """Return the groups of one world that LINK holds together and that are clearly a farm or clearly honest."""
    snapshot = read_world(world, settings.load)
    net, linked, woken, timing = ties_of(snapshot, settings)
    affinity = communities.affinity_of(net)
    behaviour = communities.behaviour_of(woken, snapshot.activity)
    groups = communities.run(links.united(linked, timing), timing, behaviour, affinity, settings.communities)
    verdicts = campaigns.run(snapshot, timing, groups, np.zeros(0), {}, settings.campaigns)
    truth = snapshot.accounts.select("account_id").join(
        pl.read_parquet(world / "truth" / "accounts.parquet"), on="account_id", how="left", maintain_order="left"
    )
    inside = verdicts.labels >= 0
    group = verdicts.labels[inside]
    n_groups = len(verdicts.ids)
    # A shell company that shares everything openly is expected to be invisible: no case of either side.
    farm = (truth["is_farm"] & (truth["archetype"].fill_null("") != "A7")).to_numpy()[inside]
    shell = (truth["archetype"].fill_null("") == "A7").to_numpy()[inside]
    size = np.bincount(group, minlength=n_groups).astype(np.float64)
    farms = np.bincount(group, weights=farm, minlength=n_groups)
    shells = np.bincount(group, weights=shell, minlength=n_groups)
    clear = ((farms >= 0.5 * size) | (farms == 0)) & (shells == 0) & (size >= 5) & (verdicts.scores.link_nats >= 0)
    values = np.column_stack([_filled(verdicts.scores.values[s.code], s.neutral) for s in CONDUCT])
    return Cases(
        values[clear], (farms >= 0.5 * size)[clear].astype(np.float64), size[clear],
        np.full(int(clear.sum()), world.name), sorts(truth, verdicts.labels, farms >= 0.5 * size)[clear],
    )  # fmt: skip


def sorts(truth: pl.DataFrame, labels: npt.NDArray[np.int32], is_farm: npt.NDArray[np.bool_]) -> npt.NDArray[np.str_]:
    """Return the commonest type of campaign of each farm, and the commonest class of each honest group."""
    inside = labels >= 0
    table = (
        truth.filter(inside)
        .with_columns(pl.Series("group", labels[inside]), pl.Series("judged", is_farm[labels[inside]]))
        .filter(pl.col("is_farm") == pl.col("judged"))
        .with_columns(sort=pl.when("is_farm").then("archetype").otherwise("honest_class").fill_null("unknown"))
        .group_by("group", "sort")
        .len()
        .sort(["group", "len", "sort"], descending=[False, True, False])
        .unique("group", keep="first", maintain_order=True)
    )
    found = np.full(is_farm.size, "unknown", dtype="U64")
    found[table["group"].to_numpy()] = table["sort"].to_numpy().astype("U64")
    return found


def _filled(values: Array, neutral: float) -> Array:
    return np.clip(np.where(np.isnan(values), neutral, values), -3.0, 3.0)


def fit(cases: Cases) -> tuple[float, Array]:
    """Return intercept and weights per unit: logistic regression, ridge on standardised values, forced signs."""
    mean, spread = cases.values.mean(axis=0), cases.values.std(axis=0) + 1e-9
    standard = (cases.values - mean) / spread
    weight = np.sqrt(cases.n_accounts) / np.sqrt(cases.n_accounts).mean() * np.where(cases.is_farm > 0, FARM_WEIGHT, 1)

    def loss(beta: Array) -> tuple[float, Array]:
        p = 1 / (1 + np.exp(-(beta[0] + standard @ beta[1:])))
        likelihood = cases.is_farm * np.log(p + 1e-12) + (1 - cases.is_farm) * np.log(1 - p + 1e-12)
        error = weight * (p - cases.is_farm)
        slope = np.concatenate([[error.sum()], standard.T @ error + 2 * RIDGE * beta[1:]])
        return -(weight * likelihood).sum() + RIDGE * (beta[1:] ** 2).sum(), slope

    bounds = [(None, None)] + [(0, None) if signal.weight > 0 else (None, 0) for signal in CONDUCT]
    beta = minimize(loss, np.zeros(len(CONDUCT) + 1), jac=True, bounds=bounds, method="L-BFGS-B").x
    per_unit = beta[1:] / spread
    return float(beta[0] - per_unit @ mean), per_unit


def quality(cases: Cases, nats: Array, threshold: float) -> str:
    """Return farm accounts found, and honest groups accused, at a threshold in nats."""
    found = nats >= threshold
    recall = (cases.n_accounts * found * cases.is_farm).sum() / (cases.n_accounts * cases.is_farm).sum()
    accused = int((found & (cases.is_farm == 0)).sum())
    return f"{recall:.2f} of farm accounts, {accused} honest groups accused"


def report(cases: Cases) -> str:
    """Return the whole report as Markdown."""
    of = {name: np.char.startswith(cases.world, name) for name in GENERATORS}
    whole = fit(cases)
    alone = {name: fit(cases.where(of[name])) for name in GENERATORS}
    lines = ["# Weights of conduct", "", "Made by `python -m benchmarks.weights --write docs/weights.md`.", ""]
    lines += [f"| signal | in use | all | {' | '.join(f'{name} alone' for name in GENERATORS)} |"]
    lines += ["|---" * (3 + len(GENERATORS)) + "|"]
    for x, signal in enumerate(CONDUCT):
        figures = " | ".join(f"{per_unit[x]:.2f}" for _, per_unit in (whole, *alone.values()))
        lines.append(f"| {signal.code} | {signal.weight:g} | {figures} |")
    held_out = np.zeros(cases.is_farm.size)
    for world in np.unique(cases.world):
        intercept, per_unit = fit(cases.where(cases.world != world))
        held_out[cases.world == world] = intercept + cases.values[cases.world == world] @ per_unit
    in_use = table_in_use(cases)
    lines += ["", f"{cases.is_farm.size} groups of five or more, {int(cases.is_farm.sum())} of them farms."]
    lines += ["", "| fitted on | tried on | at 0 nats | at 1 nat |", "|---|---|---|---|"]
    rows: list[tuple[str, str, Cases, Array]] = []
    for name, chosen in of.items():
        part = cases.where(chosen)
        intercept, per_unit = fit(cases.where(~chosen))
        rows.append(("the other four", name, part, intercept + part.values @ per_unit))
        rows.append(("all, world held out", name, part, held_out[chosen]))
        rows.append(("table in use", name, part, in_use[chosen]))
    for train, test, part, nats in rows:
        lines.append(f"| {train} | {test} | {quality(part, nats, 0.0)} | {quality(part, nats, 1.0)} |")
    lines += ["", *left_out(cases, whole, in_use)]
    return "\n".join(lines) + "\n"


def left_out(cases: Cases, whole: tuple[float, Array], in_use: Array) -> list[str]:
    """Return a table of every class and type: the fit of all, the fit without it, and the table in use, tried on it."""
    lines = ["## One class, or one type of campaign, left out", ""]
    lines += ["| left out | groups | fitted with it | fitted without it | table in use |", "|---|---|---|---|---|"]
    for farm, said in ((0.0, "accused"), (1.0, "found")):
        for name in np.unique(cases.sort[cases.is_farm == farm]):
            chosen = (cases.sort == name) & (cases.is_farm == farm)
            intercept, per_unit = fit(cases.where(~chosen))
            values = cases.values[chosen]
            nats = (whole[0] + values @ whole[1], intercept + values @ per_unit, in_use[chosen])
            cells = " | ".join(f"{int((each >= 0).sum())} {said}, {int((each >= 1).sum())} at 1 nat" for each in nats)
            lines.append(f"| {name} | {int(chosen.sum())} | {cells} |")
    return lines


def table_in_use(cases: Cases) -> Array:
    """Return what the table in use says of conduct, in nats."""
    value = {signal.code: cases.values[:, x] for x, signal in enumerate(CONDUCT)}
    alone = {signal.code: signal.nats(value[signal.code]) for signal in CONDUCT}
    beside = under_ceilings(alone, value["openness"])
    return sum(beside.values(), np.full(cases.is_farm.size, campaigns.PRIOR_NATS["conduct"]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="where worlds are made and kept")
    parser.add_argument("--write", type=Path, help="file for the report")
    parser.add_argument("--accounts", type=int, default=20_000, help="accounts of each world")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        worlds = make_worlds(arguments.folder or Path(scratch), arguments.accounts)
        parts = [cases_of(world, Settings()) for world in worlds]
    cases = Cases(
        np.concatenate([part.values for part in parts]),
        np.concatenate([part.is_farm for part in parts]),
        np.concatenate([part.n_accounts for part in parts]),
        np.concatenate([part.world for part in parts]),
        np.concatenate([part.sort for part in parts]),
    )
    text = report(cases)
    print(text)
    if arguments.write:
        arguments.write.write_text(text)


if __name__ == "__main__":
    main()
