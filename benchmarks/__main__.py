"""``python -m benchmarks [--quick] [--json] [--only WORD]``."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence

from benchmarks.build import build_row
from benchmarks.check import check_rows
from benchmarks.declaring import declare_row
from benchmarks.http_handlers import http_rows
from benchmarks.invoking import invoke_rows
from benchmarks.measure import Row, UnavailableError
from benchmarks.models import model_rows
from benchmarks.starting import app_row, import_row
from benchmarks.worker import worker_rows

ROWS: dict[str, Callable[[int], list[Row]]] = {
    "import-3.13": lambda rounds: [import_row("3.13", rounds)],
    "import-3.11": lambda rounds: [import_row("3.11", rounds)],
    "app": lambda rounds: [app_row(rounds)],
    "declare": lambda rounds: [declare_row(rounds)],
    "invoke": invoke_rows,
    "http": http_rows,
    "models": model_rows,
    "build": lambda rounds: [build_row(rounds)],
    "check": check_rows,
    "worker": worker_rows,
}
ROUNDS, QUICK_ROUNDS = 25, 5


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints. The exit status says whether all could be measured, not whether it was fast."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds: a first impression, with more noise")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    parser.add_argument("--only", metavar="WORD", default="", help=f"rows whose key holds WORD: {', '.join(ROWS)}")
    options = parser.parse_args(arguments)
    rows: list[Row] = []
    missing: list[str] = []
    for key, measure in ROWS.items():
        if options.only not in key:
            continue
        print(f"measuring {key} ...", file=sys.stderr, flush=True)
        try:
            rows += measure(QUICK_ROUNDS if options.quick else ROUNDS)
        except UnavailableError as error:
            missing.append(f"{key}: {error}")
    if options.json:
        print(json.dumps({"rows": [row.to_dict() for row in rows], "missing": missing}, indent=2))
    else:
        print("\n".join(table(rows)))
    for text in missing:
        print(f"not measured: {text}", file=sys.stderr)
    return 1 if missing else 0


def table(rows: Sequence[Row]) -> Iterator[str]:
    """The rows as aligned text."""
    head = ("what", "against", "azfunc", "peer", "ratio", "spread", "target", "")
    cells = [head, *(row.cells() for row in rows)]
    widths = [max(len(cell) for cell in column) for column in zip(*cells, strict=True)]
    for line in cells:
        left = "  ".join(cell.ljust(width) for cell, width in zip(line[:2], widths, strict=False))
        right = "  ".join(cell.rjust(width) for cell, width in zip(line[2:], widths[2:], strict=False))
        yield f"{left}  {right}".rstrip()


if __name__ == "__main__":
    sys.exit(main())
