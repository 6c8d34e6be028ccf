"""Runs in the venv of Microsoft's packages: builds an app in the legacy model, as ``azfunc build`` does."""

import sys
from pathlib import Path

from azfunc.locator import find_app, load_app
from azfunc.metadata.legacy import build_legacy

source = find_app(sys.argv[1])
build_legacy(
    load_app(source).functions,
    root=source.root,
    script=source.script,
    module=source.module,
    attribute=source.attribute,
    out=Path(sys.argv[2]),
    worker="azfunc" if sys.argv[3:] == ["azfunc"] else "microsoft",
)
