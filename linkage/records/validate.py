"""Judges raw rows by column expressions: valid rows get their types, bad ones become rejected rows with a reason."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from linkage.records.batch import DERIVED, IDENTIFIER_COLUMNS, REJECTED_SCHEMA, SCHEMAS, Batch
from linkage.records.cells import NULL_WORDS, first_of, text_of, whole_numbers
from linkage.records.fields import EARLIEST, FIELDS, LATEST, OPEN_KINDS, Field, as_choice, until
from linkage.records.mapping import Plan
from linkage.records.other_rows import without_others
from linkage.records.raw import Raw
from linkage.records.rejection import shown, words
from linkage.records.times import epoch_seconds
from linkage.settings import LoadSettings

_CONTROL: Final = r"[\x00-\x1f\x7f]"
_UNTIDY: Final = r"[\x00-\x1f\x7f]|^\s|\s$"
_SETTLED: Final = frozenset({"organisation_id", *(name for names in IDENTIFIER_COLUMNS.values() for name in names)})
"""Fields of whose values `linkage.identifiers` tells which say nothing, and how many did."""
_MOMENTS: Final = "ISO 8601, YYYYMMDD or seconds since 1970"
_KEY_FORM: Final = r"^(?:sk|rk|pk)-[A-Za-z0-9_-]{20,}$"


@dataclass(frozen=True, slots=True)
class Fault:
    """Rows whose value in one field is bad, for one reason."""

    field: str
    code: str
    message: str
    bad: pl.Series
    """Boolean, one per row."""


@dataclass(frozen=True, slots=True)
class Column:
    """One field after judging: typed values (anything where bad), what the file said, and what is wrong with it."""

    values: pl.Series
    given: pl.Series
    """String or Binary, for rejected rows."""
    faults: list[Fault]


def validate(raw: Raw, plan: Plan, name: str, settings: LoadSettings, latest: int | None = None) -> Batch:
    """Return the batch that raw rows make, read by `plan` from the file `name`; nothing in it is after `latest`."""
    raw, others = without_others(raw, plan)
    # In accounts a date far off stands for never, beside all else that is known of them.
    fields = FIELDS[plan.table] if latest is None or plan.table == "accounts" else until(latest, FIELDS[plan.table])
    columns = {field: _column(raw, plan, fields[field], settings) for field in plan.columns}
    rows = pl.DataFrame(
        [
            columns[field].values.cast(dtype).alias(field) if field in columns else _absent(field, dtype, plan, raw)
            for field, dtype in SCHEMAS[plan.table].items()
        ]
    )
    if latest is not None and plan.table == "accounts":
        times = [name for name, field in fields.items() if field.type == "time"]
        said = {name: pl.col(name).is_between(EARLIEST, latest, closed="right") for name in times}
        rows = rows.with_columns(pl.when(known).then(pl.col(name)).alias(name) for name, known in said.items())
    faults = [fault for column in columns.values() for fault in column.faults]
    faults += _order(columns)
    given = {field: column.given for field, column in columns.items()}
    batch = assemble(raw, plan, name, rows, faults, given, settings)
    return replace(
        batch,
        n_rows=batch.n_rows + int(others["n_rows"].sum()),
        ignored=others,
        unmet=tuple((field, columns) for field, columns in plan.unmet if _is_empty(raw.frame, columns)),
    )


def _is_empty(frame: pl.DataFrame, columns: Sequence[str]) -> bool:
    """Return whether no row has anything in any of the columns: of NDJSON the first lines alone do not tell."""
    return all(frame[name].null_count() == frame.height for name in columns if name in frame.columns)


def assemble(
    raw: Raw,
    plan: Plan,
    name: str,
    rows: pl.DataFrame,
    faults: list[Fault],
    given: dict[str, pl.Series],
    settings: LoadSettings,
) -> Batch:
    """Return the batch of `rows` without those at fault."""
    rejected = raw.faults.select(
        pl.lit(name).alias("file"), "row", "field", "code", "message", pl.lit("").alias("value")
    )
    numbers = raw.numbers
    if faults:
        bad = pl.DataFrame([fault.bad.alias(str(i)) for i, fault in enumerate(faults)]).select(
            pl.any_horizontal(pl.all())
        )
        said = [
            _said(fault, given.get(fault.field), _hidden(fault, plan, given, settings), numbers) for fault in faults
        ]
        found = pl.concat(said).with_columns(pl.lit(name).alias("file")).select(*REJECTED_SCHEMA)
        rejected = pl.concat([rejected, found]).sort("row", maintain_order=True)
        good = ~bad.to_series()
        rows, numbers = rows.filter(good), numbers.filter(good)
    return Batch(
        table=plan.table,
        rows=rows,
        rejected=rejected,
        n_rows=raw.frame.height + raw.faults["row"].n_unique(),
        n_bytes=raw.n_bytes,
        file=name,
        row_numbers=numbers,
        unknown_columns=plan.unknown,
        elsewhere=plan.elsewhere,
        mapping=plan.mapping,
    )


def _absent(field: str, dtype: pl.DataType, plan: Plan, raw: Raw) -> pl.Series:
    default = None if field in DERIVED else FIELDS[plan.table][field].default
    return pl.select(pl.repeat(default, raw.frame.height, dtype=dtype)).to_series().alias(field)


def _column(raw: Raw, plan: Plan, field: Field, settings: LoadSettings) -> Column:
    candidates = [_present(raw.frame[column], plan.absent) for column in plan.columns[field.name]]
    given = candidates[0]
    for other in candidates[1:]:
        given = first_of(given, other, NULL_WORDS if field.type == "id" else ())
    judge = _JUDGES[field.type]
    return judge(given.alias(field.name), field, plan.values.get(field.name, {}), settings)


def _present(given: pl.Series, absent: tuple[str, ...]) -> pl.Series:
    """Return the column with null for texts that stand for no value."""
    if not absent or given.dtype not in (pl.String, pl.Binary):
        return given
    nothing: list[str] | list[bytes] = [*absent] if given.dtype == pl.String else [text.encode() for text in absent]
    return given.to_frame("v").select(pl.when(~pl.col("v").is_in(nothing)).then(pl.col("v"))).to_series()


def _text(given: pl.Series, field: Field, values: dict[str, str], settings: LoadSettings) -> Column:
    texts, undecodable = text_of(given)
    if given.dtype.is_nested():
        return Column(texts, given, _real([Fault(field.name, "type", "is no text", given.is_not_null())]))
    untidy = bool(texts.str.contains(_UNTIDY).any())
    texts = texts.str.strip_chars() if untidy else texts
    if values:
        texts = texts.replace(values)
    if field.name == "country":
        texts = texts.str.to_uppercase()
    limit = settings.max_value_bytes
    lengths = texts.str.len_bytes()
    faults = []
    least = lengths.min()
    if least == 0:
        texts = texts.set(lengths == 0, None)
    if field.type == "id" and field.name not in _SETTLED and (nobody := texts.is_in(NULL_WORDS)).any():
        texts = texts.set(nobody, None)
    longest = lengths.max()
    if field.type != "prose":
        if isinstance(longest, int) and longest > limit:
            faults.append(Fault(field.name, "too_long", f"more than {limit} bytes long", _true(lengths > limit)))
        if untidy:
            control = _true(texts.str.contains(_CONTROL))
            faults.append(Fault(field.name, "control_character", "holds a NUL or another control character", control))
    if field.name == "api_key_id":
        faults.append(Fault(field.name, "secret", "is an API key; give its id", _true(texts.str.contains(_KEY_FORM))))
    if undecodable is not None:
        faults.append(Fault(field.name, "encoding", "is not UTF-8", undecodable))
    if field.required and texts.null_count():
        missing = texts.is_null() if undecodable is None else texts.is_null() & ~undecodable
        faults.append(Fault(field.name, "missing", "is empty", missing))
    return Column(texts, given, _real(faults))


def _choice(given: pl.Series, field: Field, values: dict[str, str], settings: LoadSettings) -> Column:
    column = _text(given, field, {}, settings)
    texts = column.values.str.to_lowercase().str.replace_all(r"[\s-]+", "_")
    texts = texts.replace({as_choice(said): as_choice(meant) for said, meant in values.items()})
    if "rate_limited" in field.choices:
        texts = texts.str.replace(r"^429$", "rate_limited").str.replace(r"^[1-3]\d\d$", "ok")
        texts = texts.str.replace(r"^[45]\d\d$", "error")
    texts = texts.replace(dict(field.synonyms))
    unknown = _true(~texts.is_in(list(field.choices)))
    fault = Fault(field.name, "unknown_value", f"is none of {', '.join(field.choices)}", unknown)
    return Column(texts, given, column.faults or _real([fault]))


def _time(given: pl.Series, field: Field, values: dict[str, str], settings: LoadSettings) -> Column:
    outside = "not in 1970-2099" if field.high == LATEST - 1 else "before 1970 or more than a year from now"
    return _number(given, field, epoch_seconds, f"is no time ({_MOMENTS})", f"{outside} ({_MOMENTS})")


def _count(given: pl.Series, field: Field, values: dict[str, str], settings: LoadSettings) -> Column:
    between = f"not between {field.low} and {field.high}"
    return _number(given, field, whole_numbers, "is no whole number", between)


def _number(
    given: pl.Series, field: Field, parse: Callable[[pl.Series], pl.Series], not_one: str, outside: str
) -> Column:
    cells, undecodable = given, None
    if given.dtype in (pl.String, pl.Binary):
        cells, undecodable = text_of(given)
        cells = cells.replace("", None) if (cells == "").any() else cells
    numbers = parse(cells)
    if cells.dtype == pl.String and (odd := numbers.is_null() & cells.is_not_null()).any():
        at = odd.arg_true()
        texts = cells.gather(at).str.strip_chars()
        texts = texts.set(texts.is_in(["", *NULL_WORDS]), None)
        cells, numbers = cells.clone().scatter(at, texts), numbers.scatter(at, parse(texts))
    faults = []
    if undecodable is not None:
        faults.append(Fault(field.name, "encoding", "is not UTF-8", undecodable))
    if numbers.null_count() > cells.null_count():
        faults.append(Fault(field.name, "type", not_one, numbers.is_null() & cells.is_not_null()))
    if field.required and cells.null_count():
        missing = cells.is_null() if undecodable is None else cells.is_null() & ~undecodable
        faults.append(Fault(field.name, "missing", "is empty", missing))
    least, largest = numbers.min(), numbers.max()
    if least is not None and not (field.low <= int(least) and int(largest) <= field.high):  # type: ignore[arg-type]
        bad = _true(~numbers.is_between(field.low, field.high))
        faults.append(Fault(field.name, "out_of_range", outside, bad))
    if field.default is not None and numbers.null_count():
        numbers = numbers.fill_null(field.default)
    return Column(numbers, given, _real(faults))


def _order(columns: dict[str, Column]) -> list[Fault]:
    if "first_seen" not in columns or "last_seen" not in columns:
        return []
    backwards = _true(columns["last_seen"].values < columns["first_seen"].values)
    return _real([Fault("last_seen", "order", "is before first_seen", backwards)])


def _true(bad: pl.Series) -> pl.Series:
    return bad.fill_null(False)


def _real(faults: list[Fault]) -> list[Fault]:
    return [fault for fault in faults if fault.bad.any()]


def _hidden(fault: Fault, plan: Plan, given: dict[str, pl.Series], settings: LoadSettings) -> pl.Series | bool:
    """Return whether the value may not be shown, for all rows or for each."""
    if plan.table == "observations" and fault.field == "value":
        return ~text_of(given["kind"])[0].is_in(OPEN_KINDS - set(settings.sensitive_kinds)).fill_null(False)
    kind = IDENTIFIER_COLUMNS[plan.table].get(fault.field)
    return FIELDS[plan.table][fault.field].sensitive or kind in settings.sensitive_kinds


def _said(fault: Fault, given: pl.Series | None, hidden: pl.Series | bool, numbers: pl.Series) -> pl.DataFrame:
    rows = numbers.filter(fault.bad)
    told = pl.Series([""] * len(rows), dtype=pl.String)
    if given is not None and hidden is not True:
        texts, _ = text_of(given.filter(fault.bad), replace=True)
        told = words(shown(texts)) if fault.code == "unknown_value" else shown(texts)
        if isinstance(hidden, pl.Series):
            told = told.set(hidden.filter(fault.bad), "")
    n = len(rows)
    return pl.DataFrame(
        {
            "row": rows,
            "field": [fault.field] * n,
            "code": [fault.code] * n,
            "message": [fault.message] * n,
            "value": told,
        }
    )


_JUDGES: Final[dict[str, Callable[[pl.Series, Field, dict[str, str], LoadSettings], Column]]] = {
    "id": _text,
    "text": _text,
    "prose": _text,
    "choice": _choice,
    "time": _time,
    "count": _count,
}
