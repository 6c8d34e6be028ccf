"""What MCP functions return, as the host takes it: text, JSON text, and the content of the MCP SDK.

The SDK (``mcp``) is not imported: its classes are known by their module.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, cast

from azfunc.bindings.datum import Datum, JsonValue
from azfunc.bindings.mcp_payload import is_mcp_content
from azfunc.bindings.values import Shape, dump_json, encode_value, is_model, members_of
from azfunc.errors import EncodeError

if TYPE_CHECKING:
    from typing_extensions import TypeIs

_SDK_MODULES = ("mcp.types", "mcp_types")


def encode_text(value: object) -> Datum:
    """Text and bytes as they are, nothing as empty text, everything else as JSON text.

    Raises:
        EncodeError: the value has no JSON form.
    """
    if value is None:
        return Datum("string", "")
    if isinstance(value, str | bytes | bytearray):
        return encode_value(value)
    return Datum("string", json_text(value))


def encode_result(value: object) -> Datum:
    """A tool's result in the envelope of ``useResultSchema``; text and bytes are an envelope already.

    Raises:
        EncodeError: the value has no JSON form.
    """
    if value is None or isinstance(value, str | bytes | bytearray):
        return encode_text(value)
    return Datum("string", _envelope(value))


def encode_any_result(value: object) -> Datum:
    """A tool's result in the envelope of ``useResultSchema``, text too.

    Raises:
        EncodeError: the value has no JSON form, or is bytes that are no UTF-8 text.
    """
    return encode_text(None) if value is None else Datum("string", _envelope(value))


def is_rich(shape: Shape | None) -> bool:
    """Whether a handler is annotated to return structured content, or content of the MCP SDK, alone or in a list."""
    if shape is None:
        return False
    annotations = members_of(shape.item if shape.is_list else shape.annotation)
    return any(_is_sdk_type(one) or (is_mcp_content(one) and not shape.is_list) for one in annotations)


def json_text(value: object) -> str:
    """JSON text of a result; objects of plain classes are written by their attributes.

    Raises:
        EncodeError: the value has no JSON form.
    """
    if _is_sdk_type(type(value)):
        return dump_json(_sdk_form(value))
    if _is_content_list(value):
        return dump_json([_sdk_form(block) for block in value])
    if is_mcp_content(type(value)) and not is_model(value) and not hasattr(value, "to_dict"):
        return dump_json(vars(value))
    return cast("str", encode_value(value).value)


def _envelope(value: object) -> str:
    if _is_sdk_type(type(value)):
        return _sdk_envelope(cast("dict[str, JsonValue]", _sdk_form(value)), type(value).__name__)
    if _is_content_list(value):
        return _enveloped("call_tool_result", {"content": [_sdk_form(block) for block in value]}, None)
    text = _plain_text(value)
    # MCP takes objects alone as structured content.
    is_object = text.startswith("{") and not isinstance(value, str | bytes | bytearray)
    return _enveloped("text", {"type": "text", "text": text}, text if is_object else None)


def _plain_text(value: object) -> str:
    if isinstance(value, str):
        return value
    if not isinstance(value, bytes | bytearray):
        return json_text(value)
    try:
        return bytes(value).decode("utf-8")
    except UnicodeDecodeError as error:
        raise EncodeError(
            f"These bytes are not UTF-8 text ({error}). Return an ImageContent or an EmbeddedResource of the MCP SDK."
        ) from error


def _sdk_envelope(form: dict[str, JsonValue], kind: str) -> str:
    if kind == "CallToolResult":
        structured = form.get("structuredContent")
        return _enveloped("call_tool_result", form, None if structured is None else dump_json(structured))
    return _enveloped(form.get("type", "text"), form, dump_json(form))


def _enveloped(kind: JsonValue, content: Mapping[str, JsonValue], structured: str | None) -> str:
    """The host reads the content, and what is structured, from JSON text inside of the envelope's JSON."""
    return dump_json({"type": kind, "content": dump_json(content), "structuredContent": structured})


def _is_sdk_type(annotation: object) -> bool:
    module: object = getattr(annotation, "__module__", None) if isinstance(annotation, type) else None
    return isinstance(module, str) and any(module == name or module.startswith(f"{name}.") for name in _SDK_MODULES)


def _is_content_list(value: object) -> "TypeIs[list[object]]":
    if not isinstance(value, list):
        return False
    blocks = cast("list[object]", value)
    return bool(blocks) and _is_sdk_type(type(blocks[0]))


def _sdk_form(block: object) -> JsonValue:
    dump: Callable[..., JsonValue] | None = getattr(block, "model_dump", None)
    if dump is None:
        raise EncodeError(f"A {type(block).__name__} stands in a list of MCP content. Put content blocks there alone.")
    return dump(mode="json", exclude_none=True, by_alias=True)
