"""``python -m azfunc.worker``: the language worker, as a Functions host starts it."""

from azfunc.worker.process import main

if __name__ == "__main__":
    main()
