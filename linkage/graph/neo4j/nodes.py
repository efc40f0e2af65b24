"""Where nodes are in the server's store: their ids there, by which it finds them at half the price of their keys.

The server gives the id of a deleted node to another one only once every transaction that was open at the deletion has
ended. So an id that was read while a publisher holds its lock means the same node, or none, for as long as it does;
`Publisher.confirm` asks for that before each batch is committed. An id is never kept longer than a publication.

They are read in pages, in the order of an index, so that no transaction grows with the database.
"""

from dataclasses import dataclass, field
from typing import Final

import polars as pl

from linkage.errors import GraphOutOfMemory
from linkage.graph.neo4j.database import Database, Row
from linkage.graph.schema import IDENTIFIER_LABELS
from linkage.graph.statements import Statement, statement

_AT_ONCE: Final = 20_000
_FEWEST: Final = 50
"""A page of so few nodes that does not fit into the server's memory is an error."""
_SCHEMA: Final = {"name": pl.String, "node": pl.Int64}
ACCOUNT: Final = ""
"""What stands for accounts where identifiers have a kind."""


@dataclass(frozen=True, slots=True)
class Nodes:
    """The nodes of accounts and identifiers, read when they are first asked for."""

    database: Database
    _accounts: list[pl.DataFrame] = field(default_factory=list)

    def of(self, table: pl.DataFrame, **ends: str) -> pl.DataFrame:
        """Return rows with a column more for each of `ends`: the node, null where there is none.

        Args:
            table: rows to be written.
            ends: by the column that holds an end's name, its kind, or `ACCOUNT`.
        """
        for column, kind in ends.items():
            found = self._found(kind).rename({"name": column, "node": f"{column}_node"})
            table = table.join(found, on=column, how="left", maintain_order="left")
        return table

    def _found(self, kind: str) -> pl.DataFrame:
        if kind != ACCOUNT:
            return self._read(statement("publish/identifier_nodes"), kind=kind, label=IDENTIFIER_LABELS[kind])
        if not self._accounts:
            self._accounts.append(self._read(statement("publish/account_nodes")))
        return self._accounts[0]

    def _read(self, wanted: Statement, **params: object) -> pl.DataFrame:
        parts, after, some = [pl.DataFrame(schema=_SCHEMA)], "", _AT_ONCE
        while True:
            try:
                names, nodes = self._page(wanted, {**params, "after": after, "some": some})
            except GraphOutOfMemory:
                if some <= _FEWEST:
                    raise
                some = max(some // 4, _FEWEST)
                continue
            parts.append(pl.DataFrame({"name": names, "node": nodes}, schema=_SCHEMA))
            if len(names) < some:
                return pl.concat(parts)
            after = names[-1]

    def _page(self, wanted: Statement, params: dict[str, object]) -> Row:
        return self.database.read(lambda transaction: transaction.run(wanted, **params))[0]
