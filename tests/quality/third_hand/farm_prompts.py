"""What a farm asks, by archetype: extraction prompts and their rewrites, or what others would ask."""

from .farm_texts import EXTRACTION, SYNONYMS
from .prompts import FREE, VAGUE
from .world import World

Asked = tuple[list[str | None], list[int]]
"""System prompts, and sources of prompts."""


def farm_prompts(w: World, archetype: str, rewrites: bool, borrows: bool) -> Asked:
    """Return what one operator has its accounts ask.

    Args:
        w: the world it is entered into.
        archetype: A1 to A10.
        rewrites: whether a prompt is rewritten 5 to 50 times.
        borrows: whether it hides behind prompts that many people use.
    """
    rng, prompts = w.rng, w.prompts
    if archetype == "A3":
        hidden = relayed(w, rewrites)
        return (borrowed(w) if borrows else hidden), list(range(FREE))
    if archetype == "A5" or borrows:
        return replayed(w, borrows)
    if archetype == "A7":
        return [prompts.system(n_rules=4) for _ in range(rng.randint(1, 20))], list(range(FREE))
    return extraction(w, archetype, rewrites)


def borrowed(w: World) -> list[str | None]:
    """Return default prompts of harnesses."""
    prompts = w.prompts
    return [harness.system for harness in w.rng.choices(prompts.harnesses, prompts.harness_weights, k=3)]


def relayed(w: World, rewrites: bool) -> list[str | None]:
    """Return the hidden system prompt behind which a relay puts what its users ask, and its rewrites."""
    rng, prompts = w.rng, w.prompts
    hidden = prompts.system(n_rules=6)
    sentences = hidden.split(". ")
    systems: list[str | None] = [hidden]
    for _ in range(rng.randint(5, 50) - 1 if rewrites else 0):
        shuffled = " ".join(rng.sample(sentences, len(sentences)))
        systems.append(f"{shuffled} {prompts.words(rng.randint(5, 20))}")
    return systems


def replayed(w: World, borrows: bool) -> Asked:
    """Return prompts of harnesses, with what is asked in them."""
    rng, prompts = w.rng, w.prompts
    systems: list[str | None] = [prompts.in_harness(prompts.some_harness()) for _ in range(rng.randint(2, 6))]
    sources = [rng.choice([0, 2, 1])]
    if borrows:
        sources += [*prompts.popular(4), 0, 1, 2, 6]
    else:
        sources.append(prompts.private("code", rng.randint(50, 500)))
    return systems, sources


def extraction(w: World, archetype: str, rewrites: bool) -> Asked:
    """Return prompts that have answers written for training: one or few texts before a list of tasks."""
    rng, prompts = w.rng, w.prompts
    places = EXTRACTION[3] if archetype == "A4" else rng.choice(EXTRACTION)
    topic = rng.choice(["math", "code", "agent", "code", "math", "data"])
    n_items = rng.choice([0, 0, 60, 200, 500])
    thorough = rng.random() < 0.5
    tag = prompts.words(rng.randint(4, 14)).capitalize() + "."
    n_texts = rng.randint(5, 50) if rewrites else rng.choice([1, 1, 1, 2, 3])
    chosen = [rng.randrange(5) for _ in places]
    in_system = rng.random() < 0.6
    # Whatever the text, the tasks are those of one list.
    tasks = rng.getrandbits(50)
    systems: list[str | None] = []
    sources = []
    for i in range(n_texts):
        if i:
            text = _rewritten(w, places, chosen, thorough)
        else:
            text = " ".join([*(place[choice] for place, choice in zip(places, chosen, strict=True)), tag])
        source = prompts.add("" if in_system else text + "\n", " ", "", topic, n_items)
        prompts.sources[source] = prompts.sources[source]._replace(base=tasks)
        sources.append(source)
        systems.append(text)
    if in_system:
        return systems, sources[:1]
    return [None if rng.random() < 0.7 else rng.choice(VAGUE)], sources


def _rewritten(w: World, places: list[list[str]], chosen: list[int], thorough: bool) -> str:
    rng, prompts = w.rng, w.prompts
    parts = [
        place[choice if rng.random() < (0.15 if thorough else 0.6) else rng.randrange(5)]
        for place, choice in zip(places, chosen, strict=True)
    ]
    if rng.random() < 0.6:
        rng.shuffle(parts)
    parts = [" ".join(_synonym(w, word) for word in part.split()) for part in parts]
    parts.append(prompts.words(rng.randint(6, 24) if thorough else 4).capitalize() + ".")
    return " ".join(parts)


def _synonym(w: World, word: str) -> str:
    return w.rng.choice(SYNONYMS[word]) if word in SYNONYMS and w.rng.random() < 0.6 else word
