"""Results for other tools."""

from linkage.export.graphml import graphml

__all__ = ["graphml"]
