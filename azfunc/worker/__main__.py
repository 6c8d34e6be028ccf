"""``python -m azfunc.worker``: the language worker, as a Functions host starts it."""

import sys

from azfunc.worker.start import start_worker

if __name__ == "__main__":
    start_worker(sys.argv[1:])
