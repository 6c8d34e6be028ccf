"""FunctionRpc messages: their bytes, their names, and that every protobuf makes the same of them."""

import os
import subprocess
import sys
import typing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azfunc.worker import protocol, schema
from azfunc.worker.descriptors import declared_messages
from azfunc.worker.field import FieldNumber

rpc = protocol.load()


def envelope(content: bytes, number: int, request_id: str = "") -> bytes:
    """A StreamingMessage, put together by hand: tags are field number times eight plus wire type."""
    head = b"\x0a" + bytes([len(request_id)]) + request_id.encode() if request_id else b""
    tag = number << 3 | 2
    tag_bytes = bytes([tag]) if tag < 0x80 else bytes([tag & 0x7F | 0x80, tag >> 7])
    return head + tag_bytes + bytes([len(content)]) + content


def test_start_stream_bytes() -> None:
    """The first message of a worker has the bytes that the field numbers ask for."""
    message = rpc.StreamingMessage(request_id="r", start_stream=rpc.StartStream(worker_id="w1"))
    assert message.SerializeToString() == envelope(b"\x12\x02w1", 20, "r")


def test_status_bytes() -> None:
    """StatusResult keeps its status in field 4 and the parts of an exception in theirs."""
    exception = rpc.RpcException(stack_trace="t", message="m", source="s", is_user_exception=True, type="T")
    message = rpc.StatusResult(status=rpc.StatusResult.Status.Success, result="r", exception=exception)
    inner = b"\x0a\x01t\x12\x01m\x1a\x01s\x20\x01\x2a\x01T"
    assert message.SerializeToString() == b"\x0a\x01r\x12" + bytes([len(inner)]) + inner + b"\x20\x01"


@pytest.mark.parametrize(
    ("message", "data"),
    [
        (rpc.TypedData(string="a"), b"\x0a\x01a"),
        (rpc.TypedData(json="1"), b"\x12\x011"),
        (rpc.TypedData(bytes=b"\xff"), b"\x1a\x01\xff"),
        (rpc.TypedData(stream=b"\xff"), b"\x22\x01\xff"),
        (rpc.TypedData(int=-1), b"\x30\x01"),  # sint64: zigzag
        (rpc.TypedData(int=1), b"\x30\x02"),
        (rpc.TypedData(double=1.0), b"\x39\x00\x00\x00\x00\x00\x00\xf0\x3f"),
        (rpc.TypedData(string=""), b"\x0a\x00"),  # set, though empty
        (rpc.TypedData(collection_sint64=rpc.CollectionSInt64(sint64=[1, -1])), b"\x5a\x04\x0a\x02\x02\x01"),
        (rpc.TypedData(collection_string=rpc.CollectionString(string=["a", ""])), b"\x4a\x05\x0a\x01a\x0a\x00"),
        (rpc.TypedData(model_binding_data=rpc.ModelBindingData(content=b"c")), b"\x62\x03\x22\x01c"),
        (rpc.InvocationCancel(invocation_id="i"), b"\x12\x01i"),
        (rpc.ParameterBinding(name="p", data=rpc.TypedData(json="1")), b"\x0a\x01p\x12\x03\x12\x011"),
        (rpc.RetryContext(retry_count=-1), b"\x08" + b"\xff" * 9 + b"\x01"),  # int32: no zigzag
        (rpc.RpcRetryOptions(delay_interval=rpc.Duration(seconds=3)), b"\x1a\x02\x08\x03"),
        (rpc.WorkerInitRequest(capabilities={"a": "b"}), b"\x12\x06\x0a\x01a\x12\x01b"),
        (rpc.WorkerInitRequest(log_categories={"a": rpc.RpcLog.Level.Error}), b"\x1a\x05\x0a\x01a\x10\x04"),
        (rpc.RpcHttp(status_code="200"), b"\x62\x03200"),
        (rpc.RpcHttp(enable_content_negotiation=True), b"\x80\x01\x01"),
        (rpc.RpcHttp(nullable_query={"q": rpc.NullableString(value="")}), b"\xb2\x01\x07\x0a\x01q\x12\x02\x0a\x00"),
        (rpc.RpcHttpCookie(max_age=rpc.NullableDouble(value=0)), b"\x4a\x09\x09" + b"\x00" * 8),
        (rpc.RpcLog(log_category=rpc.RpcLog.RpcLogCategory.CustomMetric), b"\x40\x02"),
        (rpc.RpcFunctionMetadata(function_id="f", is_proxy=True), b"\x38\x01\x6a\x01f"),
        (rpc.BindingInfo(type="t", direction=2, data_type=3), b"\x12\x01t\x18\x02\x20\x03"),
    ],
    ids=lambda value: value.hex() if isinstance(value, bytes) else type(value).__name__,
)
def test_bytes(message: schema.Message, data: bytes) -> None:
    """Messages have the bytes that were worked out by hand, and are read back from them."""
    assert message.SerializeToString() == data
    assert type(message).FromString(data) == message
    assert message.ByteSize() == len(data)


def test_content_numbers() -> None:
    """The envelope's contents have the numbers that hosts use."""
    numbers = {
        place.number: name
        for name, place in vars(schema.StreamingMessage).items()
        if isinstance(place, FieldNumber) and place.oneof == "content"
    }
    assert numbers == {
        2: "rpc_log",
        4: "invocation_request",
        5: "invocation_response",
        6: "file_change_event_request",
        7: "worker_action_response",
        8: "function_load_request",
        9: "function_load_response",
        12: "worker_status_request",
        13: "worker_status_response",
        14: "worker_terminate",
        15: "worker_heartbeat",
        16: "worker_init_response",
        17: "worker_init_request",
        20: "start_stream",
        21: "invocation_cancel",
        25: "function_environment_reload_request",
        26: "function_environment_reload_response",
        27: "close_shared_memory_resources_request",
        28: "close_shared_memory_resources_response",
        29: "functions_metadata_request",
        30: "function_metadata_response",
        31: "function_load_request_collection",
        32: "function_load_response_collection",
        33: "worker_warmup_request",
        34: "worker_warmup_response",
    }


def test_one_content_at_a_time() -> None:
    """Setting another content of the envelope drops the one that was there."""
    message = rpc.StreamingMessage(worker_heartbeat=rpc.WorkerHeartbeat())
    assert message.SerializeToString() == b"\x7a\x00"
    message.worker_status_request.CopyFrom(rpc.WorkerStatusRequest())
    assert message.WhichOneof("content") == "worker_status_request"
    assert not message.HasField("worker_heartbeat")


def test_names_as_in_generated_code() -> None:
    """Enums and their values are where code that is written for generated messages looks for them."""
    assert rpc.StatusResult.Status.Success == vars_of(rpc.StatusResult)["Success"] == 1
    assert rpc.RpcLog.Level.Critical == 5
    assert getattr(rpc.RpcLog.Level, "None") == 6
    assert getattr(rpc.RpcHttpCookie.SameSite, "None") == 0
    assert getattr(rpc.BindingInfo.Direction, "in") == 0
    assert vars_of(rpc.BindingInfo)["inout"] == 2
    assert rpc.RpcDataType.collection_sint64 == 11
    assert rpc.FunctionEnvironmentReloadResponse.CapabilitiesUpdateStrategy.replace == 1


def vars_of(message_class: type) -> dict[str, object]:
    """Attributes that protobuf gives on request alone."""
    return {name: getattr(message_class, name) for name in ("Success", "inout") if hasattr(message_class, name)}


def test_full_names() -> None:
    """Messages are in the packages of FunctionRpc, and the shared ones in none."""
    names = {getattr(rpc, one.__name__).DESCRIPTOR.full_name for one in declared_messages()}
    assert names == {one.full_name for one in declared_messages()}
    assert {"AzureFunctionsRpcMessages.StreamingMessage", "NullableString", "RpcClaimsIdentity"} <= names
    assert "google.protobuf.Timestamp" in names
    assert protocol.EVENT_STREAM == "/AzureFunctionsRpcMessages.FunctionRpc/EventStream"


def test_all_declarations_are_messages() -> None:
    """`Messages` types every declaration of the schema, and `load` fills every one."""
    typed = typing.get_type_hints(protocol.Messages)
    assert set(typed) == {one.__name__ for one in declared_messages()} | {"RpcDataType"}
    assert set(typed) == set(vars(rpc))
    for name, hint in typed.items():
        assert typing.get_args(hint)[0] is getattr(schema, name)


def test_declarations_are_no_classes_to_use() -> None:
    """Calling a declaration says where the class to call is."""
    with pytest.raises(TypeError, match=r"protocol.load\(\).StartStream\(...\)"):
        schema.StartStream(worker_id="w")


def test_timestamp_of_its_own() -> None:
    """The Timestamp beside the messages fits their fields; that of protobuf's own pool is another class."""
    value = rpc.NullableTimestamp(value=rpc.Timestamp(seconds=5))
    assert value.SerializeToString() == b"\x0a\x02\x08\x05"


def test_unknown_fields_are_skipped() -> None:
    """Messages of newer hosts are read: what they have more is left aside."""
    message = rpc.StartStream.FromString(b"\x12\x02w1" + b"\xfa\x3e\x01x")
    assert message.worker_id == "w1"


texts = st.text(max_size=20)
typed_data = st.one_of(
    st.builds(lambda value: rpc.TypedData(string=value), texts),
    st.builds(lambda value: rpc.TypedData(bytes=value), st.binary(max_size=20)),
    st.builds(lambda value: rpc.TypedData(int=value), st.integers(-(2**63), 2**63 - 1)),
    st.builds(lambda value: rpc.TypedData(double=value), st.floats(allow_nan=False)),
    st.builds(
        lambda values: rpc.TypedData(collection_bytes=rpc.CollectionBytes(bytes=values)),
        st.lists(st.binary(max_size=5)),
    ),
    st.builds(
        lambda method, headers, body: rpc.TypedData(
            http=rpc.RpcHttp(method=method, headers=headers, body=rpc.TypedData(bytes=body))
        ),
        texts,
        st.dictionaries(texts, texts, max_size=3),
        st.binary(max_size=20),
    ),
)


@given(texts, texts, st.dictionaries(texts, typed_data, max_size=3), st.lists(typed_data, max_size=3))
def test_invocation_round_trip(
    invocation_id: str, function_id: str, metadata: dict[str, schema.TypedData], inputs: list[schema.TypedData]
) -> None:
    """An invocation request is the same after it has been on the wire, whatever values it carries."""
    message = rpc.StreamingMessage(
        invocation_request=rpc.InvocationRequest(
            invocation_id=invocation_id,
            function_id=function_id,
            input_data=[rpc.ParameterBinding(name="p", data=data) for data in inputs],
            trigger_metadata=metadata,
        )
    )
    assert rpc.StreamingMessage.FromString(message.SerializeToString()) == message


def test_pure_python_protobuf() -> None:
    """Protobuf's implementation in Python makes the same of the declarations as the compiled one."""
    code = (
        "from azfunc.worker import protocol\n"
        "from google.protobuf.internal import api_implementation\n"
        "assert api_implementation.Type() == 'python'\n"
        "rpc = protocol.load()\n"
        "http = rpc.RpcHttp(status_code='200', headers={'a': 'b'}, body=rpc.TypedData(bytes=b'x'))\n"
        "message = rpc.StreamingMessage(invocation_response=rpc.InvocationResponse(\n"
        "    return_value=rpc.TypedData(http=http), result=rpc.StatusResult(status=rpc.StatusResult.Status.Success)))\n"
        "assert getattr(rpc.RpcHttpCookie.SameSite, 'None') == 0\n"
        "assert rpc.RpcRetryOptions(delay_interval=rpc.Duration(seconds=3)).delay_interval.seconds == 3\n"
        "print(message.SerializeToString().hex())\n"
    )
    environment = {**os.environ, "PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION": "python"}
    command = [sys.executable, "-W", "ignore", "-c", code]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    message = rpc.StreamingMessage.FromString(bytes.fromhex(run.stdout))
    assert message.invocation_response.return_value.http.headers == {"a": "b"}
    assert message.SerializeToString().hex() == run.stdout.strip()


def test_declarations_need_no_protobuf() -> None:
    """The schema is read without protobuf, and `load` says what to install where protobuf is missing."""
    code = (
        "import sys\n"
        "sys.modules['google.protobuf'] = None\n"
        "from azfunc.errors import AzfuncError\n"
        "from azfunc.worker import protocol\n"
        "try:\n"
        "    protocol.load()\n"
        "except AzfuncError as error:\n"
        "    print(error)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.stdout == 'protobuf is not installed: pip install "azfunc[worker]".\n', run.stderr
