"""The script ``azfunc``."""

import sys
from importlib.util import find_spec


def main() -> None:
    """Runs the command line; says in one line what to install where the extra ``cli`` is missing."""
    missing = [name for name in ("click", "rich") if find_spec(name) is None]
    if missing:
        print(f'azfunc: the command line needs {" and ".join(missing)}: pip install "azfunc[cli]"', file=sys.stderr)
        sys.exit(1)
    from azfunc.cli.group import azfunc

    azfunc(prog_name="azfunc")
