"""What a statement's text mentions, read with regular expressions that fit how our files are written."""

import re
from dataclasses import dataclass
from functools import cached_property

WRITES = re.compile(r"\b(CREATE|MERGE|SET|DELETE|REMOVE)\b")


@dataclass(frozen=True)
class Text:
    """A statement's text, strings cut out."""

    source: str

    @cached_property
    def bare(self) -> str:
        return re.sub(r"'[^']*'", "''", self.source)

    @property
    def params(self) -> set[str]:
        return set(re.findall(r"\$(\w+)", self.bare))

    @property
    def labels(self) -> set[str]:
        in_patterns = re.findall(r"\(\w*:(\w+)", self.bare)
        set_or_removed = re.findall(r"\b(?:SET|REMOVE)\s+\w+:(\w+)", self.bare)
        return {*in_patterns, *set_or_removed}

    @property
    def types(self) -> set[str]:
        return {name for found in re.findall(r"\[\w*:([A-Z_|]+)", self.bare) for name in found.split("|")}

    @property
    def properties(self) -> list[tuple[tuple[str, ...], str]]:
        """Each property with the labels or types of the variable or pattern that it stands on."""
        bound: dict[str, tuple[str, ...]] = {}
        for name, label in re.findall(r"\((\w+):(\w+)", self.bare):
            bound[name] = (*bound.get(name, ()), label)
        for name, types in re.findall(r"\[(\w+):([A-Z_|]+)", self.bare):
            bound[name] = (*bound.get(name, ()), *types.split("|"))
        found = [
            (bound[name], key)
            for name, key in re.findall(r"(?<![$\w.])(\w+)\.(\w+)\b(?!\()", self.bare)
            if name in bound
        ]
        for owner, inside in re.findall(r"[(\[]\w*:([\w|]+)\s*\{([^}]*)\}", self.bare):
            found += [(tuple(owner.split("|")), key) for key in re.findall(r"(\w+)\s*:", inside)]
        return found

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of what is returned, outside of subqueries."""
        outside = self.bare
        while (shorter := re.sub(r"\{[^{}]*\}", "", outside)) != outside:
            outside = shorter
        _, found, tail = outside.rpartition("RETURN ")
        if not found:
            return ()
        tail = re.split(r"\b(?:ORDER BY|LIMIT|SKIP)\b", tail)[0]
        while (shorter := re.sub(r"\([^()]*\)|\[[^\[\]]*\]", "", tail)) != tail:
            tail = shorter
        return tuple(part.split(" AS ")[-1].strip().rpartition(".")[2] for part in tail.split(","))
