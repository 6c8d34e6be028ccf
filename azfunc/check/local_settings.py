"""Rules: local.settings.json.

Follows https://learn.microsoft.com/azure/azure-functions/functions-develop-local#local-settings-file.
"""

import re
from collections.abc import Iterator, Mapping

from azfunc.check.diagnostic import Finding
from azfunc.check.files import JsonFile, ProjectFiles
from azfunc.check.rule import app_rule, project_rule
from azfunc.check.subject import Subject

_KEYS = ("IsEncrypted", "Values", "Host", "ConnectionStrings", "$schema")
_SHAPE = '{"IsEncrypted": false, "Values": {"NAME": "value"}}'
_DISABLED = r"AzureWebJobs(?:\.|_|:|__)(.+?)(?:\.|_|:|__)Disabled\Z"


@project_rule("settings-malformed")
def malformed(files: ProjectFiles) -> Iterator[Finding]:
    """The file is no JSON object, or its ``Values`` are none."""
    file = files.local_settings
    if not file.exists:
        return
    if file.error is not None:
        spot, what = file.error_spot, file.error
        yield Finding(spot, "local.settings.json cannot be read", what, "a JSON object", f"write {_SHAPE}")
        return
    if not isinstance(file.value, Mapping):
        yield _not_object(file, "local.settings.json", file.value)
        return
    for name in ("Values", "ConnectionStrings", "Host"):
        path, value = file.member(name)
        if value is not None and not isinstance(value, Mapping):
            yield _not_object(file, f"'{name}' of local.settings.json", value, *path)


def _not_object(file: JsonFile, what: str, value: object, *path: str | int) -> Finding:
    return Finding(file.spot(*path), f"{what} is no JSON object", _shown(value), "a JSON object", f"write {_SHAPE}")


@project_rule("settings-encrypted")
def encrypted(files: ProjectFiles) -> Iterator[Finding]:
    """The values are encrypted, so that neither azfunc nor this check can use them."""
    path, value = files.local_settings.member("IsEncrypted")
    if value is True:
        yield Finding(
            files.local_settings.spot(*path),
            "local.settings.json is encrypted, so none of its values is used",
            '"IsEncrypted": true',
            '"IsEncrypted": false, and values as they are',
            "run 'func settings decrypt'",
        )


@project_rule("settings-wrong-type")
def wrong_type(files: ProjectFiles) -> Iterator[Finding]:
    """A value is no text: hosts refuse objects and lists, and leave out null."""
    file = files.local_settings
    path, values = file.member("Values")
    for name, value in values.items() if isinstance(values, Mapping) else ():
        if isinstance(value, str):
            continue
        nested = isinstance(value, Mapping | list)
        fate = "hosts refuse the whole file" if nested else "is left out" if value is None else "is taken as text"
        yield Finding(
            file.spot(*path, name),
            f"'{name}' of local.settings.json is no text ({fate})",
            _shown(value),
            "one text in quotes",
            "write the value in quotes" if value is not None else "write a text, or remove the line",
            severity="error" if nested else "warning",
        )


@project_rule("settings-unknown-key")
def unknown_key(files: ProjectFiles) -> Iterator[Finding]:
    """A key looks like one of those that hosts read, and is none."""
    file = files.local_settings
    for key in file.value if isinstance(file.value, Mapping) else ():
        if key.lower() in (known.lower() for known in _KEYS):
            continue
        near = near_key(key, _KEYS)
        if near:
            yield Finding(
                file.spot(key),
                f"hosts read no '{key}' in local.settings.json",
                f'"{key}"',
                ", ".join(_KEYS[:4]),
                f"did you mean '{near}'?",
            )


@project_rule("worker-runtime")
def worker_runtime(files: ProjectFiles) -> Iterator[Finding]:
    """The host would start the worker of another language."""
    file = files.local_settings
    path, value = file.member("Values", "FUNCTIONS_WORKER_RUNTIME")
    if isinstance(value, str) and value.lower() != "python" and file.member("IsEncrypted")[1] is not True:
        yield Finding(
            file.spot(*path),
            "FUNCTIONS_WORKER_RUNTIME names another language, so no host would run these functions",
            repr(value),
            "'python'",
            'write "FUNCTIONS_WORKER_RUNTIME": "python"',
        )


@app_rule("settings-unknown-function")
def unknown_function(subject: Subject) -> Iterator[Finding]:
    """A setting switches off a function that does not exist."""
    file = subject.files.local_settings
    path, values = file.member("Values")
    for key in values if isinstance(values, Mapping) else ():
        match = re.match(_DISABLED, key, re.IGNORECASE)
        if match and match[1].lower() not in subject.all_names:
            near = near_key(match[1], tuple(subject.functions))
            yield Finding(
                file.spot(*path, key),
                f"'{key}' switches off the function '{match[1]}', which the app does not have",
                f'"{key}"',
                "AzureWebJobs.NAME.Disabled with the name of a function",
                f"did you mean '{near}'?" if near else "remove the setting, or correct the name",
            )


def near_key(key: str, known: "tuple[str, ...]", cutoff: float = 0.75) -> str | None:
    """The known key that a key looks like, in any case."""
    from difflib import get_close_matches

    by_lower = {name.lower(): name for name in known}
    match = get_close_matches(key.lower(), by_lower, n=1, cutoff=cutoff)
    return by_lower[match[0]] if match else None


def _shown(value: object) -> str:
    text = repr(value) if value is not None else "null"
    return text if len(text) <= 60 else f"{text[:57]}..."


PROJECT_RULES = (malformed, encrypted, wrong_type, unknown_key, worker_runtime)
RULES = (unknown_function,)
