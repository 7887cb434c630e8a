"""`python -m qualitative.cli`, where the installed command is not at hand."""

from qualitative.cli import main

main()
