"""Of the texts of prompts a load keeps how some begin, and nothing beside it."""

import polars as pl

from linkage.ledger.prompts import EXAMPLE_CHARACTERS, beginnings


def test_beginnings_keep_nothing_of_the_batch_that_the_texts_were_in() -> None:
    texts = [f"{n} ändert {'sich nicht ' * 10_000}" for n in range(30)]
    batch = pl.DataFrame({"account_id": ["a"] * 30, "prompt": range(30), "text": texts})
    kept = beginnings(batch.head(3))
    assert kept["text"].to_list() == [text[:EXAMPLE_CHARACTERS] for text in texts[:3]]
    buffers = kept["text"].to_arrow(compat_level=pl.CompatLevel.newest()).buffers()
    assert sum(buffer.size for buffer in buffers if buffer) < 10 * EXAMPLE_CHARACTERS
