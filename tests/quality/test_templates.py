"""How well templates are found again on a generated corpus, beside all pairs by shingles and by TF-IDF."""

import random
from collections import Counter

import numpy as np
import numpy.typing as npt
import polars as pl
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from linkage.templates import Prints, assign, fingerprints, learn

N_TEMPLATES, N_PER_TEMPLATE, N_ALONE = 25, 40, 500
KINDS = ("exact", "dropped", "reordered", "paraphrased", "mixed")


def corpus(kind: str, seed: int = 1) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Prompts of templates of 2 to 6 sentences with slots, and prompts alone, over one Zipf vocabulary."""
    draw = random.Random(seed)
    words = ["".join(draw.choices("abcdefghiklmnoprstuvw", k=draw.randint(2, 9))) for _ in range(3000)]
    weights = [1 / (rank + 10) for rank in range(3000)]
    stock = [draw.choices(words, weights, k=8) for _ in range(30)]

    def sentence() -> list[str]:
        return draw.choice(stock) if draw.random() < 0.15 else draw.choices(words, weights, k=draw.randint(8, 16))

    texts, labels = [], []
    for template in range(N_TEMPLATES):
        mould = [sentence() for _ in range(draw.randint(2, 6))]
        for _ in range(N_PER_TEMPLATE):
            texts.append(changed(mould, draw.choice(KINDS[:4]) if kind == "mixed" else kind, draw, words, weights))
            labels.append(template)
    for number in range(N_ALONE):
        texts.append(" ".join(word for _ in range(draw.randint(2, 6)) for word in sentence()))
        labels.append(N_TEMPLATES + number)
    return texts, np.array(labels)


def changed(mould: list[list[str]], kind: str, draw: random.Random, words: list[str], weights: list[float]) -> str:
    parts = [list(part) for part in mould]
    if kind == "dropped":
        parts = [[word for word in part if draw.random() > 0.1] for part in parts]
    if kind == "reordered":
        draw.shuffle(parts)
    if kind == "paraphrased":
        parts = [[draw.choices(words, weights)[0] if draw.random() < 0.12 else word for word in part] for part in parts]
    slot = draw.choices(words, weights, k=draw.randint(3, 40))
    at = draw.randint(0, len(parts))
    return " ".join(word for part in [*parts[:at], slot, *parts[at:]] for word in part)


def f1(found: npt.NDArray[np.int64], truth: npt.NDArray[np.int64]) -> float:
    """Pairwise F1 of a partition; -1 is nobody's group."""

    def pairs(counts: Counter[object]) -> int:
        return sum(n * (n - 1) // 2 for n in counts.values())

    grouped = [(int(a), int(b)) for a, b in zip(found, truth, strict=True) if a >= 0]
    together = pairs(Counter(grouped))
    both = pairs(Counter(a for a, _ in grouped)) + pairs(Counter(truth.tolist()))
    return 2 * together / both


def nearest_groups(alike: sp.csr_matrix, least: float) -> npt.NDArray[np.int64]:
    """Components of the graph from each row to its five nearest from a similarity on."""
    dense = alike.toarray()
    np.fill_diagonal(dense, 0)
    near = np.argsort(-dense, axis=1, kind="stable")[:, :5]
    rows = np.repeat(np.arange(len(dense)), 5)
    use = dense[rows, near.ravel()] >= least
    graph = sp.csr_matrix((np.ones(use.sum()), (rows[use], near.ravel()[use])), shape=dense.shape)
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)


def by_tf_idf(texts: list[str], least: float) -> npt.NDArray[np.int64]:
    names = {word: number for number, word in enumerate(sorted({word for text in texts for word in text.split()}))}
    entries = [(row, names[word]) for row, text in enumerate(texts) for word in text.split()]
    rows, columns = np.array(entries).T
    counts = sp.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(texts), len(names)))
    weighted = (counts @ sp.diags(np.log(len(texts) / np.asarray((counts > 0).sum(axis=0)).ravel()))).tocsr()
    lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    unit = sp.diags(1 / lengths) @ weighted
    return nearest_groups((unit @ unit.T).tocsr(), least)


def by_min_hash(texts: list[str], least: float) -> npt.NDArray[np.int64]:
    """Jaccard of all three-token shingles, exactly: what MinHash estimates, so no worse than it."""
    sets = [{tuple(words[at : at + 3]) for at in range(len(words) - 2)} for words in map(str.split, texts)]
    names = {each: number for number, each in enumerate(sorted(set().union(*sets)))}
    rows = np.repeat(np.arange(len(sets)), [len(each) for each in sets])
    columns = np.array([names[each] for own in sets for each in own])
    shingles = sp.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(sets), len(names)))
    common = (shingles @ shingles.T).tocoo()
    size = np.array([len(each) for each in sets])
    jaccard = common.data / (size[common.row] + size[common.col] - common.data)
    return nearest_groups(sp.csr_matrix((jaccard, (common.row, common.col)), shape=common.shape), least)


def by_templates(texts: list[str]) -> npt.NDArray[np.int64]:
    """Learned on every second prompt, assigned to all."""
    learned = learn(fingerprints(pl.Series(texts[::2]), b"k" * 32))
    prints: Prints = fingerprints(pl.Series(texts), b"k" * 32)
    return assign(prints, learned).astype(np.int64)


def test_templates_are_found_again_under_every_change() -> None:
    table = []
    for kind in KINDS:
        texts, truth = corpus(kind)
        ours = f1(by_templates(texts), truth)
        # The baselines compare all pairs, at the best threshold that the truth can tell: a bound, not a rival.
        shingled = max(f1(by_min_hash(texts, least), truth) for least in (0.1, 0.2, 0.3, 0.5))
        weighted = max(f1(by_tf_idf(texts, least), truth) for least in (0.2, 0.3, 0.4, 0.5, 0.6))
        table.append((kind, round(ours, 3), round(shingled, 3), round(weighted, 3)))
    told = pl.DataFrame(table, ["change", "templates", "min_hash", "tf_idf"], orient="row")
    print(told)
    assert (told["templates"] >= 0.75).all(), told
