"""Rules: host.json.

Follows https://learn.microsoft.com/azure/azure-functions/functions-host-json.
"""

import re
from collections.abc import Iterator, Mapping

from azfunc.bindings.datum import JsonValue
from azfunc.bindings.route_template import RouteError, parse_route
from azfunc.check.diagnostic import Finding, Spot
from azfunc.check.files import JsonFile, JsonPath, ProjectFiles
from azfunc.check.host_schema import CLOSED, MOVED, Option, read_options
from azfunc.check.local_settings import near_key
from azfunc.check.rule import app_rule, project_rule
from azfunc.check.subject import Subject

_SPAN = r"-?\d+(?:\.\d+)?(?::\d{1,2}){0,3}(?:\.\d{1,7})?\Z"
_LEVELS = ("Trace", "Debug", "Information", "Warning", "Error", "Critical", "None")
_PLAIN = '{"version": "2.0"}'


@project_rule("host-json-missing")
def missing(files: ProjectFiles) -> Iterator[Finding]:
    """Tools take the folder with host.json for the project's; without one they find none."""
    if not files.host.exists:
        yield Finding(
            Spot(str(files.host.path)),
            "there is no host.json",
            "no host.json",
            'host.json with "version": "2.0" and an extension bundle',
            f"write {_PLAIN} to host.json, with an extensionBundle for bindings other than HTTP and timers",
        )


@project_rule("host-json-malformed")
def malformed(files: ProjectFiles) -> Iterator[Finding]:
    """The file is no JSON object."""
    file = files.host
    if file.error is not None:
        yield Finding(file.error_spot, "host.json cannot be read", file.error, "a JSON object", "correct the file")
    elif file.exists and not isinstance(file.value, Mapping):
        yield Finding(file.spot(), "host.json is no JSON object", _shown(file.value), "an object", f"write {_PLAIN}")


@project_rule("host-json-version")
def version(files: ProjectFiles) -> Iterator[Finding]:
    """Hosts start with version 2.0 alone."""
    file = files.host
    path, value = file.member("version")
    if isinstance(file.value, Mapping) and value != "2.0":
        yield Finding(
            file.spot(*path),
            "host.json does not say version 2.0, so no host starts",
            "no version" if value is None else f'"version": {_shown(value)}',
            '"version": "2.0"',
            'write "version": "2.0"',
        )


@project_rule("host-json-unknown-key")
def unknown_key(files: ProjectFiles) -> Iterator[Finding]:
    """A key that no host reads: of an older version, misspelt, or invented."""
    options = read_options()
    for path, _ in _members(files.host.value, (), options):
        finding = _key_finding(files.host, path, options)
        if finding is not None:
            yield finding


def _key_finding(file: JsonFile, path: JsonPath, options: Mapping[str, Option]) -> Finding | None:
    name = _dotted(path)
    if name in options or _is_branch(name, options):
        return None
    parent, _, key = name.rpartition(".")
    siblings = _names_in(parent, options)
    moved = MOVED.get(key) if not parent else None
    near = near_key(key, siblings, 0.8)
    if moved is None and near is None and parent not in CLOSED:
        return None
    where = f" in '{'.'.join(str(part) for part in path[:-1])}'" if parent else ""
    return Finding(
        file.spot(*path),
        f"hosts know no '{path[-1]}'{where} of host.json" if parent else f"hosts know no '{path[-1]}' in host.json",
        f'"{path[-1]}"',
        ", ".join(siblings),
        f"write it as {moved}" if moved else f"did you mean '{near}'?" if near else "remove it",
    )


def _names_in(parent: str, options: Mapping[str, Option]) -> tuple[str, ...]:
    """The keys that the table has directly below a path."""
    depth = parent.count(".") + 1 if parent else 0
    below = (option.name for path, option in options.items() if not parent or path.startswith(f"{parent}."))
    return tuple(dict.fromkeys(name.split(".")[depth] for name in below))


def _is_branch(name: str, options: Mapping[str, Option]) -> bool:
    return any(path.startswith(f"{name}.") for path in options)


def _members(value: JsonValue, path: JsonPath, options: Mapping[str, Option]) -> Iterator[tuple[JsonPath, JsonValue]]:
    """The members that the table can say something about: not those of unknown extensions, or below an option."""
    for key, item in value.items() if isinstance(value, Mapping) else ():
        here = (*path, key)
        yield here, item
        if _is_branch(_dotted(here), options):
            yield from _members(item, here, options)


def _dotted(path: JsonPath) -> str:
    return ".".join(str(part).lower() for part in path)


@project_rule("host-json-wrong-type")
def wrong_value(files: ProjectFiles) -> Iterator[Finding]:
    """A value that its option cannot have: of another type, or out of range."""
    options = read_options()
    for path, value in _members(files.host.value, (), options):
        name = _dotted(path)
        option = options.get(name)
        if value is None or name == "version":
            continue
        if option is None:
            if _is_branch(name, options) and not isinstance(value, Mapping):
                yield _value_finding(files.host, path, value, "host-json-wrong-type", "an object, {...}")
            continue
        fault = _value_fault(option, value)
        if fault is not None:
            yield _value_finding(files.host, path, value, *fault)


def _value_finding(file: JsonFile, path: JsonPath, value: JsonValue, rule: str, expected: str) -> Finding:
    name = ".".join(str(part) for part in path)
    verb = "is of the wrong type" if rule == "host-json-wrong-type" else "has a value that it cannot have"
    what = f"'{name}' of host.json {verb}"
    return Finding(file.spot(*path), what, f"{name} = {_shown(value)}", expected, f"write {expected}", rule=rule)


_WORDS: Mapping[str, str] = {
    "text": "a text in quotes",
    "int": "a whole number",
    "number": "a number",
    "bool": "true or false",
    "span": "a duration hh:mm:ss in quotes",
    "timeout": 'a duration hh:mm:ss in quotes, or "-1" for none',
    "list": "a list, [...]",
    "object": "an object, {...}",
}


def _value_fault(option: Option, value: JsonValue) -> tuple[str, str] | None:
    """The rule that a value breaks and what is expected; None for a good one. Text may stand for other scalars."""
    kind = option.kind
    if kind == "any":
        return None
    expected = _WORDS.get(kind) or "one of " + ", ".join(kind.split("|"))
    if kind in ("list", "object"):
        good = isinstance(value, list if kind == "list" else Mapping)
        return None if good else ("host-json-wrong-type", expected)
    if isinstance(value, Mapping | list) or (isinstance(value, bool) and kind != "bool"):
        return "host-json-wrong-type", expected
    text = str(value).strip()
    if not _reads(kind, text):
        is_typed = kind in ("int", "number", "bool")
        return ("host-json-wrong-type" if is_typed else "host-json-bad-value"), expected
    if kind == "int" and not _in_range(option, int(text)):
        return "host-json-bad-value", f"a whole number from {option.low}{f' to {option.high}' if option.high else ''}"
    return None


def _reads(kind: str, text: str) -> bool:
    """Whether a scalar's text can be read as an option's kind."""
    if kind == "int":
        return re.match(r"-?\d+\Z", text) is not None
    if kind == "number":
        return re.match(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\Z", text) is not None
    if kind == "bool":
        return text.lower() in ("true", "false")
    if kind in ("span", "timeout"):
        return re.match(_SPAN, text) is not None and (kind == "timeout" or not text.startswith("-"))
    return kind == "text" or text.lower() in kind.lower().split("|")


def _in_range(option: Option, number: int) -> bool:
    return (option.low is None or number >= option.low) and (option.high is None or number <= option.high)


@project_rule("host-json-bad-value")
def log_level(files: ProjectFiles) -> Iterator[Finding]:
    """A log level that is none."""
    path, levels = files.host.member("logging", "logLevel")
    for category, level in levels.items() if isinstance(levels, Mapping) else ():
        if not isinstance(level, str) or level.lower() not in (name.lower() for name in _LEVELS):
            yield Finding(
                files.host.spot(*path, category),
                f"the log level of '{category}' in host.json is none",
                _shown(level),
                ", ".join(_LEVELS),
                "write one of these levels in quotes",
            )


@project_rule("host-json-route-prefix")
def route_prefix(files: ProjectFiles) -> Iterator[Finding]:
    """The prefix is part of every route, so it follows their grammar."""
    path, value = files.host.member("extensions", "http", "routePrefix")
    if isinstance(value, str):
        try:
            parse_route(value.strip("/"))
        except RouteError as error:
            yield Finding(
                files.host.spot(*path),
                f"the route prefix is no template that hosts can read: {error}",
                f'"routePrefix": {_shown(value)}',
                "segments parted by single slashes, such as v1/shop, or nothing",
                "correct the prefix",
            )


@project_rule("host-json-retry")
def retry(files: ProjectFiles) -> Iterator[Finding]:
    """Hosts of today still obey it, for every function at once; the documented place is the function."""
    path, value = files.host.member("retry")
    if value is not None:
        yield Finding(
            files.host.spot(*path),
            "host.json has a retry policy, which belongs to single functions",
            '"retry"',
            "@app.retry(...) on a function, or 'retry' in its function.json",
            "move the policy to the functions with a timer, Cosmos DB, Event Hubs or Kafka trigger",
        )


@app_rule("host-json-unknown-function")
def unknown_function(subject: Subject) -> Iterator[Finding]:
    """``functions`` lists the only functions that a host loads."""
    path, names = subject.files.host.member("functions")
    for index, name in enumerate(names if isinstance(names, list) else ()):
        if isinstance(name, str) and name.lower() not in subject.all_names:
            near = near_key(name, tuple(subject.functions))
            yield Finding(
                subject.files.host.spot(*path, index),
                f"'functions' of host.json lists '{name}', which the app does not have",
                _shown(name),
                ", ".join(subject.functions) or "no function",
                f"did you mean '{near}'?" if near else "remove it, or correct the name",
            )


def _shown(value: object) -> str:
    text = "null" if value is None else str(value).lower() if isinstance(value, bool) else repr(value)
    text = f'"{value}"' if isinstance(value, str) else text
    return text if len(text) <= 60 else f"{text[:57]}..."


PROJECT_RULES = (missing, malformed, version, unknown_key, wrong_value, log_level, route_prefix, retry)
RULES = (unknown_function,)
