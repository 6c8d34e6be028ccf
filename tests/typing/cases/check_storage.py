"""Blobs and tables: decorators, payloads, outputs."""

# ruff: noqa: B018  # an expression alone is what is checked

import io
from collections.abc import Mapping
from typing import assert_type

from azfunc import BlobSource, Blueprint, DataType, FunctionApp, InputStream, Out, TimerRequest
from azfunc.bindings.datum import JsonValue

app = FunctionApp()
bp = Blueprint()


@app.blob_trigger(arg_name="blob", path="in/{name}", connection="Storage", source=BlobSource.EVENT_GRID)
@app.blob_input(arg_name="twin", path="other/{name}", connection="Storage", data_type=DataType.BINARY)
@app.blob_output(arg_name="copy", path="out/{name}", connection="Storage")
def copy_blob(blob: InputStream, twin: str | None, copy: Out[bytes]) -> int:
    assert_type(blob.read(), bytes)
    assert_type(blob.read(10), bytes)
    assert_type(blob.name, str | None)
    assert_type(blob.uri, str | None)
    assert_type(blob.length, int | None)
    assert_type(blob.metadata, Mapping[str, JsonValue] | None)
    assert_type(blob.blob_properties, Mapping[str, JsonValue] | None)
    assert_type(blob.seekable(), bool)
    copy.set(blob.read())
    copy.set("text")  # E: arg-type | reportArgumentType
    return 1


@app.timer_trigger(schedule="0 0 * * * *")
@app.table_input(arg_name="rows", table_name="Orders", connection="Storage", take=10, filter="a eq 'b'")
@app.table_output(arg_name="$return", table_name="Orders", connection="Storage", partition_key="p", row_key="r")
def sum_up(timer: TimerRequest, rows: str) -> dict[str, int]:
    return {"count": len(rows)}


as_file: io.BufferedIOBase = InputStream(data=b"abc", name="a")
assert_type(copy_blob(InputStream(data="abc"), None, Out[bytes]()), int)
assert_type(sum_up(TimerRequest(), rows="[]"), dict[str, int])

copy_blob(b"abc", None, Out[bytes]())  # E: arg-type | reportArgumentType
copy_blob(InputStream(), None, Out[str]())  # E: arg-type | reportArgumentType
InputStream(b"abc")  # E: call-arg | reportCallIssue
InputStream().size  # E: attr-defined | reportAttributeAccessIssue

bp.blob_trigger(path="in/{name}")  # E: call-arg | reportCallIssue
bp.blob_trigger(path="in", connection="Storage", source="Scan")  # E: arg-type | reportArgumentType
bp.blob_input(container="in", connection="Storage")  # E: call-arg | reportCallIssue
bp.blob_output(path=b"in", connection="Storage")  # E: arg-type | reportArgumentType
bp.table_input(table_name="Orders")  # E: call-arg | reportCallIssue
bp.table_input(table_name="Orders", connection="Storage", take="10")  # E: arg-type | reportArgumentType
bp.table_output(table_name="Orders", connection="Storage", take=1)  # E: call-arg | reportCallIssue
