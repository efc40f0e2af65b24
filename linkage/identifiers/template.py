"""Prompt templates: ids that `linkage.templates` assigned, or that the caller's own system did."""

from linkage.identifiers.opaque import clean, quick

__all__ = ["clean", "quick"]
