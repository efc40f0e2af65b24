"""Finds the accounts of an LLM API that one party runs while pretending to be many, and says why.

The flow goes one way, one word per folder::

    records → identifiers → templates → ledger → links → communities → campaigns → graph → api, cli, export

`linkage.detection` is the pipeline on one page.
"""

__version__ = "0.1.0"
