"""FunctionRpc at run time: protobuf classes made of `azfunc.worker.schema`, in a descriptor pool of their own.

No generated code, so any protobuf from 4 to 7 that an app pins works; a private pool, so nothing clashes with
messages of the same names that another package has registered.
"""

from functools import cache
from importlib import import_module
from typing import Protocol, cast

from azfunc.errors import AzfuncError
from azfunc.worker import schema
from azfunc.worker.descriptors import declared_messages, file_descriptors
from azfunc.worker.field import PACKAGE, Message

SERVICE = f"{PACKAGE}.FunctionRpc"
EVENT_STREAM = f"/{SERVICE}/EventStream"
"""Path of the one gRPC method: a stream of `StreamingMessage` both ways."""


class Messages:
    """The message classes as protobuf knows them, by their names; also the enums that are in no message.

    Nested enums are reached as in generated code: ``messages.StatusResult.Status.Success`` or
    ``messages.StatusResult.Success``.
    """

    Duration: type[schema.Duration]
    Timestamp: type[schema.Timestamp]
    NullableString: type[schema.NullableString]
    NullableDouble: type[schema.NullableDouble]
    NullableBool: type[schema.NullableBool]
    NullableTimestamp: type[schema.NullableTimestamp]
    RpcClaim: type[schema.RpcClaim]
    RpcClaimsIdentity: type[schema.RpcClaimsIdentity]
    CollectionString: type[schema.CollectionString]
    CollectionBytes: type[schema.CollectionBytes]
    CollectionDouble: type[schema.CollectionDouble]
    CollectionSInt64: type[schema.CollectionSInt64]
    ModelBindingData: type[schema.ModelBindingData]
    CollectionModelBindingData: type[schema.CollectionModelBindingData]
    TypedData: type[schema.TypedData]
    RpcHttpCookie: type[schema.RpcHttpCookie]
    RpcHttp: type[schema.RpcHttp]
    RpcException: type[schema.RpcException]
    RpcLog: type[schema.RpcLog]
    StatusResult: type[schema.StatusResult]
    StartStream: type[schema.StartStream]
    WorkerMetadata: type[schema.WorkerMetadata]
    WorkerInitRequest: type[schema.WorkerInitRequest]
    WorkerInitResponse: type[schema.WorkerInitResponse]
    WorkerHeartbeat: type[schema.WorkerHeartbeat]
    WorkerTerminate: type[schema.WorkerTerminate]
    WorkerStatusRequest: type[schema.WorkerStatusRequest]
    WorkerStatusResponse: type[schema.WorkerStatusResponse]
    WorkerWarmupRequest: type[schema.WorkerWarmupRequest]
    WorkerWarmupResponse: type[schema.WorkerWarmupResponse]
    FileChangeEventRequest: type[schema.FileChangeEventRequest]
    WorkerActionResponse: type[schema.WorkerActionResponse]
    FunctionEnvironmentReloadRequest: type[schema.FunctionEnvironmentReloadRequest]
    FunctionEnvironmentReloadResponse: type[schema.FunctionEnvironmentReloadResponse]
    CloseSharedMemoryResourcesRequest: type[schema.CloseSharedMemoryResourcesRequest]
    CloseSharedMemoryResourcesResponse: type[schema.CloseSharedMemoryResourcesResponse]
    BindingInfo: type[schema.BindingInfo]
    RpcRetryOptions: type[schema.RpcRetryOptions]
    RpcFunctionMetadata: type[schema.RpcFunctionMetadata]
    FunctionsMetadataRequest: type[schema.FunctionsMetadataRequest]
    FunctionMetadataResponse: type[schema.FunctionMetadataResponse]
    FunctionLoadRequest: type[schema.FunctionLoadRequest]
    FunctionLoadResponse: type[schema.FunctionLoadResponse]
    FunctionLoadRequestCollection: type[schema.FunctionLoadRequestCollection]
    FunctionLoadResponseCollection: type[schema.FunctionLoadResponseCollection]
    RpcSharedMemory: type[schema.RpcSharedMemory]
    ParameterBinding: type[schema.ParameterBinding]
    RpcTraceContext: type[schema.RpcTraceContext]
    RetryContext: type[schema.RetryContext]
    InvocationRequest: type[schema.InvocationRequest]
    InvocationResponse: type[schema.InvocationResponse]
    InvocationCancel: type[schema.InvocationCancel]
    StreamingMessage: type[schema.StreamingMessage]
    RpcDataType: type[schema.RpcDataType]


class _Pool(Protocol):
    """What is used of protobuf's DescriptorPool."""

    def AddSerializedFile(self, serialized_file_desc_proto: bytes) -> object: ...  # noqa: N802  # protobuf's name
    def FindMessageTypeByName(self, full_name: str) -> object: ...  # noqa: N802  # protobuf's name
    def FindEnumTypeByName(self, full_name: str) -> object: ...  # noqa: N802  # protobuf's name


class _FileDescriptor(Protocol):
    """What is used of protobuf's FileDescriptorProto and its FileDescriptor."""

    def __call__(self, **fields: object) -> Message: ...


class _PoolModule(Protocol):
    def DescriptorPool(self) -> _Pool: ...  # noqa: N802  # protobuf's name


class _DescriptorModule(Protocol):
    FileDescriptorProto: _FileDescriptor


class _FactoryModule(Protocol):
    def GetMessageClass(self, descriptor: object) -> type[Message]: ...  # noqa: N802  # protobuf's name


class _EnumModule(Protocol):
    def EnumTypeWrapper(self, enum_type: object) -> object: ...  # noqa: N802  # protobuf's name


@cache
def load() -> Messages:
    """Makes the message classes; they are made once.

    Raises:
        AzfuncError: protobuf is not installed.
    """
    factory = cast("_FactoryModule", _import("google.protobuf.message_factory"))
    enums = cast("_EnumModule", _import("google.protobuf.internal.enum_type_wrapper"))
    pool = _pool()
    messages = Messages()
    for declared in declared_messages():
        made = factory.GetMessageClass(pool.FindMessageTypeByName(declared.full_name))
        setattr(messages, declared.__name__, made)
    data_type = pool.FindEnumTypeByName(f"{PACKAGE}.{schema.RpcDataType.__name__}")
    setattr(messages, schema.RpcDataType.__name__, enums.EnumTypeWrapper(data_type))
    return messages


def _pool() -> _Pool:
    """A descriptor pool with FunctionRpc and the well-known types that it needs."""
    pool = cast("_PoolModule", _import("google.protobuf.descriptor_pool")).DescriptorPool()
    descriptor_class = cast("_DescriptorModule", _import("google.protobuf.descriptor_pb2")).FileDescriptorProto
    for fields in file_descriptors():
        pool.AddSerializedFile(descriptor_class(**fields).SerializeToString())
    return pool


def _import(name: str) -> object:
    """A module of protobuf, which is there with the extra ``worker`` only and brings no types of its own."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise AzfuncError('protobuf is not installed: pip install "azfunc[worker]".') from error
