"""The table of rules: it has every rule of the package, and the documentation has every row of the table."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from azfunc.check import process
from azfunc.check.diagnostic import Spot
from azfunc.check.process import _End
from azfunc.check.run import PROJECT_RULES, app_rules
from azfunc.check.table import RULES, rule_of

from .conftest import SEEDS

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "azfunc"


def ids_in_declarations() -> set[str]:
    """The ids of all faults that the package outside the check can tell."""
    found: set[str] = set()
    for module in PACKAGE.rglob("*.py"):
        if PACKAGE / "check" not in module.parents:
            found.update(_fault_ids(ast.parse(module.read_text("utf-8"))))
    return found


def _fault_ids(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Fault", "NameRule"):
            rules = node.args[:1] or [keyword.value for keyword in node.keywords if keyword.arg == "rule"]
            for part in ast.walk(rules[0]):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield part.value


def ids_in_check() -> set[str]:
    """The ids that stand in the modules of the check as text, wherever that may be."""
    texts = (part for path in (PACKAGE / "check").glob("*.py") if path.name != "table.py" for part in _texts(path))
    return {text for text in texts if text in RULES}


def _texts(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_table_has_every_rule_and_no_other() -> None:
    """Every fault that can be found has a row; every row belongs to something that can be found."""
    declared = ids_in_declarations()
    assert len(declared) > 40
    assert sorted(declared - set(RULES)) == []
    assert sorted(set(RULES) - declared - ids_in_check()) == []


def test_every_rule_of_the_check_has_a_seed() -> None:
    """No rule that is the check's own lacks a seeded fault."""
    seeded = {rule for seed in SEEDS for rule, _, _ in seed.faults}
    assert sorted(set(RULES) - ids_in_declarations() - seeded) == []


def test_rules_are_written_under_their_ids() -> None:
    """A function for each id, with a docstring that says what it is about."""
    for rule, find in (*PROJECT_RULES, *app_rules()):
        assert rule in RULES
        assert find.__doc__
        assert find.__doc__.strip().endswith(".")


def test_rows_are_complete() -> None:
    """Ids are in kebab case, summaries are one sentence, pages are Microsoft's."""
    for rule in RULES.values():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.id)
        assert rule.summary.endswith(".")
        assert len(rule.summary) <= 100
        assert rule.severity in ("error", "warning")
        assert re.fullmatch(r"https://learn\.microsoft\.com/azure/azure-functions/[a-z-]+(#[a-z-]+)?", rule.page)


def test_documentation_has_every_rule() -> None:
    """docs/check.md has a row with an anchor for each rule, and none besides."""
    text = (ROOT / "docs" / "check.md").read_text("utf-8")
    rows = re.findall(r'^\| <a id="([\w-]+)"></a>`([\w-]+)` \| (\w+) \| (.+) \|$', text, re.MULTILINE)
    assert [(rule.id, rule.id, rule.severity, rule.summary) for rule in RULES.values()] == rows
    assert all((ROOT / rule.anchor.partition("#")[0]).is_file() for rule in RULES.values())


def test_foreign_rule_has_a_row_of_its_own() -> None:
    """An id that a third party's binding brings along is an error, and no crash."""
    assert rule_of("moon-is-not-full").severity == "error"


def test_ends_of_processes_are_rules() -> None:
    """Whichever way the process ends, the diagnostic has a rule of the table."""
    ends = (_End(3, [], None), _End(-11, [], None), _End(0, ["Timeout (0:00:01)!"], 1.0))
    assert [process._end_finding(end, Spot("app.py"))[0] for end in ends] == [
        "app-exited",
        "app-crashed",
        "app-timed-out",
    ]


def test_hook_runs_the_command() -> None:
    """The hook of pre-commit runs the command once, without file names, where the app's packages are."""
    text = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
    assert "entry: azfunc check\n" in text
    assert "language: system\n" in text
    assert "pass_filenames: false\n" in text
