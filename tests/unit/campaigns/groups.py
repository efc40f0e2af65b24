"""Evidence of groups that are given, not found: each account a row of its group, what is known of it, what it uses."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import polars as pl

from linkage.campaigns.evidence import GroupEvidence, gather
from linkage.campaigns.features import features
from linkage.campaigns.matching import deviations
from linkage.links.incidence import COLUMNS
from tests.hand_made_ledger import Ledger

Row = dict[str, Any]


NAMED: Row = {"group": -1, "about": {"organisation_id": "elsewhere"}}
"""An outsider, by whom a ledger shows that it records names."""


def evidence_of(rows: Iterable[Row], fits: Mapping[str, float] | None = None, *, names: bool = True) -> GroupEvidence:
    """The evidence of accounts in the groups that their rows name; -1 is none. One more is `NAMED`, unless not wanted.

    A row is {"group", "about": account columns, "uses": kind → keys, "at": moments, "places": an address for each};
    `fits` are the nats of each family with which every member fits its group.
    """
    ledger = Ledger()
    labels = []
    for number, row in enumerate([*rows, *([NAMED] if names else [])]):
        name = f"a{number:03d}"
        labels.append(row["group"])
        ledger.accounts.append({"account_id": name, **row.get("about", {})})
        for kind, keys in row.get("uses", {}).items():
            ledger.observations += [{"account_id": name, "kind": kind, "value": key, "count": 1} for key in keys]
        places = row.get("places", [None] * len(row.get("at", [])))
        ledger.activity += [
            {"account_id": name, "at": at, "requests": 1, "ip": place}
            for at, place in zip(row.get("at", []), places, strict=True)
        ]
    snapshot = ledger.snapshot()
    label = np.array(labels, dtype=np.int32)
    nats = np.zeros((label.size, len(COLUMNS)), dtype=np.float32)
    for family, value in (fits or {}).items():
        nats[label >= 0, COLUMNS.index(family)] = value
    known = features(snapshot)
    deviant = deviations(known, snapshot.accounts["plan"], label < 0)
    return gather(snapshot, label, nats, known, deviant, None)


def near_nothing() -> pl.DataFrame:
    """No account is near a group that is not its own."""
    return pl.DataFrame(
        schema={"account": pl.Int32, "group": pl.Int32, "nats": pl.Float64, "template_nats": pl.Float64}
    )
