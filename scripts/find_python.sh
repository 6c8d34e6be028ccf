#!/bin/sh
# Prints the path of a Python of 3.11 or newer: the one that is given, or the first that is found.
# A name may stand for a launcher that cannot start anything (pyenv's shims), so each is run before it is chosen.

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

if [ -n "$1" ]; then
    if is_new_enough "$1"; then
        command -v "$1"
        exit 0
    fi
    echo "azfunc needs Python 3.11 or newer, and PYTHON=$1 is older or does not start." >&2
    echo "Give the path of another one: make demo PYTHON=/path/to/python3.13" >&2
    exit 1
fi

for name in python3.13 python3.12 python3.11 python3 python; do
    if is_new_enough "$name"; then
        command -v "$name"
        exit 0
    fi
done

echo "azfunc needs Python 3.11 or newer, and none of python3.13, python3.12, python3.11, python3 is one." >&2
echo "Install it from https://www.python.org/downloads/ or with your system's packages, then try again;" >&2
echo "or say where it is: make demo PYTHON=/path/to/python3.13" >&2
exit 1
