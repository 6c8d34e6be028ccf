"""Writes docs/worker-differences.md, from the table that the worker's conformance suite goes by.

``python scripts/worker_differences.py`` writes the page, ``--check`` fails if the written one is not up to date.
"""

import runpy
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "worker-differences.md"
TABLE = ROOT / "tests" / "worker" / "differences.py"
HEAD = """# Differences from Microsoft's worker

azfunc brings a language worker of its own. One suite, `tests/worker/test_conformance.py`, drives it and Microsoft's
runtime for Python 3.13 over the same stream. Where the suite sees the two do the same, nothing is written here; this
is where they part. Made by `make reference`; each row is shown by a test.

| | Microsoft's worker | azfunc's worker | why |
|---|---|---|---|
"""


def main() -> None:
    text = render_page()
    if "--check" in sys.argv:
        is_current = PAGE.is_file() and PAGE.read_text("utf-8") == text
        sys.exit(0 if is_current else "docs/worker-differences.md is not up to date; run 'make reference'")
    PAGE.write_text(text, "utf-8")


def render_page() -> str:
    """The page."""
    rows = runpy.run_path(str(TABLE))["DIFFERENCES"]
    return HEAD + "".join(f"| {row.about} | {row.microsoft} | {row.azfunc} | {row.why} |\n" for row in rows)


if __name__ == "__main__":
    main()
