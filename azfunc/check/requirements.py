"""Rules: the packages that an app names.

Follows https://learn.microsoft.com/azure/azure-functions/functions-reference-python#package-management.
"""

import re
from collections.abc import Iterator, Mapping
from typing import cast

from azfunc.check.diagnostic import Finding, Spot
from azfunc.check.files import ProjectFiles
from azfunc.check.rule import project_rule

REQUIREMENTS = "requirements.txt"
PROJECT = "pyproject.toml"

_PACKAGE = "azfunc"
_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_INCLUDE = r"(?:-r|--requirement)[ =]?\s*(\S+)"
_OPAQUE = r"-e\b|--editable\b|\.{0,2}/|\.\Z|[A-Za-z][A-Za-z0-9+.-]*:|[A-Za-z]:\\|.*\.(?:whl|zip|tar\.gz)\b"
"""Lines that name a package by its place: what it needs itself is not known."""


@project_rule("requirements-without-azfunc")
def without_azfunc(files: ProjectFiles) -> Iterator[Finding]:
    """The app imports azfunc, and the files that say what to install leave it out."""
    requirements = files.root / REQUIREMENTS
    lists = [found for name in (REQUIREMENTS, PROJECT) if (found := _named(files, name)) is not None]
    if not lists or not _uses_azfunc(files):
        return
    if not any(found is _UNKNOWN or _PACKAGE in found for found in lists):
        name = REQUIREMENTS if requirements.is_file() else PROJECT
        yield Finding(
            Spot(str(files.root / name)),
            f"{name} does not name azfunc, so the deployed app cannot import it",
            ", ".join(sorted(frozenset[str]().union(*lists))) or "no package",
            "a line 'azfunc'" if name == REQUIREMENTS else "'azfunc' among the dependencies",
            f"add azfunc to {name}",
        )


@project_rule("requirements-missing")
def missing(files: ProjectFiles) -> Iterator[Finding]:
    """A deployment installs what requirements.txt names, and nothing without one."""
    if _uses_azfunc(files) and not any((files.root / name).is_file() for name in (REQUIREMENTS, PROJECT)):
        yield Finding(
            Spot(str(files.root / REQUIREMENTS)),
            "there is no requirements.txt, so nothing would be installed for the deployed app",
            "neither requirements.txt nor pyproject.toml",
            "requirements.txt with a line 'azfunc'",
            "write requirements.txt",
        )


_UNKNOWN: frozenset[str] = frozenset(("?",))
"""Stands for packages that only an installer could tell."""


def _named(files: ProjectFiles, name: str) -> frozenset[str] | None:
    """The packages that a file names; None where there is none."""
    text = files.read_text(name)
    if text is None:
        return None
    return _of_project(text) if name == PROJECT else _of_requirements(files, text, {name})


def _of_requirements(files: ProjectFiles, text: str, read: set[str]) -> frozenset[str]:
    found: set[str] = set()
    for line in re.sub(r"\\\r?\n", "", text).splitlines():
        entry = re.sub(r"(?:^|\s)#.*", "", line).strip()
        include = re.match(_INCLUDE, entry)
        name = re.match(_NAME, entry)
        if include is not None:
            inner = files.read_text(include[1])
            if inner is None:
                return _UNKNOWN
            if include[1] not in read:
                found |= _of_requirements(files, inner, read | {include[1]})
        elif re.match(_OPAQUE, entry):
            return _UNKNOWN
        elif name is not None:
            found.add(_normal(name[0]))
    return _UNKNOWN if found >= _UNKNOWN else frozenset(found)


def _of_project(text: str) -> frozenset[str] | None:
    """What ``[project]`` or Poetry's table depends on; None for a file with neither."""
    import tomllib

    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return _UNKNOWN
    project, poetry = _table(document, "project"), _table(document, "tool", "poetry")
    if not project and not poetry:
        return None
    dynamic, listed = project.get("dynamic"), project.get("dependencies")
    if isinstance(dynamic, list) and "dependencies" in dynamic:
        return _UNKNOWN
    items = cast("list[object]", listed) if isinstance(listed, list) else []
    names = [match[0] for item in items if isinstance(item, str) and (match := re.match(_NAME, item))]
    return frozenset(_normal(name) for name in (*names, *_table(poetry, "dependencies")))


def _table(document: Mapping[str, object], *names: str) -> Mapping[str, object]:
    """A table inside a document; empty where there is none."""
    for name in names:
        inner = document.get(name)
        document = cast("Mapping[str, object]", inner) if isinstance(inner, Mapping) else {}
    return document


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _uses_azfunc(files: ProjectFiles) -> bool:
    """Whether code of the app imports azfunc: the modules in its folder, and the scripts in those of functions."""
    folders = [document.parent for document in files.root.glob("*/function.json")]
    scripts = [script for folder in (files.root, *folders) for script in folder.glob("*.py")]
    for script in scripts:
        text = files.read_text(str(script.relative_to(files.root)))
        if text is not None and re.search(rf"^\s*(?:from|import)\s+{_PACKAGE}\b", text, re.MULTILINE):
            return True
    return False


PROJECT_RULES = (without_azfunc, missing)
RULES = ()
