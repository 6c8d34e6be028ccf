"""Which diagnostics count: rule ids on the command line, and suppressions in pyproject.toml."""

from pathlib import Path

import pytest

from azfunc.check.diagnostic import Diagnostic
from azfunc.check.selection import SelectionError, Suppressions, check_ids, read_suppressions, select


def diagnostic(rule: str, function: str | None = None) -> Diagnostic:
    """A diagnostic of a rule, at a function."""
    return Diagnostic(rule, "error", "what", "found", "expected", "fix", function, "app.py", 1, 0)


FOUND = [diagnostic("host-json-retry"), diagnostic("host-json-version"), diagnostic("missing-setting", "cook")]


@pytest.mark.parametrize(
    ("only", "ignore", "left"),
    [
        ((), (), ["host-json-retry", "host-json-version", "missing-setting"]),
        (("host-json-*",), (), ["host-json-retry", "host-json-version"]),
        (("host-json-*", "missing-setting"), ("host-json-retry",), ["host-json-version", "missing-setting"]),
        (("*",), ("host-*",), ["missing-setting"]),
        (("host-json",), (), []),
    ],
)
def test_select(only: tuple[str, ...], ignore: tuple[str, ...], left: list[str]) -> None:
    """Ids mean one rule, a star at the end all that begin alike; what is ignored is ignored though selected."""
    assert [one.rule for one in select(FOUND, only=only, ignore=ignore)] == left


@pytest.mark.parametrize(
    ("rule", "hint"),
    [("missing-seting", "Did you mean 'missing-setting'"), ("zzz", "lists them all"), ("zz*", "lists")],
)
def test_unknown_rule_is_refused(rule: str, hint: str) -> None:
    """A rule or prefix that fits nothing is refused, with the near one."""
    with pytest.raises(SelectionError, match=rf"--select: there is no rule '.+'\. .*{hint}"):
        check_ids(["missing-setting", rule], "--select")


def test_suppressions(tmp_path: Path) -> None:
    """Everywhere, or for functions by name and pattern; a fault of the project has no function."""
    (tmp_path / "pyproject.toml").write_text(
        '[tool.azfunc.check]\nignore = ["host-json-*"]\n'
        '[tool.azfunc.check.per-function-ignores]\ncook = ["missing-setting"]\n"old_*" = ["retry-*"]\n'
    )
    suppressions = read_suppressions(tmp_path)
    marked = {
        (one.rule, one.function): suppressions.apply(one).suppressed_by
        for one in (
            *FOUND,
            diagnostic("missing-setting", "serve"),
            diagnostic("retry-not-supported", "old_one"),
            diagnostic("retry-not-supported"),
        )
    }
    assert marked == {
        ("host-json-retry", None): "pyproject.toml",
        ("host-json-version", None): "pyproject.toml",
        ("missing-setting", "cook"): "pyproject.toml",
        ("missing-setting", "serve"): None,
        ("retry-not-supported", "old_one"): "pyproject.toml",
        ("retry-not-supported", None): None,
    }


def test_nearest_table_counts(tmp_path: Path) -> None:
    """The settings of the nearest pyproject.toml with a table for azfunc, not beyond the repository."""
    app = tmp_path / "repository" / "app"
    app.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text('[tool.azfunc.check]\nignore = ["no-functions"]')
    assert read_suppressions(app).everywhere == ["no-functions"]
    (app / "pyproject.toml").write_text('[project]\nname = "azfunc-app"')
    assert read_suppressions(app).everywhere == ["no-functions"]
    (app.parent / ".git").mkdir()
    assert read_suppressions(app) == Suppressions("pyproject.toml")
    (app.parent / "pyproject.toml").write_text('[tool.azfunc.check]\nignore = ["bad-retry"]')
    assert read_suppressions(app).everywhere == ["bad-retry"]
    (app / "pyproject.toml").write_text("[tool.azfunc]")
    assert read_suppressions(app).everywhere == []


@pytest.mark.parametrize(
    ("text", "sense"),
    [
        ("[tool.azfunc.check", "no TOML"),
        ("tool = 'azfunc'", r"\[tool\] is no table"),
        ("tool.azfunc = 1", r"\[tool\.azfunc\] is no table"),
        ("tool.azfunc.check = []", "is no table"),
        ("[tool.azfunc]\nignore = ['bad-retry']", r"'ignore' stands in .* belongs below \[tool.azfunc.check\]"),
        ("[tool.azfunc.check]\nignores = []", "has no 'ignores'. It takes ignore and per-function-ignores"),
        ("[tool.azfunc.check]\nignore = 'bad-retry'", "no list of rule ids"),
        ("[tool.azfunc.check]\nignore = [1]", "no list of rule ids"),
        ("[tool.azfunc.check]\nignore = ['bad-rety']", "there is no rule 'bad-rety'. Did you mean 'bad-retry'"),
        ("[tool.azfunc.check.per-function-ignores]\ncook = ['x-y']", "'cook' of .*there is no rule 'x-y'"),
        ("[tool.azfunc.check]\nper-function-ignores = 1", "is no table"),
    ],
)
def test_bad_settings_are_refused(text: str, sense: str, tmp_path: Path) -> None:
    """What cannot be meant is refused, with the file."""
    (tmp_path / "pyproject.toml").write_text(text)
    with pytest.raises(SelectionError, match=rf"pyproject\.toml: .*{sense}"):
        read_suppressions(tmp_path)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    """A pyproject.toml that is no UTF-8 is refused like one that is no TOML."""
    (tmp_path / "pyproject.toml").write_bytes(b"# azfunc \xff")
    with pytest.raises(SelectionError, match="no TOML"):
        read_suppressions(tmp_path)
