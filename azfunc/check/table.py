"""The table of rules: id, severity, summary, and the page that says what is right. Pure data.

Ids are stable: they stand in ``--select``, in pyproject.toml and in reports. `docs/check.md` has a line for each.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from azfunc.check.diagnostic import Severity

DOCUMENT: Final = "docs/check.md"
"""The page of this project that lists every rule, each with an anchor of its id."""

_LEARN = "https://learn.microsoft.com/azure/azure-functions/"


class Rule(NamedTuple):
    """What is known about a rule without running it."""

    id: str
    severity: Severity
    summary: str
    page: str
    """Where Microsoft says what is right."""

    @property
    def anchor(self) -> str:
        """The rule's place in this project's documentation."""
        return f"{DOCUMENT}#{self.id}"


_DEFINITION_PAGE = "functions-reference-python"
_DEFINITIONS: Mapping[str, str] = {
    "ambiguous-parameter": "A binding without arg_name can mean several parameters.",
    "argument-given-twice": "A decorator gets an argument by position and by name.",
    "bad-binding-name": "A parameter's name is one that hosts refuse for a binding.",
    "bad-container-name": "A blob container or Cosmos DB container has a name that the service refuses.",
    "bad-dependency": "A dependency cannot be made as its function is declared.",
    "bad-document": "A function.json holds what hosts refuse.",
    "bad-event-hub-name": "An event hub has a name that the service refuses.",
    "bad-function-name": "A function has a name that hosts refuse.",
    "bad-input-schema": "An MCP tool's input schema is no JSON Schema of an object.",
    "bad-marker": "A marker lacks its parentheses, or a parameter has two.",
    "bad-prompt-argument": "An argument of an MCP prompt is no PromptArgument.",
    "bad-queue-name": "A queue or topic has a name that the service refuses.",
    "bad-response": "One of a route's responses is none that an OpenAPI document can hold.",
    "bad-retry": "A retry policy has a count or an interval that is none.",
    "bad-route": "A route is no template that hosts can read.",
    "bad-schedule": "A timer's schedule is neither NCRONTAB nor a time span.",
    "bad-sql-parameters": "The parameters of a SQL or MySQL binding are no @name=value pairs.",
    "bad-start-time": "A Cosmos DB trigger's start time is no moment.",
    "bad-subscription-name": "A Service Bus subscription has a name that the service refuses.",
    "bad-table-name": "A Storage table has a name that the service refuses.",
    "bad-topic-name": "A Kafka topic has a name that brokers refuse.",
    "binding-without-parameter": "A binding is on a parameter that the function does not have.",
    "blob-path-without-blob": "A blob's path names a container alone.",
    "blob-path-without-container": "A blob's path names no container.",
    "duplicate-name": "Two functions have the same name.",
    "duplicate-operation-id": "Two functions have the same operation id in OpenAPI documents.",
    "duplicate-route": "Two functions answer the same route and method.",
    "empty-type": "A generic binding has no type.",
    "event-grid-connection": "An Event Grid output has both kinds of address, or none.",
    "failed-import": "The script of a function cannot be imported.",
    "id-with-query": "A Cosmos DB input has both an id and a query.",
    "injected-and-bound": "A parameter is filled by a binding and by a dependency.",
    "inout-binding": "A binding has the direction inout, which workers of Python refuse.",
    "input-on-return": "A trigger or an input is on the return value.",
    "lease-in-watched-container": "A Cosmos DB trigger keeps its leases in the container that it watches.",
    "marker-as-default": "A marker such as Query() is a default value and not in Annotated.",
    "missing-argument": "A decorator lacks an argument.",
    "missing-entry-point": "A function's script has no function of the name that function.json says.",
    "missing-input-schema": "An MCP tool says that its schema is given, and gives none.",
    "missing-script": "The script that function.json names is not there.",
    "misspelt-document": "A function.json is spelt in another case.",
    "name-bound-twice": "Two bindings are on one parameter.",
    "no-trigger": "A function has no trigger.",
    "optional-token-without-default": "An optional token of a route fills a parameter without a default.",
    "out-on-input": "A parameter that takes a value is annotated Out.",
    "output-without-out": "A parameter of an output is not annotated Out.",
    "parameter-without-binding": "A parameter has no binding, so nothing would be passed for it.",
    "path-without-token": "A parameter is marked Path(), but the route has no such token.",
    "policy-without-messages": "on_invalid stands on a trigger that has no messages.",
    "query-beside-row-key": "A table input has a row key and a query.",
    "reserved-keyword": "A decorator gets 'name', which every binding has already.",
    "reserved-route": "A route begins with what hosts keep for themselves.",
    "route-token-without-parameter": "A token of a route is taken by no parameter.",
    "row-key-without-partition-key": "A table binding has a row key without a partition key.",
    "same-path": "Two functions of an app that serves its OpenAPI document have the same path and method there.",
    "settlement-not-supported": "A function settles messages that its trigger cannot settle.",
    "settlement-with-auto-complete": "A function settles messages that the host completes too.",
    "token-in-container": "A blob trigger's container has a token.",
    "too-many-arguments": "A decorator gets too many arguments.",
    "two-kinds-of-body": "A handler takes parts of a form and a body of another kind.",
    "two-starts": "A Cosmos DB trigger has two places to start from.",
    "two-triggers": "A function has more than one trigger.",
    "type-without-schema": "A type in an OpenAPI document has no JSON Schema.",
    "type-without-trigger": "A generic trigger's type does not end with Trigger.",
    "unbindable-parameter": "A parameter cannot be given by name.",
    "unknown-connection-event": "A SignalR trigger waits for an event that no connection has.",
    "unknown-enum-text": "An argument is not one of the values that it may have.",
    "unknown-invalid-policy": "on_invalid names no policy.",
    "unknown-system-event": "A Web PubSub trigger waits for a system event that there is not.",
    "unreadable-document": "A function.json cannot be read.",
    "unreadable-signature": "A handler's signature cannot be read.",
    "unsupported-type": "A parameter is annotated with a type that its binding cannot give or send.",
    "unused-input-schema": "An MCP tool's input schema is read by nobody.",
    "wrong-argument-type": "An argument is of the wrong type.",
}

_IMPORT_PAGE = "recover-python-functions"
_IMPORTS: Mapping[str, str] = {
    "app-crashed": "The import of the app ends the process with a signal.",
    "app-exited": "The import of the app ends the process without an error.",
    "app-timed-out": "The import of the app does not end in time.",
    "import-error": "The app cannot be imported.",
    "missing-environment-variable": "The import of the app needs an environment variable that is not set.",
    "missing-module": "The app imports a module that is not there.",
    "no-app": "The script holds no app.",
    "several-apps": "The script holds more than one app.",
    "syntax-error": "A file of the app is no Python.",
}

_ERRORS: Mapping[str, Mapping[str, str]] = {
    "functions-develop-local#local-settings-file": {
        "settings-malformed": "local.settings.json cannot be read, or has not the shape that hosts read.",
        "missing-setting": "A binding names an app setting that is not set.",
        "missing-setting-expression": "A property of a binding has %SETTING% for an app setting that is not set.",
        "missing-storage": "A trigger needs the account of AzureWebJobsStorage, which is not set.",
        "settings-wrong-type": "A value of local.settings.json is no text.",
        "worker-runtime": "FUNCTIONS_WORKER_RUNTIME names another language than Python.",
    },
    "functions-reference#connections": {
        "incomplete-identity": "The identity-based settings of a connection do not say where the service is.",
    },
    "functions-host-json": {
        "host-json-bad-value": "host.json has a value that its option cannot have.",
        "host-json-malformed": "host.json cannot be read, or is no object.",
        "host-json-route-prefix": "The route prefix of host.json is no template that hosts can read.",
        "host-json-unknown-function": "The allow list of host.json names a function that the app does not have.",
        "host-json-version": "host.json does not say version 2.0.",
        "host-json-wrong-type": "host.json has a value of the wrong type.",
    },
    "extension-bundles": {
        "bundle-missing": "A binding needs an extension, and host.json names no extension bundle.",
        "bundle-range": "The version range of the extension bundle is none, or empty.",
    },
    "functions-bindings-expressions-patterns": {
        "token-in-trigger": "A trigger's property has a token, which only inputs and outputs may have.",
        "unknown-token": "A binding expression names what the trigger does not supply.",
    },
    "functions-reference-python#inputs": {
        "data-type-mismatch": "A binding's data_type and the parameter's annotation contradict each other.",
    },
    "functions-bindings-timer#ncrontab-expressions": {
        "schedule-never-fires": "A timer's schedule names only days that do not exist.",
    },
    "functions-reference#function-configuration": {
        "mixed-models": "Folders with function.json lie beside function_app.py, so hosts leave them out.",
    },
    "functions-bindings-storage-blob-input": {
        "client-without-address": "A built folder's input takes a client, but nothing would tell it which blob.",
    },
    "functions-reference-python#folder-structure": {
        "ignored-file": ".funcignore leaves out a file that the app needs.",
        "requirements-without-azfunc": "Neither requirements.txt nor pyproject.toml names azfunc.",
    },
}

_WARNINGS: Mapping[str, Mapping[str, str]] = {
    "functions-develop-local#local-settings-file": {
        "settings-encrypted": "local.settings.json is encrypted, so nothing can be said about its values.",
        "settings-unknown-function": "A setting switches off a function that the app does not have.",
        "settings-unknown-key": "local.settings.json has a key that looks like a misspelt one.",
    },
    "functions-host-json": {
        "host-json-missing": "There is no host.json.",
        "host-json-retry": "host.json has a retry policy, which belongs to functions.",
        "host-json-unknown-key": "host.json has a key that hosts do not know.",
    },
    "functions-reference-python": {
        "no-functions": "The app has no functions.",
        "unknown-keyword": "A decorator gets a keyword that its binding does not have.",
        "unknown-property": "A function.json has a property or key that looks like a misspelt one.",
    },
    "functions-reference-python#inputs": {
        "blob-read-as-text": "A blob is taken as bytes, but the host reads it as UTF-8 text.",
        "cardinality-mismatch": "A parameter asks for a list, but each call has one message.",
    },
    "functions-reference-python#http-streams": {
        "streamed-answer": "A function answers in pieces, which Microsoft's workers cannot do.",
    },
    "functions-bindings-kafka-output": {
        "kafka-return": "A return value goes to Kafka, which Microsoft's workers cannot do.",
    },
    "functions-bindings-storage-blob-output": {
        "optional-blob-return": "A blob on the return value may be None, which Microsoft's workers cannot leave out.",
    },
    "functions-bindings-error-pages#retries": {
        "retry-not-supported": "A retry policy is on a trigger for which hosts do not support it.",
    },
    "functions-reference-python#folder-structure": {
        "requirements-missing": "Nothing says which packages the app needs.",
    },
}


def _rules() -> dict[str, Rule]:
    found = [Rule(rule, "error", summary, _LEARN + _DEFINITION_PAGE) for rule, summary in _DEFINITIONS.items()]
    found += [Rule(rule, "error", summary, _LEARN + _IMPORT_PAGE) for rule, summary in _IMPORTS.items()]
    groups: tuple[tuple[Severity, Mapping[str, Mapping[str, str]]], ...] = (("error", _ERRORS), ("warning", _WARNINGS))
    for severity, pages in groups:
        for page, summaries in pages.items():
            found += [Rule(rule, severity, summary, _LEARN + page) for rule, summary in summaries.items()]
    return {rule.id: rule for rule in sorted(found, key=lambda rule: rule.id)}


RULES: Final[Mapping[str, Rule]] = _rules()
"""Every rule by its id."""


def rule_of(rule: str) -> Rule:
    """A rule by its id; one that a binding of a third party brings along gets a line of its own.

    Faults of bindings that azfunc does not ship have ids that the table cannot list.
    """
    return RULES.get(rule) or Rule(rule, "error", "A fault that a binding outside azfunc finds.", _LEARN)
