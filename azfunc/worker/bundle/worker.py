"""What a Functions host starts: the language worker of azfunc, by the interpreter that worker.config.json names."""

import os
import sys

_FOLDER = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - nothing may be imported before the check
_OLDEST = (3, 11)


def main() -> None:
    """Runs the worker; says what is wrong where the interpreter is too old or has no azfunc."""
    if sys.version_info < _OLDEST:
        sys.exit(
            f"azfunc's worker needs Python 3.11 or newer; the host started it with {sys.executable}, {sys.version}"
        )
    sys.path[:] = [path for path in sys.path if os.path.abspath(path) != _FOLDER]  # noqa: PTH100 - "worker" is no name
    try:
        from azfunc.worker.start import start_worker
    except ImportError:
        sys.exit(
            f"azfunc is not installed for {sys.executable}, with which the host started its worker. Let the setting "
            "languageWorkers__python__defaultExecutablePath name a Python that has azfunc[worker], or write this "
            "folder with it: azfunc worker --bundle FOLDER"
        )
    start_worker(sys.argv[1:])


if __name__ == "__main__":
    main()
