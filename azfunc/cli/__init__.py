"""The ``azfunc`` command: one file per sub-command, over the same API that anyone may call."""
