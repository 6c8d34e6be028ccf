"""Rules: extension bundles.

Follows https://learn.microsoft.com/azure/azure-functions/extension-bundles.
"""

import re
import sys
from collections.abc import Iterator, Mapping

from azfunc.check.diagnostic import Finding
from azfunc.check.files import ProjectFiles
from azfunc.check.rule import app_rule, project_rule
from azfunc.check.subject import Subject

_BUILT_IN = frozenset(("httptrigger", "http", "timertrigger", "warmuptrigger", "manualtrigger"))
"""The types of bindings that hosts know without an extension."""

_RANGE = r"([\[(])\s*([^,\])]*?)\s*(?:(,)\s*([^,\])]*?)\s*)?([\])])\Z"
_VERSION = r"(\d+)(?:\.(?:\d+|\*)){0,3}\Z"
_EXAMPLE = "[4.*, 5.0.0)"


@app_rule("bundle-missing")
def bundle_missing(subject: Subject) -> Iterator[Finding]:
    """A binding of an extension, and nothing that installs extensions."""
    host = subject.files.host
    if not host.exists or host.error is not None or host.member("extensionBundle")[1] is not None:
        return
    root = subject.files.root
    if (root / "extensions.csproj").exists() or (root / "bin" / "extensions.json").exists():
        return
    types = dict.fromkeys(binding.type for _, binding in subject.bindings() if binding.type.lower() not in _BUILT_IN)
    if types:
        yield Finding(
            host.spot(),
            "host.json names no extension bundle, so hosts do not know some of the app's bindings",
            f"bindings {', '.join(types)} and no extensionBundle",
            f'"extensionBundle": {{"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "{_EXAMPLE}"}}',
            "add the extensionBundle to host.json",
        )


@project_rule("bundle-range")
def bundle_range(files: ProjectFiles) -> Iterator[Finding]:
    """The range is an interval of versions, with a bracket or parenthesis at either end."""
    path, value = files.host.member("extensionBundle", "version")
    if not isinstance(files.host.member("extensionBundle")[1], Mapping) or isinstance(value, Mapping | list):
        return  # a wrong type is told by another rule
    text = "" if value is None else str(value)
    why = _range_fault(text) if text else "it is missing"
    if why is not None:
        yield Finding(
            files.host.spot(*path),
            f"the version range of the extension bundle is none that hosts can use: {why}",
            f'"version": "{text}"' if text else "no version",
            f"an interval such as {_EXAMPLE}",
            f'write "version": "{_EXAMPLE}"',
        )


def _range_fault(text: str) -> str | None:
    match = re.match(_RANGE, text.strip())
    if match is None:
        single = re.match(_VERSION, text.strip())
        return None if single else "it is no interval"
    _, low, comma, high, _ = match.groups()
    for end in (low, high or ""):
        if end and not re.match(_VERSION, end):
            return f"'{end}' is no version"
    if comma is None and not low:
        return "it names no version"
    return "its end lies before its start" if low and high and _numbers(high) < _numbers(low) else None


def _numbers(version: str) -> tuple[int, ...]:
    """A version for comparing; a star stands for the highest number."""
    return tuple(int(part) if part.isdecimal() else sys.maxsize for part in version.split("."))


PROJECT_RULES = (bundle_range,)
RULES = (bundle_missing,)
