"""The script ``azfunc``."""

import sys
from importlib.util import find_spec
from io import TextIOWrapper


def main() -> None:
    """Runs the command line; says in one line what to install where the extra ``cli`` is missing."""
    missing = [name for name in ("click", "rich") if find_spec(name) is None]
    if missing:
        print(f'azfunc: the command line needs {" and ".join(missing)}: pip install "azfunc[cli]"', file=sys.stderr)
        sys.exit(2)
    from azfunc.cli.group import azfunc

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # what a console cannot show is shown by its number
            stream.reconfigure(errors="backslashreplace")
    azfunc(prog_name="azfunc")
