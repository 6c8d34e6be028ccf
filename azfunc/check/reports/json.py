"""JSON for programs: one object with every diagnostic."""

import json

from azfunc.check.reports.outcome import Outcome, shown_path

VERSION = 1
"""Raised when a key changes its meaning or goes away; new keys may come at any time."""


def write_json(outcome: Outcome) -> str:
    """The report as one JSON object."""
    diagnostics = sorted((*outcome.shown, *outcome.suppressed), key=lambda one: one.order)
    document = {
        "version": VERSION,
        "root": outcome.root,
        "functions": outcome.functions,
        "diagnostics": [{**one.to_dict(), "file": shown_path(one.file)} for one in diagnostics],
        "schedules": [runs._asdict() for runs in outcome.schedules],
        "summary": {
            "errors": outcome.errors,
            "warnings": outcome.warnings,
            "suppressed": len(outcome.suppressed),
        },
    }
    return json.dumps(document, indent=2, ensure_ascii=False)
