"""A function as function.json holds it. Pure: no files, and nothing beyond the standard library.

Follows https://learn.microsoft.com/azure/azure-functions/functions-reference#function-configuration.
"""

import json
from collections.abc import Mapping

from azfunc.bindings.datum import JsonValue
from azfunc.function import Function


def emit_function_document(function: Function, *, script_file: str, entry_point: str | None) -> dict[str, JsonValue]:
    """The content of a function's function.json.

    Args:
        function: the function.
        script_file: the Python file that holds the entry, relative to the folder of the function.json.
        entry_point: name of the callable in that file; None leaves it out.

    Returns:
        ``scriptFile``, ``entryPoint``, ``bindings`` (the trigger first), and ``retry`` for a function that has a
        retry policy.
    """
    document: dict[str, JsonValue] = {"scriptFile": script_file}
    if entry_point is not None:
        document["entryPoint"] = entry_point
    document["bindings"] = function.to_documents()
    if function.retry is not None:
        document["retry"] = function.retry.to_document()
    return document


def document_bytes(document: Mapping[str, JsonValue]) -> bytes:
    """A document as a file holds it: indented, in ASCII (so in UTF-8), with a newline at the end."""
    return json.dumps(document, indent=2).encode("ascii") + b"\n"
