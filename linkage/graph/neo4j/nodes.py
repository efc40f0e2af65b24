"""Where nodes are in the server's store: their ids there, by which it finds them at half the price of their keys.

The server gives the id of a deleted node to another one only once every transaction that was open at the deletion has
ended. So an id that was read while a publisher holds its lock means the same node, or none, for as long as it does;
`Publisher.confirm` asks for that before each batch is committed. An id is never kept longer than a publication.
"""

from dataclasses import dataclass, field
from typing import Final

import polars as pl

from linkage.graph.neo4j.database import Database
from linkage.graph.schema import IDENTIFIER_LABELS
from linkage.graph.statements import Statement, statement

_AT_ONCE: Final = 10_000
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
        schema = {"name": pl.String, "node": pl.Int64}
        parts = [
            pl.DataFrame(list(row), schema=schema, orient="col")
            for rows in self.database.stream(wanted, 4, some=_AT_ONCE, **params)
            for row in rows
        ]
        return pl.concat([pl.DataFrame(schema=schema), *parts])
