"""``python -m azfunc.worker``: the language worker, as a Functions host starts it."""

import sys

from azfunc.worker.search_path import leave_app_out

if __name__ == "__main__":
    leave_app_out()
    from azfunc.worker.process import main

    main(sys.argv[1:])
