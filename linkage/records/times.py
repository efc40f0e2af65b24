"""Turns what files call a time into whole epoch seconds, UTC."""

from typing import Final

import polars as pl

_MILLIS_FROM: Final = 10**11
_MICROS_FROM: Final = 10**14
_NANOS_FROM: Final = 10**17
"""An integer this large cannot be a count of the coarser unit before the year 5000."""
_DAYS: Final = (19_900_101, 20_991_231)
"""A whole number from here to there is a day, YYYYMMDD: as seconds it would be one in August or September of 1970."""

_UTC_OFFSET: Final = "+00:00"
_UTC_FORMS: Final = tuple(
    f"%Y-%m-%d{sign}%H:%M:%S{rest}" for sign, end in (("T", "Z"), ("T", ""), (" ", "")) for rest in (end, f"%.f{end}")
)
_BASIC: Final = r"^(\d{4})(\d\d)(\d\d)[Tt ](\d\d)(\d\d)"
_BASIC_ENDS: Final = {r"(\D|$)": "${6}", r"(\d\d)(\D|$)": ":${6}${7}"}
"""ISO 8601 without signs in the day and the clock, to the minute or second; a day alone is a number of `_DAYS`."""
_PARTS: Final = (
    r"^(\d{4}-\d{2}-\d{2})"
    r"(?:[Tt ](\d{2}:\d{2})(:\d{2})?(?:[.,]\d+)?)?"
    r" ?(Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$"
)


def epoch_seconds(values: pl.Series) -> pl.Series:
    """Return whole epoch seconds, UTC, as Int64; null where `values` is null or tells no time.

    Numbers are seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by their size; fractions of
    a second are cut. A whole number such as 20260301 is that day, and none where there is no such day. Texts are such
    numbers or ISO 8601 (a date alone is its midnight). A time without a zone is UTC.
    """
    dtype = values.dtype
    if dtype == pl.Date or isinstance(dtype, pl.Datetime):
        return values.dt.epoch("s").cast(pl.Int64)
    if dtype == pl.Int64 or dtype.is_integer():
        return _scaled(values.cast(pl.Int64, strict=False))
    if isinstance(dtype, pl.Decimal) and not dtype.scale:
        return _scaled(values.cast(pl.Int64, strict=False))
    if dtype.is_float() or dtype.is_decimal():
        return _from_float(values.cast(pl.Float64))
    if dtype == pl.Null:
        return values.cast(pl.Int64)
    if dtype != pl.String:
        return pl.Series(values.name, [None] * len(values), pl.Int64)
    return _from_text(values)


def _scaled(numbers: pl.Series) -> pl.Series:
    largest, least = numbers.max(), numbers.min()
    if largest is None or (int(least) > _DAYS[1] and int(largest) < _MILLIS_FROM):  # type: ignore[arg-type]
        return numbers
    n = pl.col("n")
    day = n.cast(pl.String).str.to_date("%Y%m%d", strict=False).dt.epoch("s")
    size = n.abs()
    divisor = (
        pl.when(size < _MILLIS_FROM)
        .then(1)
        .when(size < _MICROS_FROM)
        .then(1_000)
        .when(size < _NANOS_FROM)
        .then(1_000_000)
        .otherwise(1_000_000_000)
    )
    seconds = pl.when(n.is_between(*_DAYS)).then(day).otherwise(n // divisor).cast(pl.Int64)
    return numbers.to_frame("n").select(seconds).to_series().alias(numbers.name)


def _from_float(numbers: pl.Series) -> pl.Series:
    n = pl.col("n")
    half_day = n.is_between(*_DAYS) & (n != n.floor())
    finite = numbers.to_frame("n").select(pl.when(n.is_finite() & ~half_day).then(n.floor())).to_series()
    return _scaled(finite.cast(pl.Int64, strict=False)).alias(numbers.name)


def _from_text(values: pl.Series) -> pl.Series:
    whole = values.cast(pl.Int64, strict=False)
    if whole.null_count() == values.null_count():
        return _scaled(whole)
    odd = whole.is_null() & values.is_not_null()
    if odd.all():
        return _from_iso(values)
    texts = values.filter(odd)
    return _scaled(whole).scatter(odd.arg_true(), _from_iso(texts))


def _from_iso(texts: pl.Series) -> pl.Series:
    uniform = _uniform(texts)
    if uniform is not None:
        return uniform
    if texts.str.contains(_BASIC).any():
        for end, rest in _BASIC_ENDS.items():
            texts = texts.str.replace(_BASIC + end, "${1}-${2}-${3}T${4}:${5}" + rest)
        uniform = _uniform(texts)
        if uniform is not None:
            return uniform
    parts = texts.str.extract_groups(_PARTS).struct.unnest()
    day, minute, second, zone = (pl.col(name) for name in parts.columns)
    clock = pl.concat_str([day, minute.fill_null("00:00"), second.fill_null(":00")], separator=" ", ignore_nulls=True)
    clock = clock.str.replace(r" (:\d{2})$", "$1").str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us")
    digits = zone.str.replace(":", "", literal=True)
    hours = digits.str.slice(1, 2).cast(pl.Int64, strict=False).fill_null(0)
    minutes = digits.str.slice(3, 2).cast(pl.Int64, strict=False).fill_null(0)
    sign = pl.when(digits.str.starts_with("-")).then(-1).otherwise(1)
    found = parts.select(clock.dt.epoch("s") - sign * (hours * 3600 + minutes * 60)).to_series().cast(pl.Int64)
    left = found.is_null() & texts.is_not_null()
    if left.any():
        number = _from_float(texts.filter(left).str.strip_chars().cast(pl.Float64, strict=False))
        found = found.scatter(left.arg_true(), number)
    return found.alias(texts.name)


def _uniform(texts: pl.Series) -> pl.Series | None:
    """Return the times when all have one of the usual forms of UTC, much faster than part by part."""
    if texts.str.ends_with(_UTC_OFFSET).all():
        texts = texts.str.strip_suffix(_UTC_OFFSET)
    n_null = texts.null_count()
    for form in _UTC_FORMS:
        if texts.head(1).str.to_datetime(form, strict=False, time_unit="us").null_count():
            continue
        times = texts.str.to_datetime(form, strict=False, time_unit="us")
        if times.null_count() == n_null:
            return times.dt.epoch("s").cast(pl.Int64)
    return None
