"""Which column of a file is which field: own names, shipped mappings, or a user's TOML file."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from linkage.errors import MissingColumn, UnknownTable, UnreadableFile, UsageError
from linkage.records.batch import REQUIRED, Table
from linkage.records.fields import FIELDS, Field, as_choice
from linkage.records.headers import likely, printable, remedy, shown

_SHIPPED: Final = ("opentelemetry", "litellm", "envoy")


@dataclass(frozen=True, slots=True)
class Mapping:
    """How the columns of some system's log become the fields of one table.

    Fields that a mapping does not name keep their own names.
    """

    name: str
    table: Table
    fields: dict[str, tuple[str, ...]]
    """Per field the columns that may hold it; per row the first that is not empty wins."""
    values: dict[str, dict[str, str]]
    """Per field, what some of its values are called here."""
    recognise: frozenset[str] = frozenset()
    """Columns that tell this log; with any one of them there, the mapping may be chosen by itself."""
    absent: tuple[str, ...] = ()
    """Texts that stand for "no value" here, in any column."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be read from one file."""

    table: Table
    columns: dict[str, tuple[str, ...]]
    """Per field, the columns of the file that hold it."""
    values: dict[str, dict[str, str]]
    """Per field, what to call some of its values."""
    absent: tuple[str, ...]
    """Texts that stand for "no value"."""
    unknown: tuple[str, ...]
    """Columns that nothing is read from, sorted."""
    mapping: str
    """Name of the mapping, or empty."""
    recognise: tuple[str, ...] = ()
    """Columns of the file that tell the mapping's log, sorted; a row with nothing in them may be something else."""
    elsewhere: tuple[tuple[Table, tuple[str, ...]], ...] = ()
    """Other tables that the file could be read as too, each with those of `unknown` that only it reads."""
    unmet: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Fields that a user's mapping finds nothing for, each with the columns that it names."""

    def wanted(self) -> tuple[str, ...]:
        """Return every column that is to be read, once."""
        held = (column for columns in self.columns.values() for column in columns)
        return tuple(dict.fromkeys([*held, *self.recognise]))

    def prose(self) -> frozenset[str]:
        """Return the columns whose values may have several lines."""
        fields = FIELDS[self.table]
        return frozenset(c for field, columns in self.columns.items() if fields[field].type == "prose" for c in columns)


def read_mapping(path: Path | str) -> Mapping:
    """Return the mapping that a user's TOML file describes.

    ::

        table = "activity"
        [fields]
        account_id = "customer.id"
        ip = ["client_ip", "forwarded_for"]
        [values.status]
        "200" = "ok"

    Raises:
        UnreadableFile: the file is missing.
        UsageError: it is no TOML, or names a table, field or key that does not exist.
    """
    path = Path(path)
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UnreadableFile(f"The mapping {path} cannot be read ({reason}); check the path.") from None
    return parse_mapping(text, path.name.removesuffix(".toml"), str(path))


def parse_mapping(text: str, name: str, origin: str) -> Mapping:
    """Return the mapping in a TOML text; `origin` is what errors call it.

    Raises:
        UsageError: it is no TOML, or names a table, field or key that does not exist.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"The mapping {origin} is not TOML: {error}.") from None
    _known(document, ("name", "table", "prefixes", "recognise", "absent", "fields", "values"), "key", origin)
    table = document.get("table")
    if table not in FIELDS:
        raise UsageError(f"The mapping {origin} needs table = one of {', '.join(FIELDS)}.")
    fields, values = document.get("fields", {}), document.get("values", {})
    if not isinstance(fields, dict) or not (fields or values):
        raise UsageError(f"The mapping {origin} needs a [fields] section, such as account_id = 'user'.")
    _known(fields, FIELDS[table], f"field of {table}", origin)
    if not isinstance(values, dict):
        raise UsageError(f"The mapping {origin} has values that is not a table; write [values.status] and the like.")
    _known(values, FIELDS[table], f"field of {table}", origin)
    prefixes = ("", *_strings(document.get("prefixes", []), "prefixes", origin))
    for field, renamed in values.items():
        if not isinstance(renamed, dict) or not all(isinstance(value, str) for value in renamed.values()):
            raise UsageError(f"The mapping {origin} has values.{field} that is not a table of texts.")
        _meaning(field, renamed, FIELDS[table][field], origin)
    return Mapping(
        name=str(document.get("name", name)),
        table=table,
        fields={
            field: tuple(p + c for c in _strings(columns, f"fields.{field}", origin) for p in prefixes)
            for field, columns in fields.items()
        },
        values={field: dict(renamed) for field, renamed in values.items()},
        absent=_strings(document.get("absent", []), "absent", origin),
        recognise=frozenset(
            p + c for c in _strings(document.get("recognise", []), "recognise", origin) for p in prefixes
        ),
    )


def _strings(value: Any, what: str, origin: str) -> tuple[str, ...]:
    strings = [value] if isinstance(value, str) else value
    if not isinstance(strings, list) or not all(isinstance(string, str) and string for string in strings):
        raise UsageError(f"The mapping {origin} has {what} that is neither a column name nor a list of them.")
    return tuple(strings)


def _meaning(name: str, renamed: dict[str, str], field: Field, origin: str) -> None:
    if not field.choices:
        return
    known = {*field.choices, *(word for word, _ in field.synonyms)}
    meant: dict[str, str] = {}
    for said, choice in renamed.items():
        if as_choice(choice) not in known:
            raise UsageError(
                f"The mapping {origin} says in values.{name} that `{said}` is `{choice}`, which is none of "
                f"{', '.join(field.choices)}."
            )
        if meant.setdefault(as_choice(said), choice) != choice:
            raise UsageError(f"The mapping {origin} says in values.{name} twice what `{said}` is; keep one of them.")


def _known(given: Iterable[str], allowed: Iterable[str], what: str, origin: str) -> None:
    for name in given:
        if name not in allowed:
            raise UsageError(f"The mapping {origin} has no {what} `{name}` to set; known are {', '.join(allowed)}.")


@cache
def shipped_mappings() -> tuple[Mapping, ...]:
    """Return the mappings that come with linkage; in each, a field's own name goes before that log's names for it."""
    folder = resources.files("linkage.records") / "mappings"
    read = (parse_mapping((folder / f"{name}.toml").read_text("utf-8"), name, f"{name}.toml") for name in _SHIPPED)
    return tuple(
        replace(mapping, fields={field: (field, *columns) for field, columns in mapping.fields.items()})
        for mapping in read
    )


def plan(
    name: str, columns: Sequence[str], table: Table | None, mapping: Mapping | None, *, open_ended: bool = False
) -> Plan:
    """Return what to read from the file `name` with these columns.

    The table and mapping that recognise most columns win; a table that has all it requires wins a draw. What has an
    account and a moment in each row is activity, however many columns of accounts a log carries along. In an
    `open_ended` file more columns may turn up later, so those that have not are looked for as well.

    Raises:
        MissingColumn: a required column is not there.
        UnknownTable: no table is named and the columns fit none.
        UnreadableFile: a column that is to be read occurs twice.
    """
    if mapping is not None and table is not None and mapping.table != table:
        raise UsageError(f"The mapping {mapping.name} is for {mapping.table}, not {table}; name one of them.")
    if mapping is not None:
        candidates = [_resolve(columns, mapping.table, mapping)]
    else:
        tables = [table] if table is not None else list(FIELDS)
        candidates = [_resolve(columns, each, None) for each in tables]
        candidates += [
            _resolve(columns, each.table, each)
            for each in shipped_mappings()
            if each.table in tables and each.recognise.intersection(columns)
        ]
    if any(candidate.table == "activity" and not _missing(candidate) for candidate in candidates):
        candidates = [candidate for candidate in candidates if candidate.table != "accounts"]
    best = max(candidates, key=lambda candidate: (len(candidate.columns), not _missing(candidate)))
    complete = [candidate for candidate in candidates if not _missing(candidate)]
    if complete and _missing(best) and best.table in {candidate.table for candidate in complete}:
        best = max(complete, key=lambda candidate: len(candidate.columns))
    is_free = table is None and mapping is None
    if (
        is_free
        and not best.mapping
        and _missing(best)
        and len(likely(columns, "activity")) == len(REQUIRED["activity"])
    ):
        best = _resolve(columns, "activity", None)
    elif is_free and not best.columns:
        raise UnknownTable(
            f"The columns of {name} ({shown(columns)}) "
            "fit none of accounts, activity and observations; "
            "name its columns as documented, or pass a mapping."
        )
    missing = _missing(best)
    meant = mapping.fields.get(missing[0], ()) if mapping and missing else ()
    if meant:
        raise MissingColumn(
            f"The mapping {best.mapping} maps {missing[0]} to {' or '.join(f'`{printable(c)}`' for c in meant)}, "
            f"which {name} has not (it has {shown(columns)}); name a column that is there."
        )
    if missing:
        raise MissingColumn(
            f"{name} has no column `{missing[0]}`, which {best.table} needs (it has {shown(columns)}); "
            f"{remedy(columns, best.table, missing[0], mapped=bool(best.mapping))}."
        )
    twice = [column for held in best.columns.values() for column in held if columns.count(column) > 1]
    if twice:
        raise UnreadableFile(f"{name} has the column `{twice[0]}` twice; keep one of them.")
    asked = mapping.fields.items() if mapping else ()
    unmet = tuple((field, named) for field, named in asked if field not in best.columns)
    best = replace(best, elsewhere=_elsewhere(columns, best), unmet=unmet)
    if not open_ended:
        return best
    used = next((each for each in (mapping, *shipped_mappings()) if each and each.name == best.mapping), None)
    named = {column for field in FIELDS[best.table] for column in (used.fields.get(field, ()) if used else ())}
    everything = [*columns, *FIELDS[best.table], *sorted(named)]
    return replace(best, columns=_resolve(everything, best.table, used).columns)


def _missing(candidate: Plan) -> list[str]:
    return [field for field in REQUIRED[candidate.table] if field not in candidate.columns]


def _elsewhere(columns: Sequence[str], chosen: Plan) -> tuple[tuple[Table, tuple[str, ...]], ...]:
    found = []
    for table, fields in FIELDS.items():
        left = tuple(column for column in chosen.unknown if column in fields)
        if table != chosen.table and left and set(REQUIRED[table]) <= set(columns):
            found.append((table, left))
    return tuple(found)


def _resolve(columns: Sequence[str], table: Table, mapping: Mapping | None) -> Plan:
    there = set(columns)
    resolved: dict[str, tuple[str, ...]] = {}
    for field in FIELDS[table]:
        named = mapping.fields.get(field, ()) if mapping else ()
        found = tuple(column for column in named if column in there)
        if not found and field in there:
            found = (field,)
        if found:
            resolved[field] = found
    used = {column for found in resolved.values() for column in found}
    return Plan(
        table,
        resolved,
        mapping.values if mapping else {},
        mapping.absent if mapping else (),
        tuple(sorted(there - used - {""})),
        mapping.name if mapping else "",
        tuple(sorted(c for c in mapping.recognise & there if columns.count(c) == 1)) if mapping else (),
    )
