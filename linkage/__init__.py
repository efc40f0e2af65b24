"""Finds the accounts of an LLM API that one party runs while pretending to be many, and says why.

The flow goes one way, one word per folder::

    records → identifiers → templates → ledger → links → communities → campaigns → graph → api, cli, export

`linkage.detection` is the pipeline on one page.
"""

import os
from pathlib import Path

from linkage.kernel_cache import keep_kernels

__version__ = "0.1.0"

keep_kernels(os.environ, Path(__file__).parent)
