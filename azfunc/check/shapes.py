"""Rules: what a binding hands over against what the handler's annotation asks for.

Follows https://learn.microsoft.com/azure/azure-functions/functions-reference-python#inputs.
"""

from collections.abc import Iterator

from azfunc.bindings.binding import Binding
from azfunc.bindings.decoding import Reading
from azfunc.bindings.enums import Cardinality, DataType
from azfunc.check.diagnostic import Finding
from azfunc.check.rule import app_rule
from azfunc.check.subject import Subject
from azfunc.errors import Fault
from azfunc.function import Function
from azfunc.signature import Parameter


def _readings(subject: Subject) -> Iterator[tuple[Function, Reading, Parameter]]:
    """Every trigger and input with the parameter that it fills."""
    for function, binding in subject.bindings():
        parameter = function.signature.parameters.get(binding.arg_name or "")
        if isinstance(binding, Reading) and parameter is not None:
            yield function, binding, parameter


@app_rule("cardinality-mismatch")
def cardinality(subject: Subject) -> Iterator[Finding]:
    """A trigger that may hand over batches hands over single messages, and the handler asks for a list."""
    for function, binding, parameter in _readings(subject):
        declared: object = binding.__dict__.get("cardinality", "no such property")
        is_one = declared is None or (isinstance(declared, Cardinality) and declared.text == Cardinality.ONE.text)
        if not is_one or not parameter.shape.is_list:
            continue
        annotation = f"{parameter.name}: {parameter.shape.describe()}"
        yield subject.finding(
            function,
            binding,
            Fault(
                "cardinality-mismatch",
                f"parameter '{parameter.name}' asks for a list, but the {binding.type} hands over one message at a "
                "time, whose own JSON would have to be a list",
                f"{annotation} with cardinality {'one' if declared else 'left out, which means one'}",
                "cardinality='many', or the type of one message",
                "write cardinality='many'",
            ),
        )


@app_rule("data-type-mismatch")
def data_type(subject: Subject) -> Iterator[Finding]:
    """The binding says bytes and the handler text, or the other way round."""
    for function, binding, parameter in _readings(subject):
        declared = _data_type(binding)
        asked = parameter.shape.item if binding.is_many() else parameter.shape.annotation
        if (declared, asked) in ((DataType.BINARY, str), (DataType.STRING, bytes)):
            assert declared is not None
            other = "string" if declared is DataType.BINARY else "binary"
            yield subject.finding(
                function,
                binding,
                Fault(
                    "data-type-mismatch",
                    f"the {binding.type} binding hands over {_WORDS[declared.text]}, but parameter "
                    f"'{parameter.name}' asks for {_WORDS[other]}",
                    f"{parameter.name}: {parameter.shape.describe()} with data_type {declared.text!r}",
                    f"data_type {other!r}, or another annotation",
                    f"write data_type={other!r}, or annotate {parameter.name} with "
                    f"{'bytes' if declared is DataType.BINARY else 'str'}",
                ),
            )


_WORDS = {"binary": "bytes", "string": "text"}


def _data_type(binding: Binding) -> DataType | None:
    return DataType.parse(binding.__dict__.get("data_type"))


@app_rule("blob-read-as-text")
def blob_as_text(subject: Subject) -> Iterator[Finding]:
    """Hosts read a blob as UTF-8 text unless they are told that it is binary, which spoils all other content."""
    for function, binding, parameter in _readings(subject):
        is_blob = binding.type.lower() in ("blobtrigger", "blob")
        if is_blob and parameter.shape.annotation is bytes and _data_type(binding) is None:
            yield subject.finding(
                function,
                binding,
                Fault(
                    "blob-read-as-text",
                    f"parameter '{parameter.name}' asks for bytes, but hosts read the blob as UTF-8 text on the way, "
                    "which spoils content that is none",
                    f"{parameter.name}: {parameter.shape.describe()} without data_type",
                    "data_type='binary' for bytes, or the annotation str for text",
                    "write data_type='binary'",
                ),
            )


@app_rule("retry-not-supported")
def retry(subject: Subject) -> Iterator[Finding]:
    """Hosts support retry policies on a few triggers; on others they obey one still, and say that they will not."""
    for function in subject.functions.values():
        if function.retry is not None and not function.trigger.retries:
            kind = function.trigger.type
            yield subject.finding(
                function,
                None,
                Fault(
                    "retry-not-supported",
                    f"its retry policy is on a {kind}, for which hosts do not support one",
                    f"a retry policy on a {kind}",
                    "a retry policy on a timer, Cosmos DB, Event Hubs or Kafka trigger",
                    _RETRY_FIXES.get(kind.lower(), "remove the policy, and try again in the handler itself"),
                ),
            )


_RETRY_FIXES = {
    "queuetrigger": "remove it; extensions.queues.maxDequeueCount of host.json says how often a message is tried",
    "blobtrigger": "remove it; extensions.blobs.poisonBlobThreshold of host.json says how often a blob is tried",
    "servicebustrigger": "remove it; the queue's or subscription's maximum delivery count says how often to try",
}


RULES = (cardinality, data_type, blob_as_text, retry)
