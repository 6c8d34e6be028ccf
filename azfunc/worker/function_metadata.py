"""A function as RpcFunctionMetadata, which a host lists and loads it by."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final
from uuid import NAMESPACE_OID, uuid5

from azfunc.bindings.binding import Binding
from azfunc.bindings.datum import JsonValue
from azfunc.bindings.kinds import Trigger
from azfunc.retry import ExponentialBackoff, FixedDelay, Interval, RetryPolicy, interval_text
from azfunc.worker import schema
from azfunc.worker.protocol import Messages

INDEXED: Final = "worker_indexed"
"""The property of functions that a worker, and not the host, has found."""

_DIRECTIONS: Final = {"in": 0, "out": 1, "inout": 2}
_DATA_TYPES: Final = {"string": 1, "binary": 2, "stream": 3}
_EXPONENTIAL, _FIXED = 0, 1


def function_id(name: str) -> str:
    """The id of a function: the same in every worker of an app."""
    return str(uuid5(NAMESPACE_OID, name))


def function_metadata(
    name: str, documents: Sequence[Mapping[str, JsonValue]], retry: RetryPolicy | None, script: Path, messages: Messages
) -> schema.RpcFunctionMetadata:
    """What the host is told of a function.

    Args:
        name: its name.
        documents: its bindings as function.json holds them.
        retry: its retry policy.
        script: the app's script, in the app's folder.
        messages: the classes of messages.
    """
    metadata = messages.RpcFunctionMetadata(
        name=name,
        function_id=function_id(name),
        directory=str(script.parent),
        script_file=script.name,
        entry_point=name,
        language="python",
        raw_bindings=[json.dumps(document) for document in documents],
        properties={INDEXED: "True"},
    )
    for document in documents:
        info = metadata.bindings[str(document["name"])]
        info.type = str(document["type"])
        info.direction = _DIRECTIONS.get(str(document.get("direction")).lower(), 0)
        info.data_type = _DATA_TYPES.get(str(document.get("dataType")).lower(), 0)
    if retry is not None:
        _write_retry(retry, metadata.retry_options)
    return metadata


def _write_retry(policy: RetryPolicy, options: schema.RpcRetryOptions) -> None:
    options.max_retry_count = policy.max_retry_count
    if isinstance(policy, FixedDelay):
        options.retry_strategy = _FIXED
        options.delay_interval.seconds = _seconds(policy.delay_interval)
    elif isinstance(policy, ExponentialBackoff):
        options.retry_strategy = _EXPONENTIAL
        options.minimum_interval.seconds = _seconds(policy.minimum_interval)
        options.maximum_interval.seconds = _seconds(policy.maximum_interval)


def _seconds(interval: Interval) -> int:
    hours, minutes, seconds = (int(part) for part in interval_text(interval).split(":"))
    return (hours * 60 + minutes) * 60 + seconds


def broken_documents(bindings: Iterable[Binding]) -> list[dict[str, JsonValue]]:
    """The bindings of a function with faults as a host can list them, so that it answers with them; else empty.

    A binding whose parameter is not known gets a name of its own: the function is never run.
    """
    found = list(bindings)
    if sum(isinstance(binding, Trigger) for binding in found) != 1:
        return []
    documents: list[dict[str, JsonValue]] = []
    taken: set[str] = set()
    for number, binding in enumerate(found):
        document = binding.to_document()
        name = str(document["name"] or f"binding{number}")
        document["name"] = f"binding{number}" if name in taken else name
        taken.add(name)
        documents.append(document)
    return documents
