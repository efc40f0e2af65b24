"""The command line: a file per command, each parse → call → print; the logic is elsewhere.

Data goes to stdout, talk and progress to stderr, so that output can be piped. Every command takes `--json`.
Commands import what they call when they are called: `--help` must not wait for compilers and data frames.
An error of `linkage.errors` leaves as one sentence and the exit code of its class; nothing else is caught but in
`process`, where a bug becomes a short message.
"""

from linkage.cli.process import main

__all__ = ["main"]
