"""Rules: app settings that bindings name.

Follows https://learn.microsoft.com/azure/azure-functions/functions-reference#connections.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from azfunc.bindings.binding import Binding, SettingName
from azfunc.check.diagnostic import Finding, Severity
from azfunc.check.environment import Settings
from azfunc.check.rule import app_rule
from azfunc.check.subject import Subject, texts_of
from azfunc.errors import Fault
from azfunc.function import Function

STORAGE: Final = "AzureWebJobsStorage"

_EXPRESSION = r"%([A-Za-z_][\w.:-]*)%"
_QUERIES = frozenset(("sqlquery", "commandtext", "filter", "query", "prompt", "userprompt", "systemprompt"))
"""Texts in which percent signs may be an operator of the language."""

_CREDENTIALS = frozenset(
    ("credential", "clientid", "clientsecret", "tenantid", "managedidentityresourceid", "managedidentityobjectid")
)
_STORAGE_PARTS = ("serviceUri", "accountName")
_ENDPOINTS: Mapping[str, tuple[str, ...]] = {
    "queuetrigger": ("queueServiceUri", *_STORAGE_PARTS),
    "queue": ("queueServiceUri", *_STORAGE_PARTS),
    "blobtrigger": ("blobServiceUri", *_STORAGE_PARTS),
    "blob": ("blobServiceUri", *_STORAGE_PARTS),
    "table": ("tableServiceUri", "endpoint", *_STORAGE_PARTS),
    "servicebustrigger": ("fullyQualifiedNamespace",),
    "servicebus": ("fullyQualifiedNamespace",),
    "eventhubtrigger": ("fullyQualifiedNamespace",),
    "eventhub": ("fullyQualifiedNamespace",),
    "cosmosdbtrigger": ("accountEndpoint",),
    "cosmosdb": ("accountEndpoint",),
}
"""The last parts of the settings that tell where a service is, by the type of binding."""
_EVERY_ENDPOINT = frozenset(part.lower() for parts in _ENDPOINTS.values() for part in parts)

_KEEPS_STATE = ("blobtrigger", "eventhubtrigger")
"""Triggers that do not start without a place for receipts or checkpoints."""

_WITHOUT_STORAGE = frozenset(
    ("httptrigger", "kafkatrigger", "rabbitmqtrigger", "orchestrationtrigger", "activitytrigger", "entitytrigger")
)
"""The only triggers for which ``func start`` does not ask for an account, as it does for apps of folders."""


@app_rule("missing-setting")
def missing_setting(subject: Subject) -> Iterator[Finding]:
    """A connection or another property names an app setting that is not set.

    Without a file that says what is set, each name is told once.
    """
    told: set[str] = set()
    for function, binding in subject.bindings():
        for setting in binding.settings():
            known = subject.settings.has(setting.name) or "%" in setting.name
            if known or (setting.is_connection and subject.settings.section(setting.name)):
                continue
            if subject.settings.known or setting.name not in told:
                told.add(setting.name)
                fault = _missing(binding, setting, subject.settings)
                yield subject.finding(function, binding, fault)._replace(severity=severity_of(subject.settings))


def severity_of(settings: Settings) -> Severity:
    """What a missing setting is: an error where a file says what there is, otherwise a warning."""
    return "error" if settings.known else "warning"


def _missing(binding: Binding, setting: SettingName, settings: Settings) -> Fault:
    near = settings.near(setting.name)
    parts = _ENDPOINTS.get(binding.type.lower())
    either = f", or {setting.name}__{parts[0]} for a connection by identity" if setting.is_connection and parts else ""
    return Fault(
        "missing-setting",
        f"the {binding.type} binding names the app setting '{setting.name}', which is not set",
        f"{setting.field}={setting.name!r}",
        f"'{setting.name}' in {settings.place}{either}",
        f"did you mean {setting.field}={near!r}?" if near else _add(setting.name),
    )


def _add(name: str) -> str:
    return f"add '{name}' to 'Values' of local.settings.json, and to the app settings in Azure"


@app_rule("missing-setting-expression")
def missing_setting_expression(subject: Subject) -> Iterator[Finding]:
    """A property has ``%SETTING%`` for an app setting that is not set."""
    for function, binding in subject.bindings():
        for name, text in texts_of(binding):
            if "%" not in text or name.lower() in _QUERIES:
                continue
            for setting in re.findall(_EXPRESSION, text):
                if subject.settings.get(setting) is None:
                    fault = _unresolved(binding, name, text, setting, subject.settings)
                    yield subject.finding(function, binding, fault)._replace(severity=severity_of(subject.settings))


def _unresolved(binding: Binding, name: str, text: str, setting: str, settings: Settings) -> Fault:
    near = settings.near(setting)
    return Fault(
        "missing-setting-expression",
        f"{name} of {binding.type} has %{setting}%, but no app setting '{setting}' is set",
        f"{name} {text!r}",
        f"'{setting}' in {settings.place}",
        f"did you mean %{near}%?" if near else _add(setting),
    )


@app_rule("incomplete-identity")
def incomplete_identity(subject: Subject) -> Iterator[Finding]:
    """A connection by identity has a credential or another service's address, but not the service's own."""
    for function, binding in subject.bindings():
        for setting in binding.settings():
            if setting.is_connection and not subject.settings.has(setting.name):
                parts = set(subject.settings.section(setting.name))
                if parts and not _tells_place(parts, binding):
                    yield subject.finding(function, binding, _incomplete(binding, setting, parts))


def _tells_place(parts: set[str], binding: Binding) -> bool:
    """Whether a part says where the service is, or may do so for all that is known."""
    own = _ENDPOINTS.get(binding.type.lower())
    others = _EVERY_ENDPOINT if own is not None else frozenset[str]()
    wanted = {part.lower() for part in own or ()}
    unknown = parts - _CREDENTIALS - others
    return bool(parts & wanted) or any(not _resembles(part, wanted) for part in unknown)


def _resembles(part: str, wanted: set[str]) -> bool:
    from difflib import get_close_matches

    return bool(get_close_matches(part, wanted, n=1, cutoff=0.8))


def _incomplete(binding: Binding, setting: SettingName, parts: set[str]) -> Fault:
    endpoints = _ENDPOINTS.get(binding.type.lower())
    expected = " or ".join(f"{setting.name}__{part}" for part in endpoints or ("the service's address",))
    return Fault(
        "incomplete-identity",
        f"the settings of connection '{setting.name}' do not say where the {binding.type} binding finds its service",
        ", ".join(f"{setting.name}__{part}" for part in sorted(parts)),
        expected,
        f"add {setting.name}__{endpoints[0]}" if endpoints else "add the address of the service",
    )


@app_rule("missing-storage")
def missing_storage(subject: Subject) -> Iterator[Finding]:
    """A trigger needs the host's own storage account for its state, or tools ask for it before they start."""
    if subject.settings.has(STORAGE) or subject.settings.section(STORAGE):
        return
    for function in subject.functions.values():
        kind = function.trigger.type.lower()
        is_needed = kind in _KEEPS_STATE or (subject.script is None and kind not in _WITHOUT_STORAGE)
        if is_needed and not _names_storage(function):
            fault = Fault(
                "missing-storage",
                f"the {function.trigger.type} needs the account of '{STORAGE}', which is not set",
                f"no {STORAGE}",
                f"'{STORAGE}' in {subject.settings.place}, or {STORAGE}__accountName for a connection by identity",
                f"add '{STORAGE}' to 'Values' of local.settings.json: UseDevelopmentStorage=true means Azurite",
            )
            finding = subject.finding(function, function.trigger, fault)
            yield finding._replace(severity=severity_of(subject.settings))


def _names_storage(function: Function) -> bool:
    """Whether a binding names the setting itself, so that it is reported as missing already."""
    return any(setting.name == STORAGE for binding in function.bindings for setting in binding.settings())


@app_rule("missing-setting-expression")
def resolved_values(subject: Subject) -> Iterator[Finding]:
    """What is wrong with a property once its ``%SETTING%`` is known: the faults of its binding's own rules."""
    for function, binding in subject.bindings():
        changes = dict(_resolved(binding, subject.settings))
        if changes:
            for fault in binding.with_fields(**changes).faults():
                told = fault._replace(what=f"{fault.what} (with the values of app settings)")
                yield subject.finding(function, binding, told)


def _resolved(binding: Binding, settings: Settings) -> Iterator[tuple[str, str]]:
    """The text fields with settings in them, each with the settings' values; those that are not set stay."""
    for field, value in binding.__dict__.items():
        if isinstance(value, str) and "%" in value and field not in ("arg_name", "extra"):
            text = re.sub(_EXPRESSION, lambda match: settings.get(match[1]) or match[0], value)
            if text != value:
                yield field, text


RULES = (missing_setting, missing_setting_expression, incomplete_identity, missing_storage, resolved_values)
"""The rules of this module."""
