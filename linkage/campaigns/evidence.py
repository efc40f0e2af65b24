"""What is known of each group, side by side: the value that every signal reads.

Groups are numbered 0 … n_groups − 1; arrays by group have that length, arrays by account have one entry for
each account with the number of its group, or -1.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Concatenate, ParamSpec

import numpy as np
import numpy.typing as npt
import polars as pl

from linkage.campaigns.features import Features
from linkage.campaigns.waves import starts_in_waves
from linkage.campaigns.work import alike_work
from linkage.ledger.snapshot import Snapshot
from linkage.links.incidence import Links

Array = npt.NDArray[np.float64]

Rest = ParamSpec("Rest")

NAMED_ACCOUNTS = 0.02
"""Share of accounts with an organisation or a mail domain of its own, up to which a ledger may not record them."""
PRIVATE_OUTSIDE = 0.25
"""An identifier is private to a group when at most one outsider uses it for every four members that do."""


@dataclass(frozen=True, slots=True)
class GroupEvidence:
    """Everything that signals read."""

    labels: npt.NDArray[np.int32]
    """[n_accounts] the group of each account, -1 for none."""
    size: Array
    """[n_groups] members."""
    fit_nats: npt.NDArray[np.float32]
    """[n_accounts, 8] how each member fits its group, by column of `links.COLUMNS`; 0 for the others."""
    features: Features
    deviations: dict[str, Array]
    """By feature: how far each account is from like accounts outside groups, in robust scales within ± 3."""
    used: pl.DataFrame
    """`group, identifier, kind, key, n_inside, share_inside, n_outside, private`: one row per group and identifier.

    `share_inside` is the sum of members' shares, in accounts.
    """
    uses: pl.DataFrame
    """The snapshot's own uses, of all accounts: who of a group uses what."""
    placeless: Array
    """[n_groups] share of members of whom no address is known: nobody can say that they have no office in common."""
    unnamed: float
    """How far the ledger records no names, in [0, 1]: where it has neither organisations nor mail domains, nobody can
    say that accounts have none in common."""
    prompted: npt.NDArray[np.bool_]
    """[n_accounts] whether the ledger has a prompt of each account."""
    declared: float
    """Share of all accounts that declare an organisation which another account declares as well, in [0, 1]."""
    members: pl.DataFrame
    """`account, group, n_declaring` and the account columns of the snapshot, members only, by account.

    `n_declaring` is how many accounts declare the same organisation, of all; 0 for none declared.
    """
    timing_partners: npt.NDArray[np.int32]
    """[n_accounts] members of the same group whose onsets coincide with the account's."""
    starts_in_waves: Array
    """[n_groups] share of starts that came in waves, beyond what hour and day explain; nan for too few."""
    alike_work: Array
    """[n_groups] how much more alike members' work is than in other groups, in robust scales within ± 3; nan for
    unknown."""
    measured: dict[tuple[object, ...], Array] = field(default_factory=dict, init=False, compare=False, repr=False)
    """What `once` has measured of this evidence; evidence that replaces it begins with nothing."""

    @property
    def n_groups(self) -> int:
        """Return the number of groups."""
        return self.size.size

    def sizes(self) -> pl.DataFrame:
        """Return `group, size`: a row for each group, to join with what is told by group."""
        return pl.DataFrame({"group": np.arange(self.n_groups, dtype=np.int32), "size": self.size})

    def mean(self, values: Array) -> Array:
        """Return the mean of an account value over the members that have it: float64[n_groups], nan for none."""
        known = (self.labels >= 0) & ~np.isnan(values)
        group = self.labels[known]
        total = np.bincount(group, weights=values[known], minlength=self.n_groups)
        count = np.bincount(group, minlength=self.n_groups)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(count > 0, total / count, np.nan)

    def share_of_members(self, flag: npt.NDArray[np.bool_]) -> Array:
        """Return the share of members for which an account flag holds: float64[n_groups]."""
        inside = self.labels >= 0
        return np.bincount(self.labels[inside], weights=flag[inside], minlength=self.n_groups) / self.size

    def per_group(self, table: pl.DataFrame, column: str) -> Array:
        """Return a column of a table with one row per `group`: float64[n_groups], 0 for groups without one."""
        out = np.zeros(self.n_groups)
        out[table["group"].to_numpy()] = table[column].cast(pl.Float64).to_numpy()
        return out

    def uses_inside(self, identifiers: pl.DataFrame) -> pl.LazyFrame:
        """Return the uses by members of some identifiers, `group, identifier`, of their groups, in no order."""
        return uses_inside(self.uses, self.labels, identifiers.select("group", "identifier"))


def once(
    measure: Callable[Concatenate[GroupEvidence, Rest], Array],
) -> Callable[Concatenate[GroupEvidence, Rest], Array]:
    """Return the measure, taken once of the same evidence: most signals are made of a few parts that they share."""

    @wraps(measure)
    def known(group: GroupEvidence, /, *args: Rest.args, **kwargs: Rest.kwargs) -> Array:
        key = (measure.__module__, measure.__qualname__, *args, *kwargs.items())
        if key not in group.measured:
            value = measure(group, *args, **kwargs)
            value.setflags(write=False)
            group.measured[key] = value
        return group.measured[key]

    return known


def of_members(table: pl.DataFrame, labels: npt.NDArray[np.int32]) -> pl.LazyFrame:
    """Return the rows of a table by `account` that are members', each with the `group` of its account."""
    # The label is looked up by row: a join would hash the accounts of ten million rows.
    group = pl.Series("group", labels[table["account"].to_numpy()], dtype=pl.Int32)
    return table.lazy().with_columns(group).filter(pl.col("group") >= 0)


def uses_inside(uses: pl.DataFrame, labels: npt.NDArray[np.int32], identifiers: pl.DataFrame) -> pl.LazyFrame:
    """Return the uses by members of some identifiers of their groups, with the `group`, in no order.

    Args:
        uses: who uses what.
        labels: int32[n_accounts] the group of each account, -1 for none.
        identifiers: `group, identifier`, and what else shall stand beside the uses.
    """
    some = uses.join(identifiers, on="identifier", how="semi")
    return of_members(some, labels).join(identifiers.lazy(), on=["group", "identifier"])


def used_identifiers(snapshot: Snapshot, labels: npt.NDArray[np.int32]) -> pl.DataFrame:
    """Return which identifiers each group uses, how much inside, and by how many outside; see `GroupEvidence.used`."""
    inside = (
        of_members(snapshot.uses, labels)
        .group_by("group", "identifier")
        .agg(pl.len().alias("n_inside"), pl.col("share").cast(pl.Float64).sum().alias("share_inside"))
        .collect()
    )
    named = snapshot.identifiers.with_row_index("identifier").select("identifier", "kind", "key", "n_accounts")
    return (
        inside.join(named, on="identifier")
        .with_columns((pl.col("n_accounts").cast(pl.Int64) - pl.col("n_inside").cast(pl.Int64)).alias("n_outside"))
        .with_columns(
            ((pl.col("n_inside") >= 2) & (pl.col("n_outside") <= PRIVATE_OUTSIDE * pl.col("n_inside"))).alias("private")
        )
        .select("group", "identifier", "kind", "key", "n_inside", "share_inside", "n_outside", "private")
        .sort("group", "identifier")
    )


def recorded(snapshot: Snapshot, kind: str) -> npt.NDArray[np.bool_]:
    """Return of which accounts the ledger has an identifier of a kind: bool[n_accounts]."""
    known = np.zeros(snapshot.accounts.height, dtype=np.bool_)
    known[snapshot.uses["account"].to_numpy()[snapshot.uses_of(kind)]] = True
    return known


def gather(
    snapshot: Snapshot,
    labels: npt.NDArray[np.int32],
    fit_nats: npt.NDArray[np.float32],
    features: Features,
    deviations: dict[str, Array],
    timing: Links | None,
) -> GroupEvidence:
    """Return what is known of each group of a labelling.

    Args:
        snapshot: the ledger.
        labels: int32[n_accounts] the group of each account, -1 for none.
        fit_nats: how each member fits its group.
        features: what each account does, and
        deviations: how far that is from like accounts outside groups.
        timing: pairs whose onsets coincide; None where nothing is known of that.
    """
    n_groups = int(labels.max(initial=-1)) + 1
    grouped = labels >= 0
    size = np.bincount(labels[grouped], minlength=n_groups).astype(np.float64)
    partners = np.zeros(labels.size, dtype=np.int32)
    if timing is not None:
        same = (labels[timing.a] == labels[timing.b]) & (labels[timing.a] >= 0)
        np.add.at(partners, timing.a[same], 1)
        np.add.at(partners, timing.b[same], 1)
    accounts = snapshot.accounts.with_columns(n_declaring=pl.col("organisation_id").count().over("organisation_id"))
    members = (
        accounts.with_row_index("account")
        .with_columns(pl.Series("group", labels))
        .filter(pl.col("group") >= 0)
        .sort("account")
    )
    placed = np.bincount(labels[grouped], weights=recorded(snapshot, "ip")[grouped], minlength=n_groups)
    named = recorded(snapshot, "email_domain") | snapshot.accounts["organisation_id"].is_not_null().to_numpy()
    return GroupEvidence(
        labels=labels,
        size=size,
        fit_nats=fit_nats,
        features=features,
        deviations=deviations,
        used=used_identifiers(snapshot, labels),
        uses=snapshot.uses,
        placeless=1.0 - placed / size,
        unnamed=1.0 - min(named.sum() / (NAMED_ACCOUNTS * max(named.size, 1)), 1.0),
        prompted=recorded(snapshot, "template"),
        declared=int((accounts["n_declaring"] >= 2).sum()) / max(accounts.height, 1),
        members=members,
        timing_partners=partners,
        starts_in_waves=starts_in_waves(snapshot.activity, labels, n_groups),
        alike_work=alike_work(snapshot.activity, labels, n_groups),
    )
