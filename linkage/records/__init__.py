"""What arrives: read, mapped to the three tables, and validated.

A file is told by its first bytes, its table and mapping by its columns. Rows are judged by column expressions, never
one by one, so ten million clean rows take seconds; a bad row is a value (`Batch.rejected`) with file, row, field, code
and message, and only a fault of a whole file is an error. Memory is bounded by the batch, not by the file; one line
of text may be as long as 32 MB.

A time without a zone is UTC; a number is seconds, milliseconds, microseconds or nanoseconds since 1970, as its size
says, or a day such as 20260301; what lies outside 1970 to 2099, or after the latest moment that is asked for, is bad.
A row is a data row: blank lines do not count. A status may be HTTP's, or what other systems call it (banned, success).
Bytes that are not UTF-8, NUL, a line that is no JSON, a row of the wrong width and an empty account id each cost their
row; a file cut short, a quote that is never closed or that swallows rows, a known column that occurs twice, UTF-16 and
a JSON array cost the file. In CSV empty values beyond the header's, as a delimiter at the end of rows makes them, are
none; a line inside a quoted value counts as a bad row of its own, but for prompts and other prose.
Texts are taken as they are but for white space around them: what they *identify*
is settled by `linkage.identifiers`.
"""

from linkage.records.batch import Batch, Table
from linkage.records.mapping import Mapping, read_mapping
from linkage.records.read import read
from linkage.records.sources import Source, find_sources, passed_over

__all__ = ["Batch", "Mapping", "Source", "Table", "find_sources", "passed_over", "read", "read_mapping"]
