"""The script ``azfunc``."""

import sys
from importlib.util import find_spec
from io import TextIOWrapper

_NOT_FOR_HOSTS = frozenset(("-h", "--help", "--bundle"))
"""Options of ``azfunc worker`` that are for users; hosts give none of them."""


def main() -> None:
    """Runs the command line; says in one line what to install where the extra ``cli`` is missing.

    The worker is run without that extra, and before anything of it is imported: an app may bring its own click.
    """
    if sys.argv[1:2] == ["worker"] and not {flag.partition("=")[0] for flag in sys.argv[2:]} & _NOT_FOR_HOSTS:
        from azfunc.worker.start import start_worker

        start_worker(sys.argv[2:])
    missing = [name for name in ("click", "rich") if find_spec(name) is None]
    if missing:
        print(f'azfunc: the command line needs {" and ".join(missing)}: pip install "azfunc[cli]"', file=sys.stderr)
        sys.exit(2)
    from azfunc.cli.group import azfunc

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # what a console cannot show is shown by its number
            stream.reconfigure(errors="backslashreplace")
    azfunc(prog_name="azfunc")
