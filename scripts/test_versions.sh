#!/usr/bin/env bash
# Runs the tests that need no other tool on every supported Python that is found besides the one of .venv, each in an
# environment of its own below .cache.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

find_version() {
    local candidate
    for candidate in "python$1" "$HOME"/.pyenv/versions/"$1".*/bin/python; do
        if "$candidate" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$1')" >/dev/null 2>&1; then
            command -v "$candidate"
            return
        fi
    done
}

failed=()
for version in 3.11 3.12 3.13 3.14; do
    [[ "$(.venv/bin/python -c 'import sys; print("%d.%d" % sys.version_info[:2])')" == "$version" ]] && continue
    python=$(find_version "$version")
    if [[ -z "$python" ]]; then
        echo "Python $version: not found, so not tested"
        continue
    fi
    venv=.cache/python-$version
    if [[ ! $venv/.installed -nt pyproject.toml ]]; then
        echo "Python $version: making $venv with $python"
        { "$python" -m venv "$venv" \
            && "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1" \
            && "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --editable . --group test \
            && touch "$venv/.installed"; } || { failed+=("$version"); continue; }
    fi
    echo "Python $version:"
    "$venv/bin/python" -m pytest -n auto -q tests/unit tests/worker tests/cli samples || failed+=("$version")
done

if ((${#failed[@]})); then
    echo "Failed on Python ${failed[*]}" >&2
    exit 1
fi
