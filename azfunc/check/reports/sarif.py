"""SARIF 2.1.0, the format of code scanning.

Follows https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html.
"""

import json
from pathlib import Path
from urllib.parse import quote

from azfunc import __version__
from azfunc.check.diagnostic import Diagnostic
from azfunc.check.reports.outcome import Outcome, shown_path
from azfunc.check.table import rule_of

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def write_sarif(outcome: Outcome) -> str:
    """The report as a SARIF log of one run; suppressed diagnostics are in it, and marked."""
    diagnostics = sorted((*outcome.shown, *outcome.suppressed), key=lambda one: one.order)
    ids = sorted({one.rule for one in diagnostics})
    run = {
        "tool": {"driver": {"name": "azfunc", "version": __version__, "rules": [_rule(rule) for rule in ids]}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, ids.index(one.rule)) for one in diagnostics],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _rule(name: str) -> dict[str, object]:
    rule = rule_of(name)
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.summary},
        "helpUri": rule.page,
        "help": {"text": f"{rule.summary} See {rule.anchor} of azfunc's documentation."},
        "defaultConfiguration": {"level": rule.severity},
    }


def _result(one: Diagnostic, index: int) -> dict[str, object]:
    region: dict[str, object] = {"startLine": one.line}
    if one.column:
        region["startColumn"] = one.column
    subject = f"Function '{one.function}': " if one.function else ""
    text = f"{subject}{one.what}. Found: {one.found}. Expected: {one.expected}. Fix: {one.fix}."
    location: dict[str, object] = {"physicalLocation": {"artifactLocation": {"uri": _uri(one.file)}, "region": region}}
    if one.function:
        location["logicalLocations"] = [{"name": one.function, "kind": "function"}]
    result: dict[str, object] = {
        "ruleId": one.rule,
        "ruleIndex": index,
        "level": one.severity,
        "message": {"text": text},
        "locations": [location],
    }
    if one.suppressed_by:
        reason = f"ignored by {one.suppressed_by}"
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": reason}]
    return result


def _uri(file: str) -> str:
    """A path below the current folder as a relative reference, any other as a file URI."""
    shown = shown_path(file)
    return Path(shown).as_uri() if Path(shown).is_absolute() else quote(shown)
