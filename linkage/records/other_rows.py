"""Rows of a recognised log that are about something else, such as the spans of a database that a request made."""

from dataclasses import replace
from typing import Final

import polars as pl

from linkage.records.batch import IGNORED_SCHEMA
from linkage.records.cells import NULL_WORDS, are_empty
from linkage.records.mapping import Plan
from linkage.records.raw import Raw

OTHER_ROW: Final = "other_row"
"""The code by which `Batch.ignored` counts them, of no field."""


def without_others(raw: Raw, plan: Plan) -> tuple[Raw, pl.DataFrame]:
    """Return the rows that are about requests, and how many others there are, in columns `IGNORED_SCHEMA`.

    Others have no account, and nothing in any of the columns by which their log is known.
    """
    nobody = pl.DataFrame(schema=IGNORED_SCHEMA)
    telling = (*plan.columns.get("account_id", ()), *plan.recognise)
    if not plan.recognise or not raw.frame.height:
        return raw, nobody
    others = pl.repeat(True, raw.frame.height, dtype=pl.Boolean, eager=True)
    for column in telling:
        others &= are_empty(raw.frame[column], (*NULL_WORDS, *plan.absent))
        if not others.any():
            return raw, nobody
    counted = pl.DataFrame({"field": [""], "code": [OTHER_ROW], "n_rows": [others.sum()]}, schema=IGNORED_SCHEMA)
    return replace(raw, frame=raw.frame.filter(~others), numbers=raw.numbers.filter(~others)), counted
