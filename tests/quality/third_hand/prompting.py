"""What each request asks, written out: the texts of its source around two halves, or a short remark."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from .draws import Flags, Hashes, Ints, Lists, mixed
from .prompts import FREE
from .requests import Requests, habits
from .texts import OPENINGS, SAYINGS, THINGS, TOPICS, VERBS, WISHES
from .world import World


@dataclass(frozen=True, slots=True)
class Asked:
    """What each request asks."""

    prompt: pl.Series
    system: pl.Series
    topic: Ints


def asked(w: World, rows: Requests, tails: list[str]) -> Asked:
    """Return prompt, system prompt and topic of each request; source and system prompt are those of its session.

    Args:
        w: the world whose personas ask.
        rows: who asks when.
        tails: what prompts go on with, of which each draws up to three.
    """
    g, n = w.arrays, len(rows.hour)
    systems: dict[str | None, int] = {None: 0}
    given = [[systems.setdefault(text, len(systems)) for text in p.systems] for p in w.personas]
    lists = Lists(given, [p.system_weights for p in w.personas])
    system = lists.draw(rows.persona, g.random(rows.n_sessions)[rows.session])
    lists = Lists([p.sources for p in w.personas], [p.source_weights for p in w.personas])
    source = lists.draw(rows.persona, g.random(rows.n_sessions)[rows.session])
    known = w.prompts.sources
    topic = np.array([each.topic for each in known])[source]
    endless = np.array([each.n_items for each in known])[source] == 0
    seed = _seeds(w, source)
    short = (g.random(n) < 0.5) & endless
    prompt = _written(w, source, topic, seed, tails, short)
    remark = g.random(n) < np.where(source < FREE, 0.07, 0.01)
    # The first sayings are the commonest.
    saying = pl.Series(SAYINGS).gather((len(SAYINGS) * g.random(n) ** 1.8).astype(np.int64))
    either = pl.DataFrame({"prompt": prompt, "saying": saying, "remark": remark})
    prompt = either.select(pl.when("remark").then("saying").otherwise("prompt").alias("prompt"))["prompt"]
    unkept = pl.Series(habits(w, "textless", bool)[rows.persona])
    texts = pl.Series(list(systems), dtype=pl.String).gather(system)
    return Asked(prompt.set(unkept, None), texts.set(unkept, None), topic)


def _seeds(w: World, source: Ints) -> Hashes:
    """Return what halves are drawn by: anything, or one of the items of a source that has so many."""
    known = w.prompts.sources
    n_items = np.array([each.n_items for each in known], dtype=np.uint64)[source]
    base = np.array([each.base for each in known], dtype=np.uint64)[source]
    anything = w.arrays.integers(0, 2**62, len(source)).astype(np.uint64)
    item = mixed(anything + np.uint64(5)) % np.maximum(n_items, np.uint64(1))
    return np.where(n_items > 0, base * np.uint64(1000003) + item, anything)


def _written(w: World, source: Ints, topic: Ints, seed: Hashes, tails: list[str], short: Flags) -> pl.Series:
    def pick(texts: list[str], salt: int) -> pl.Series:
        where = mixed(seed + np.uint64(salt)) % np.uint64(len(texts))
        return pl.Series(texts).gather(where.astype(np.int64))

    def of_topic(table: dict[str, list[str]], salt: int) -> pl.Series:
        n = np.array([len(table[name]) for name in TOPICS])
        first = np.cumsum(n) - n
        where = (mixed(seed + np.uint64(salt)) % n[topic].astype(np.uint64)).astype(np.int64)
        return pl.Series([text for name in TOPICS for text in table[name]]).gather(first[topic] + where)

    def around(part: str) -> pl.Series:
        return pl.Series([getattr(each, part) for each in w.prompts.sources]).gather(source)

    parts = pl.DataFrame(
        {
            "before": around("before"),
            "opening": pick(OPENINGS, 77).set(pl.Series(source >= FREE), ""),
            "verb": of_topic(VERBS, 1),
            "thing": of_topic(THINGS, 2),
            "wish": of_topic(WISHES, 3),
            "tail": pick(tails, 11),
            "amid": around("amid"),
            "second": pick(tails, 12),
            "third": pick(tails, 13).set(pl.Series(short), ""),
            "after": around("after"),
        }
    )
    text = pl.concat_str(
        "before", "opening", "verb", pl.lit(" "), "thing", pl.lit(", "), "wish", pl.lit(". "), "tail", "amid", "second",
        pl.lit(" "), "third", "after",
    )  # fmt: skip
    return parts.select(text.str.strip_chars())["before"]
