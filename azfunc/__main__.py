"""`python -m azfunc` is the azfunc command."""

from azfunc.cli.main import main

main()
