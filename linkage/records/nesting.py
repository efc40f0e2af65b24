"""Finds fields inside nested JSON: every leaf goes by its dotted path, however its keys are cut."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import polars as pl

Path = tuple[str, ...]
"""The keys, from the outside in, that lead to one leaf."""

_DEEPEST: Final = 64
"""An object that lies in so many others is a leaf: no log nests so deep, and whoever does is not to end a load."""
_WRAPPERS: Final = {
    "resourceSpans": ("scopeSpans", "spans"),
    "resourceLogs": ("scopeLogs", "logRecords"),
}
"""OpenTelemetry's own JSON: many records in a line, in two lists inside each other, with what they share around."""


def flattened(record: dict[str, Any], prefix: str = "", depth: int = 0) -> dict[str, Any]:
    """Return every leaf of a record by its dotted path; lists are leaves, but for lists of keys and values."""
    flat: dict[str, Any] = {}
    for key, value in record.items():
        name = prefix + key
        inner = _as_object(value) if depth < _DEEPEST else None
        if inner is None:
            flat[name] = value
        else:
            flat.update(flattened(inner, f"{name}.", depth + 1))
    return flat


def records_in(line: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the records that one line holds: itself, or the spans or log records that OpenTelemetry wraps."""
    for wrapper, (scopes, records) in _WRAPPERS.items():
        if isinstance(line.get(wrapper), list):
            return [
                {**record, "resource": resource.get("resource", {})}
                for resource in _objects(line[wrapper])
                for scope in _objects(resource.get(scopes))
                for record in _objects(scope.get(records))
            ]
    return [line]


def is_regular(lines: Iterable[dict[str, Any]]) -> bool:
    """Return whether all lines are records whose fields lie in plain objects, so that blocks can be read at once."""
    return not any(_is_wrapped(line) or _has_pairs(line) for line in lines)


def schema_of(lines: Sequence[dict[str, Any]], wanted: Sequence[str]) -> tuple[dict[str, Any], dict[str, Path]] | None:
    """Return the polars schema that reads the `wanted` dotted paths as String, and each one's keys.

    A path that occurs in none of the lines is looked for in the innermost object that begins it. None when one path is
    spelled by different keys, or is at once a leaf and an object: then lines must be read one by one.
    """
    leaves: dict[str, set[Path]] = {}
    objects: set[Path] = set()
    for line in lines:
        for path, is_leaf in _walk(line, ()):
            if is_leaf:
                leaves.setdefault(".".join(path), set()).add(path)
            else:
                objects.add(path)
    if any(len(leaves.get(name, ())) > 1 or leaves.get(name, set()) & objects for name in wanted):
        return None
    chosen = {name: next(iter(leaves[name])) for name in wanted if name in leaves}
    for name in wanted:
        likely = _likely(name, objects)
        if name not in leaves and likely not in objects:
            chosen[name] = likely
    tree: dict[str, Any] = {}
    for path in chosen.values():
        node = tree
        for key in path[:-1]:
            node = node.setdefault(key, {})
        node[path[-1]] = None
    return {key: _dtype(inner) for key, inner in tree.items()}, chosen


def _dtype(inner: dict[str, Any] | None) -> Any:
    return pl.String() if inner is None else pl.Struct({key: _dtype(value) for key, value in inner.items()})


def _likely(name: str, objects: set[Path]) -> Path:
    inside = [path for path in objects if name.startswith(".".join(path) + ".")]
    if not inside:
        return (name,)
    home = max(inside, key=lambda path: len(".".join(path)))
    return (*home, name[len(".".join(home)) + 1 :])


def _walk(record: dict[str, Any], prefix: Path) -> Iterator[tuple[Path, bool]]:
    for key, value in record.items():
        path = (*prefix, key)
        if isinstance(value, dict) and len(prefix) < _DEEPEST:
            yield path, False
            yield from _walk(value, path)
        else:
            yield path, True


def _as_object(value: Any) -> dict[str, Any] | None:
    if isinstance(value, dict):
        return value
    if _is_pairs(value):
        return {pair["key"]: _bare(pair.get("value")) for pair in value}
    return None


def _is_pairs(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(pair, dict) and isinstance(pair.get("key"), str) and len(pair) <= 2 for pair in value)
    )


def _bare(value: Any) -> Any:
    # OpenTelemetry says the type of each value: {"stringValue": "…"}, {"intValue": "7"}.
    if isinstance(value, dict) and len(value) == 1:
        key = next(iter(value))
        if key in ("stringValue", "intValue", "doubleValue", "boolValue"):
            return value[key]
    return value


def _is_wrapped(line: dict[str, Any]) -> bool:
    return any(isinstance(line.get(wrapper), list) for wrapper in _WRAPPERS)


def _has_pairs(record: dict[str, Any], depth: int = 0) -> bool:
    if depth > _DEEPEST:
        return False
    return any(
        _is_pairs(value) or (isinstance(value, dict) and _has_pairs(value, depth + 1)) for value in record.values()
    )


def _objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
