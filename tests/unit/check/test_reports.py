"""The formats of a report."""

import json
from pathlib import Path

import pytest

from azfunc.check.diagnostic import Diagnostic
from azfunc.check.process import NextRuns
from azfunc.check.reports.github import write_github
from azfunc.check.reports.json import write_json
from azfunc.check.reports.outcome import Outcome
from azfunc.check.reports.sarif import write_sarif
from azfunc.check.reports.text import write_text


@pytest.fixture
def outcome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Outcome:
    """Two diagnostics that count, one that is suppressed, one timer."""
    monkeypatch.chdir(tmp_path)
    script = str(tmp_path / "my app" / "function_app.py")
    error = Diagnostic("missing-setting", "error", "no 100%\nhere", "a: b", "c", "d", "cook", script, 7, 3)
    warning = Diagnostic("host-json-missing", "warning", "no host.json", "-", "-", "-", None, "/other/host.json", 1, 0)
    quiet = Diagnostic("bad-retry", "error", "bad", "f", "e", "x", "cook", script, 9, 0, "pyproject.toml")
    runs = NextRuns("clean", "0 0 3 * * *", "UTC", ["2026-01-01T03:00:00+00:00"])
    return Outcome(str(tmp_path), 2, [error, warning], [quiet], [runs])


def test_text(outcome: Outcome) -> None:
    """A block for each diagnostic, places from the current folder, next runs, and a summary."""
    lines = "\n".join(write_text(outcome)).splitlines()
    assert lines[0] == "/other/host.json:1: warning[host-json-missing] no host.json"
    assert "my app/function_app.py:7:3: error[missing-setting] function 'cook': no 100%" in lines
    assert "  clean  0 0 3 * * *  (UTC): 2026-01-01 03:00:00" in lines
    assert lines[-1] == "1 error, 1 warning in 2 functions (1 suppressed by pyproject.toml)."
    assert not any("bad-retry" in line for line in lines)


def test_verbose_text_shows_what_is_suppressed(outcome: Outcome) -> None:
    """What is suppressed stands among the others, and says so."""
    lines = list(write_text(outcome, verbose=True))
    line = "my app/function_app.py:9: error[bad-retry] function 'cook': bad (suppressed by pyproject.toml)"
    assert line in lines


@pytest.mark.parametrize(("functions", "text"), [(0, "No faults."), (1, "No faults in 1 function.")])
def test_text_of_a_faultless_app(functions: int, text: str) -> None:
    """Where nothing is wrong, one line says so."""
    assert list(write_text(Outcome("/app", functions, [], [], []))) == [text]


def test_json(outcome: Outcome) -> None:
    """Everything as one object, suppressed diagnostics marked."""
    document = json.loads(write_json(outcome))
    assert document["summary"] == {"errors": 1, "warnings": 1, "suppressed": 1}
    assert [(one["rule"], one["suppressed_by"]) for one in document["diagnostics"]] == [
        ("host-json-missing", None),
        ("missing-setting", None),
        ("bad-retry", "pyproject.toml"),
    ]
    assert document["diagnostics"][1] == {
        "rule": "missing-setting",
        "severity": "error",
        "what": "no 100%\nhere",
        "found": "a: b",
        "expected": "c",
        "fix": "d",
        "function": "cook",
        "file": "my app/function_app.py",
        "line": 7,
        "column": 3,
        "suppressed_by": None,
    }
    assert document["schedules"] == [
        {"function": "clean", "schedule": "0 0 3 * * *", "zone": "UTC", "runs": ["2026-01-01T03:00:00+00:00"]}
    ]


def test_github(outcome: Outcome) -> None:
    """One command for each diagnostic that counts; what has a meaning in commands is escaped."""
    assert list(write_github(outcome)) == [
        "::error file=my app/function_app.py,line=7,col=3,title=azfunc missing-setting::"
        "function 'cook': no 100%25%0Ahere%0Afound: a: b%0Aexpected: c%0Afix: d",
        "::warning file=/other/host.json,line=1,title=azfunc host-json-missing::"
        "no host.json%0Afound: -%0Aexpected: -%0Afix: -",
    ]


def test_github_properties_are_escaped(outcome: Outcome) -> None:
    """Colons and commas in a file's name part nothing."""
    odd = outcome._replace(shown=[outcome.shown[0]._replace(file="C:\\a,b.py", column=0)])
    assert next(write_github(odd)).startswith("::error file=C%3A\\a%2Cb.py,line=7,title=azfunc missing-setting::")


def test_sarif(outcome: Outcome) -> None:
    """A log of one run as SARIF 2.1.0 asks for: rules with pages, results with places, suppressions marked."""
    log = json.loads(write_sarif(outcome))
    check_sarif(log)
    results = log["runs"][0]["results"]
    assert [result["ruleId"] for result in results] == ["host-json-missing", "missing-setting", "bad-retry"]
    locations = [result["locations"][0]["physicalLocation"] for result in results]
    assert locations[0] == {"artifactLocation": {"uri": "file:///other/host.json"}, "region": {"startLine": 1}}
    assert locations[1]["artifactLocation"] == {"uri": "my%20app/function_app.py"}
    assert locations[1]["region"] == {"startLine": 7, "startColumn": 3}
    assert [len(result.get("suppressions", ())) for result in results] == [0, 0, 1]


def test_sarif_of_a_faultless_app() -> None:
    """A run without results is a run, which closes what was open before."""
    log = json.loads(write_sarif(Outcome("/app", 1, [], [], [])))
    check_sarif(log)
    assert log["runs"][0]["results"] == []


SARIF = {
    "": {"$schema": str, "version": ("2.1.0",), "runs!": "runs", "version!": None},
    "runs": {"tool!": "tool", "results": "results", "columnKind": ("utf16CodeUnits", "unicodeCodePoints")},
    "tool": {"driver!": "driver"},
    "driver": {"name!": str, "version": str, "rules": "rules"},
    "rules": {"id!": str, "shortDescription": "text", "helpUri": str, "help": "text", "defaultConfiguration": "level"},
    "level": {"level": ("none", "note", "warning", "error")},
    "text": {"text!": str},
    "results": {
        "ruleId": str,
        "ruleIndex": int,
        "level": ("none", "note", "warning", "error"),
        "message!": "text",
        "locations": "locations",
        "suppressions": "suppressions",
    },
    "locations": {"physicalLocation": "physical", "logicalLocations": "logical"},
    "physical": {"artifactLocation": "artifact", "region": "region"},
    "artifact": {"uri": str},
    "region": {"startLine": int, "startColumn": int},
    "logical": {"name": str, "kind": str},
    "suppressions": {
        "kind!": ("inSource", "external"),
        "status": ("accepted", "underReview", "rejected"),
        "justification": str,
    },
}
"""The part of the standard's schema that a report uses: properties by object, ``!`` for those that are required, each
with its type, its allowed texts, or the object that it is or is a list of."""


def check_sarif(log: object) -> None:
    """Asserts that a value is what the standard allows."""
    _check_object(log, "")
    assert isinstance(log, dict)
    for run in log["runs"]:
        rules = run["tool"]["driver"]["rules"]
        for rule in rules:
            assert rule["helpUri"].startswith("https://")
        for result in run["results"]:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def _check_object(value: object, kind: str) -> None:
    assert isinstance(value, dict), f"{kind}: {value!r}"
    known = {name.rstrip("!"): rule for name, rule in SARIF[kind].items() if rule is not None}
    assert not value.keys() - known.keys(), kind
    assert not {name[:-1] for name in SARIF[kind] if name.endswith("!")} - value.keys(), kind
    for name, item in value.items():
        rule = known[name]
        for one in item if isinstance(item, list) else [item]:
            if isinstance(rule, str):
                _check_object(one, rule)
            elif isinstance(rule, tuple):
                assert one in rule, name
            else:
                assert type(one) is rule, name
            assert not (type(one) is int and name != "ruleIndex" and one < 1), name
