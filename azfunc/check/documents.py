"""Rules: the properties of function.json.

Follows https://learn.microsoft.com/azure/azure-functions/functions-reference#function-configuration.
"""

from collections.abc import Iterator, Mapping

from azfunc.bindings.properties import properties_of
from azfunc.check.diagnostic import Finding
from azfunc.check.files import JsonFile
from azfunc.check.local_settings import near_key
from azfunc.check.rule import app_rule
from azfunc.check.subject import Subject
from azfunc.errors import Fault
from azfunc.metadata.function_folder import FILE_NAME

_KEYS = ("scriptFile", "entryPoint", "bindings", "retry", "disabled", "configurationSource", "generatedBy", "$schema")


@app_rule("unknown-property")
def unknown_property(subject: Subject) -> Iterator[Finding]:
    """A property without meaning for its binding that looks like one that has: most likely it is misspelt.

    Decorators tell of keywords that they do not have themselves.
    """
    if subject.script is not None:
        return
    for function, binding in subject.bindings():
        known = tuple(item.json for item in properties_of(type(binding)))
        for name in binding.extra if known else ():
            near = near_key(name, known, 0.8)
            if near is not None and binding.to_document().get(near) is None:
                fault = Fault(
                    "unknown-property",
                    f"the {binding.type} binding has no property '{name}'",
                    repr(name),
                    ", ".join(known),
                    f"did you mean {near!r}?",
                )
                yield subject.finding(function, binding, fault)


@app_rule("unknown-property")
def unknown_key(subject: Subject) -> Iterator[Finding]:
    """A key beside the bindings that looks like one that hosts read, and is none."""
    for name in subject.functions if subject.script is None else ():
        file = JsonFile(subject.files.root / name / FILE_NAME)
        value = file.value
        present = {key.lower() for key in value} if isinstance(value, Mapping) else set[str]()
        for key in value if isinstance(value, Mapping) else ():
            near = near_key(key, _KEYS, 0.8)
            if near is not None and near.lower() not in present:
                yield Finding(
                    file.spot(key),
                    f"hosts read no '{key}' in function.json",
                    repr(key),
                    ", ".join(_KEYS[:5]),
                    f"did you mean {near!r}?",
                    name,
                )


RULES = (unknown_property, unknown_key)
