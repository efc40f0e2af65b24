"""`python -m linkage` is the command `linkage`."""

from linkage.cli import main

main()
