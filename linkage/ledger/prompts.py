"""Prompts on their way through a load: fingerprints are kept, text is not.

A row that has a prompt and no template of its own is stored with the name of its fingerprint set as template; the
set is kept beside it, under `templates/prints`. At the end of a load the templates are learned again from a bounded
sample of all sets that the ledger holds, and keep their ids where they are the old ones. A snapshot reads with the
newest dictionary, so a prompt that came before its template was known has it too, and the order of files and rows in
a load does not matter; over several loads the order decides only under which id a template goes on.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import polars as pl

from linkage import templates
from linkage.ledger.manifest import PartEntry
from linkage.ledger.parts import Stage, scan
from linkage.records.batch import Batch
from linkage.templates import Dictionary, Prints
from linkage.templates.learning import SAMPLE_PER_ACCOUNT

PRINTS: Final = "templates/prints"
DICTIONARY: Final = "templates/dictionary"
SKELETONS: Final = "templates/skeletons"
UNSETTLED: Final = "~prompt/"
"""How the template of a stored row begins, where a snapshot has to look it up by its fingerprint set. A template that a
file names may begin so too, and is its own where the ledger has no such set."""
SAME_SHARE: Final = 0.5
"""Share of the accounts with a system prompt beyond which a template that they send with it says the same."""
EXAMPLE_CHARACTERS: Final = 2_000
"""Of a text from its first word on that skeletons may read; whole texts of a large load would not fit into memory."""
_NO_WORD: Final = r"^[^\p{L}\p{M}\p{N}]+"
_LAST_WORD: Final = r"[\p{L}\p{M}\p{N}&&[^\p{Han}\p{Hiragana}\p{Katakana}]]+$"
_NAME: Final = pl.lit(UNSETTLED) + pl.col("prompt").cast(pl.String)
_EXAMPLES: Final[dict[str, pl.DataType]] = {"account_id": pl.String(), "prompt": pl.UInt64(), "text": pl.String()}


class Prompts:
    """Takes the prompts of a load, source by source, like `Stage`; how the sample's texts begin stays in memory."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._reading = pl.DataFrame(schema=_EXAMPLES)
        self._kept = pl.DataFrame(schema=_EXAMPLES)

    def take(self, batch: Batch, stage: Stage) -> Batch:
        """Return the batch with names of fingerprint sets for prompts, after staging the sets."""
        if batch.table != "activity":
            return batch
        rows = batch.rows
        text = pl.concat_str("system_prompt", "prompt", separator="\n", ignore_nulls=True)
        has = pl.col("template_id").is_null() & (pl.col("prompt").is_not_null() | pl.col("system_prompt").is_not_null())
        asked = rows.with_row_index("place").filter(has).select("place", "account_id", text.alias("text"))
        if asked.height == 0:
            return batch
        # A text is fingerprinted once a batch, however often it was sent.
        texts = asked.select("text").unique()
        prints = templates.fingerprints(texts["text"], self._key).to_frame()
        asked = asked.join(texts.hstack(prints), on="text", how="left", maintain_order="left")
        stage.take(PRINTS, asked.select("account_id", "prompt", "fingerprints").unique(["account_id", "prompt"]))
        self._reading = beginnings(lowest(pl.concat([self._reading, asked.select(list(_EXAMPLES))])))
        named = asked.select("place", _NAME.alias("named"))
        found = rows.with_row_index("place").join(named, on="place", how="left", maintain_order="left")
        settled = found.with_columns(pl.coalesce("template_id", "named").alias("template_id"))
        return replace(batch, rows=settled.select(rows.columns))

    def keep(self) -> None:
        """Count the source's prompts in: it was read to its end."""
        self._kept = lowest(pl.concat([self._kept, self._reading]))
        self.drop()

    def drop(self) -> None:
        """Forget the prompts of the source that is being read."""
        self._reading = self._reading.clear()

    def settle(self, ledger: Path, entered: Sequence[PartEntry], stage: Stage) -> None:
        """Learn the templates again, and stage dictionary and skeletons, if the load brought prompts."""
        if self._kept.height == 0:
            return
        staged = [pl.scan_parquet(part.file) for part in stage.parts() if part.folder == PRINTS]
        before = scan(ledger, [part for part in entered if part.folder == PRINTS])
        sample = lowest(pl.concat([*staged, *([] if before is None else [before])]).collect(engine="streaming"))
        learned = learned_again(ledger, entered, sample)
        stage.take(DICTIONARY, learned.to_frame())
        stage.take(SKELETONS, self._skeletons(learned, sample, newest(ledger, entered, SKELETONS)))
        stage.keep()

    def _skeletons(self, learned: Dictionary, sample: pl.DataFrame, old: pl.DataFrame | None) -> pl.DataFrame:
        """Return skeletons from this load's texts; a template that too few of them show keeps its old one."""
        known = settled_prints(sample, learned)
        made = templates.skeletons(self._kept.join(known, on="prompt"))
        if old is None:
            return made
        return pl.concat([made, of_templates(old, learned).join(made, on="key", how="anti")]).sort("key")


def learned_again(ledger: Path, entered: Sequence[PartEntry], sample: pl.DataFrame) -> Dictionary:
    """Return the templates of a sample of fingerprint sets, under the ids that the ledger has for those it knows."""
    learned = templates.learn(Prints.from_frame(sample))
    old = newest(ledger, entered, DICTIONARY)
    return templates.carried(learned, Dictionary.from_frame(old)) if old is not None and old.height else learned


def of_templates(skeletons: pl.DataFrame, dictionary: Dictionary) -> pl.DataFrame:
    """Return the skeletons of templates that the dictionary has."""
    return skeletons.filter(pl.col("key").is_in(list(dictionary.ids)))


def lowest(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of each account's lowest keys, sorted: a sample that no order of arrival changes."""
    by = [name for name in ("account_id", "prompt", "text") if name in rows.columns]
    first = rows.sort(by).unique(["account_id", "prompt"], keep="first", maintain_order=True)
    return first.group_by("account_id", maintain_order=True).head(SAMPLE_PER_ACCOUNT)


def beginnings(examples: pl.DataFrame) -> pl.DataFrame:
    """Return examples with the first words of each text, copied: cut alone, a text keeps the batch that it lies in."""
    text = pl.col("text").str.replace(_NO_WORD, "")
    first = text.str.head(EXAMPLE_CHARACTERS)
    whole = first.str.replace(_LAST_WORD, "")  # half a word is one that nobody sent
    return examples.with_columns(
        text=pl.concat_str(
            pl.when(text.str.len_bytes() > first.str.len_bytes()).then(whole).otherwise(first), pl.lit("")
        )
    )


def settled_prints(prints: pl.DataFrame, dictionary: Dictionary) -> pl.DataFrame:
    """Return `prompt`, `template` of those prompts that have one."""
    distinct = prints.select("prompt", "fingerprints").unique("prompt", keep="any")
    place = templates.assign(Prints.from_frame(distinct), dictionary)
    names = pl.Series("template", [*dictionary.ids, None], pl.String)
    return distinct.select("prompt").with_columns(names.gather(place % (len(dictionary.ids) + 1))).drop_nulls()


def newest(ledger: Path, parts: Sequence[PartEntry], folder: str) -> pl.DataFrame | None:
    """Return the rows of the last load that wrote to `folder`, or None."""
    own = [part for part in parts if part.folder == folder]
    last = max((part.load for part in own), default=0)
    rows = scan(ledger, [part for part in own if part.load == last])
    return None if rows is None else rows.collect()


def told_once(activity: pl.LazyFrame) -> pl.LazyFrame:
    """Return activity without the system prompts of which the template of the request says as much already.

    A system prompt tells more than templates where many of them stand behind it: a relay's, with a prompt of its own
    for every customer. Where most accounts that send it send one template with it, the two are one text, or go
    together: counted twice they would be twice the evidence.
    """
    system, account = pl.col("system_template"), pl.col("account_id").n_unique()
    sent = activity.filter(system.is_not_null())
    all_ = sent.group_by("system_template").agg(account.alias("all"))
    most = (
        sent.filter(pl.col("template_id").is_not_null())
        .group_by("system_template", "template_id")
        .agg(account.alias("n"))
        .group_by("system_template")
        .agg(pl.col("n").max())
    )
    shares = most.join(all_, on="system_template").filter(pl.col("n") > SAME_SHARE * pl.col("all"))
    again = shares.collect(engine="streaming")["system_template"]
    return activity.with_columns(pl.when(~system.is_in(again.implode())).then(system).alias("system_template"))


def with_templates(activity: pl.LazyFrame, ledger: Path, parts: Sequence[PartEntry]) -> pl.LazyFrame:
    """Return stored activity with the template, or null, of each row whose prompt was fingerprinted."""
    prints = scan(ledger, [part for part in parts if part.folder == PRINTS])
    if prints is None:
        return activity
    distinct = prints.select("prompt", "fingerprints").unique("prompt", keep="any").collect(engine="streaming")
    rows = newest(ledger, parts, DICTIONARY)
    assert rows is not None
    found = settled_prints(distinct, Dictionary.from_frame(rows))
    own = pl.col("template_id")
    prompt = prompt_of(own)
    settled = prompt.replace_strict(found["prompt"], found["template"], default=None, return_dtype=pl.String)
    is_ours = prompt.is_in(distinct["prompt"].implode())
    return activity.with_columns(pl.when(is_ours).then(settled).otherwise(own).alias("template_id"))


def prompt_of(template: pl.Expr) -> pl.Expr:
    """Return the fingerprint set that a stored template names; null for one that names none."""
    named = pl.when(template.str.starts_with(UNSETTLED)).then(template.str.strip_prefix(UNSETTLED))
    return named.cast(pl.UInt64, strict=False)
