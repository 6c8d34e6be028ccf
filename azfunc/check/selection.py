"""Which diagnostics count: ``--select``, ``--ignore``, and the suppressions of pyproject.toml."""

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple, cast

from azfunc.check.diagnostic import Diagnostic
from azfunc.check.table import RULES
from azfunc.errors import AzfuncError

PROJECT_FILE = "pyproject.toml"

_TABLE = "[tool.azfunc.check]"
_KEYS = ("ignore", "per-function-ignores")


class SelectionError(AzfuncError):
    """A rule id that does not exist, or settings of another shape; the message says what there is."""


class Suppressions(NamedTuple):
    """What pyproject.toml suppresses."""

    file: str
    """The name of the file, for reports."""
    everywhere: Sequence[str] = ()
    """Rule ids, with ``*`` at the end for all that begin alike."""
    functions: Mapping[str, Sequence[str]] = {}
    """The same for single functions, whose names may hold ``*`` too."""

    def apply(self, diagnostic: Diagnostic) -> Diagnostic:
        """The diagnostic, marked if it is suppressed."""
        suppressed = _fits(diagnostic.rule, self.everywhere) or any(
            diagnostic.function is not None and fnmatchcase(diagnostic.function, name) and _fits(diagnostic.rule, ids)
            for name, ids in self.functions.items()
        )
        return diagnostic._replace(suppressed_by=self.file) if suppressed else diagnostic


def _fits(rule: str, ids: Iterable[str]) -> bool:
    return any(rule.startswith(one[:-1]) if one.endswith("*") else rule == one for one in ids)


def select(diagnostics: Iterable[Diagnostic], *, only: Sequence[str], ignore: Sequence[str]) -> list[Diagnostic]:
    """The diagnostics of the rules that are asked for.

    Args:
        diagnostics: all that were found.
        only: rule ids and prefixes; none means all.
        ignore: rule ids and prefixes to leave out.
    """
    return [one for one in diagnostics if (not only or _fits(one.rule, only)) and not _fits(one.rule, ignore)]


def check_ids(ids: Iterable[str], where: str) -> None:
    """Makes sure that rules of these ids exist.

    Raises:
        SelectionError: one does not.
    """
    for one in ids:
        if not any(_fits(rule, [one]) for rule in RULES):
            from difflib import get_close_matches

            near = get_close_matches(one.rstrip("*"), RULES, n=1)
            hint = f"Did you mean '{near[0]}'?" if near else "azfunc check --rules lists them all."
            raise SelectionError(f"{where}: there is no rule '{one}'. {hint}")


def read_suppressions(root: Path) -> Suppressions:
    """The suppressions of the nearest pyproject.toml that has a table for azfunc, at the root or above.

    Raises:
        SelectionError: the file is no TOML, or the table holds something else than lists of rule ids.
    """
    for folder in (root, *root.parents):
        path = folder / PROJECT_FILE
        if path.is_file():
            try:
                data = path.read_bytes()
            except OSError as error:
                raise SelectionError(f"{path}: the file cannot be read: {error.strerror or error}.") from error
            if b"azfunc" in data:  # most projects need no parser of TOML
                found = _read(data, path)
                if found is not None:
                    return found
        if (folder / ".git").exists():
            break
    return Suppressions(PROJECT_FILE)


def _read(data: bytes, path: Path) -> Suppressions | None:
    import tomllib

    try:
        document: Mapping[str, object] = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SelectionError(f"{path}: this is no TOML: {error}.") from error
    tool = _table(document.get("tool", {}), path, "[tool]")
    if "azfunc" not in tool:
        return None
    own = _table(tool["azfunc"], path, "[tool.azfunc]")
    for key in own:
        if key in _KEYS:
            raise SelectionError(f"{path}: '{key}' stands in [tool.azfunc]. It belongs below {_TABLE}.")
    check = _table(own.get("check", {}), path, _TABLE)
    for key in check:
        if key not in _KEYS:
            raise SelectionError(f"{path}: {_TABLE} has no '{key}'. It takes {' and '.join(_KEYS)}.")
    everywhere = _ids(check.get("ignore", []), path, f"'ignore' of {_TABLE}")
    functions = _table(check.get("per-function-ignores", {}), path, "[tool.azfunc.check.per-function-ignores]")
    return Suppressions(
        path.name,
        everywhere,
        {
            name: _ids(ids, path, f"'{name}' of [tool.azfunc.check.per-function-ignores]")
            for name, ids in functions.items()
        },
    )


def _table(value: object, path: Path, name: str) -> Mapping[str, object]:
    if isinstance(value, Mapping):
        return cast("Mapping[str, object]", value)
    raise SelectionError(f"{path}: {name} is no table. Write {_TABLE} and below it ignore = ['RULE'].")


def _ids(value: object, path: Path, name: str) -> Sequence[str]:
    ids = cast("list[object]", value) if isinstance(value, list) else None
    if ids is None or not all(isinstance(one, str) for one in ids):
        raise SelectionError(f"{path}: {name} is no list of rule ids. Write ['RULE', 'PREFIX-*'].")
    texts = cast("list[str]", ids)
    check_ids(texts, f"{path}: {name}")
    return texts
