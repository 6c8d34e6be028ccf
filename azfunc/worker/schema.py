"""The messages of FunctionRpc: field names, types and numbers, and nothing else.

Follows https://github.com/Azure/azure-functions-language-worker-protobuf. `azfunc.worker.protocol` makes protobuf
classes of these declarations.
"""

from collections.abc import Mapping, MutableMapping, MutableSequence
from typing import Annotated, TypeAlias

from azfunc.worker.field import Data, Double, Flag, Int32, Int64, Message, Repeated, SInt64, Text, Values, field

Texts: TypeAlias = MutableMapping[Text, Text]
"""A map from text to text."""


class Duration(Message, package="google.protobuf"):
    seconds: Int64 = field(1)
    nanos: Int32 = field(2)


class Timestamp(Message, package="google.protobuf"):
    seconds: Int64 = field(1)
    nanos: Int32 = field(2)


class NullableString(Message, package=""):
    value: Text = field(1, oneof="string")


class NullableDouble(Message, package=""):
    value: Double = field(1, oneof="double")


class NullableBool(Message, package=""):
    value: Flag = field(1, oneof="bool")


class NullableTimestamp(Message, package=""):
    value: Timestamp = field(1, oneof="timestamp")


class RpcClaim(Message, package=""):
    value: Text = field(1)
    type: Text = field(2)


class RpcClaimsIdentity(Message, package=""):
    authentication_type: NullableString = field(1)
    name_claim_type: NullableString = field(2)
    role_claim_type: NullableString = field(3)
    claims: MutableSequence[RpcClaim] = field(4)


class CollectionString(Message):
    string: MutableSequence[Text] = field(1)


class CollectionBytes(Message):
    bytes: MutableSequence[Data] = field(1)


class CollectionDouble(Message):
    double: MutableSequence[Double] = field(1)


class CollectionSInt64(Message):
    sint64: MutableSequence[SInt64] = field(1)


class ModelBindingData(Message):
    version: Text = field(1)
    source: Text = field(2)
    content_type: Text = field(3)
    content: Data = field(4)


class CollectionModelBindingData(Message):
    model_binding_data: MutableSequence[ModelBindingData] = field(1)


class TypedData(Message):
    string: Text = field(1, oneof="data")
    json: Text = field(2, oneof="data")
    bytes: Data = field(3, oneof="data")
    stream: Data = field(4, oneof="data")
    http: "RpcHttp" = field(5, oneof="data")
    int: SInt64 = field(6, oneof="data")
    double: Double = field(7, oneof="data")
    collection_bytes: CollectionBytes = field(8, oneof="data")
    collection_string: CollectionString = field(9, oneof="data")
    collection_double: CollectionDouble = field(10, oneof="data")
    collection_sint64: CollectionSInt64 = field(11, oneof="data")
    model_binding_data: ModelBindingData = field(12, oneof="data")
    collection_model_binding_data: CollectionModelBindingData = field(13, oneof="data")


class RpcDataType(Values):
    unknown = 0
    string = 1
    json = 2
    bytes = 3
    stream = 4
    http = 5
    int = 6
    double = 7
    collection_bytes = 8
    collection_string = 9
    collection_double = 10
    collection_sint64 = 11


class RpcHttpCookie(Message):
    class SameSite(Values):
        None_ = 0
        Lax = 1
        Strict = 2
        ExplicitNone = 3

    name: Text = field(1)
    value: Text = field(2)
    domain: NullableString = field(3)
    path: NullableString = field(4)
    expires: NullableTimestamp = field(5)
    secure: NullableBool = field(6)
    http_only: NullableBool = field(7)
    same_site: Annotated[int, SameSite] = field(8)
    max_age: NullableDouble = field(9)


class RpcHttp(Message):
    method: Text = field(1)
    url: Text = field(2)
    headers: Texts = field(3)
    body: TypedData = field(4)
    params: Texts = field(10)
    status_code: Text = field(12)
    query: Texts = field(15)
    enable_content_negotiation: Flag = field(16)
    rawBody: TypedData = field(17)  # noqa: N815  # the name on the other side
    identities: MutableSequence[RpcClaimsIdentity] = field(18)
    cookies: Repeated[RpcHttpCookie] = field(19)
    nullable_headers: Mapping[Text, NullableString] = field(20)
    nullable_params: Mapping[Text, NullableString] = field(21)
    nullable_query: Mapping[Text, NullableString] = field(22)


class RpcException(Message):
    stack_trace: Text = field(1)
    message: Text = field(2)
    source: Text = field(3)
    is_user_exception: Flag = field(4)
    type: Text = field(5)


class RpcLog(Message):
    class Level(Values):
        Trace = 0
        Debug = 1
        Information = 2
        Warning = 3
        Error = 4
        Critical = 5
        None_ = 6

    class RpcLogCategory(Values):
        User = 0
        System = 1
        CustomMetric = 2

    invocation_id: Text = field(1)
    category: Text = field(2)
    level: Annotated[int, Level] = field(3)
    message: Text = field(4)
    event_id: Text = field(5)
    exception: RpcException = field(6)
    properties: Text = field(7)
    log_category: Annotated[int, RpcLogCategory] = field(8)
    propertiesMap: Mapping[Text, TypedData] = field(9)  # noqa: N815  # the name on the other side


class StatusResult(Message):
    class Status(Values):
        Failure = 0
        Success = 1
        Cancelled = 2

    result: Text = field(1)
    exception: RpcException = field(2)
    logs: MutableSequence[RpcLog] = field(3)
    status: Annotated[int, Status] = field(4)


class StartStream(Message):
    worker_id: Text = field(2)


class WorkerMetadata(Message):
    runtime_name: Text = field(1)
    runtime_version: Text = field(2)
    worker_version: Text = field(3)
    worker_bitness: Text = field(4)
    custom_properties: Texts = field(5)


class WorkerInitRequest(Message):
    host_version: Text = field(1)
    capabilities: Texts = field(2)
    log_categories: MutableMapping[Text, Annotated[int, RpcLog.Level]] = field(3)
    worker_directory: Text = field(4)
    function_app_directory: Text = field(5)


class WorkerInitResponse(Message):
    worker_version: Text = field(1)
    capabilities: Texts = field(2)
    result: StatusResult = field(3)
    worker_metadata: WorkerMetadata = field(4)


class WorkerHeartbeat(Message):
    pass


class WorkerTerminate(Message):
    grace_period: Duration = field(1)


class WorkerStatusRequest(Message):
    pass


class WorkerStatusResponse(Message):
    pass


class WorkerWarmupRequest(Message):
    worker_directory: Text = field(1)


class WorkerWarmupResponse(Message):
    result: StatusResult = field(1)


class FileChangeEventRequest(Message):
    class Type(Values):
        Unknown = 0
        Created = 1
        Deleted = 2
        Changed = 4
        Renamed = 8
        All = 15

    type: Annotated[int, Type] = field(1)
    full_path: Text = field(2)
    name: Text = field(3)


class WorkerActionResponse(Message):
    class Action(Values):
        Restart = 0
        Reload = 1

    action: Annotated[int, Action] = field(1)
    reason: Text = field(2)


class FunctionEnvironmentReloadRequest(Message):
    environment_variables: Texts = field(1)
    function_app_directory: Text = field(2)


class FunctionEnvironmentReloadResponse(Message):
    class CapabilitiesUpdateStrategy(Values):
        merge = 0
        replace = 1

    worker_metadata: WorkerMetadata = field(1)
    capabilities: Texts = field(2)
    result: StatusResult = field(3)
    capabilities_update_strategy: Annotated[int, CapabilitiesUpdateStrategy] = field(4)


class CloseSharedMemoryResourcesRequest(Message):
    map_names: MutableSequence[Text] = field(1)


class CloseSharedMemoryResourcesResponse(Message):
    close_map_results: MutableMapping[Text, Flag] = field(1)


class BindingInfo(Message):
    class Direction(Values):
        in_ = 0
        out = 1
        inout = 2

    class DataType(Values):
        undefined = 0
        string = 1
        binary = 2
        stream = 3

    type: Text = field(2)
    direction: Annotated[int, Direction] = field(3)
    data_type: Annotated[int, DataType] = field(4)
    properties: Texts = field(5)


class RpcRetryOptions(Message):
    class RetryStrategy(Values):
        exponential_backoff = 0
        fixed_delay = 1

    max_retry_count: Int32 = field(2)
    delay_interval: Duration = field(3)
    minimum_interval: Duration = field(4)
    maximum_interval: Duration = field(5)
    retry_strategy: Annotated[int, RetryStrategy] = field(6)


class RpcFunctionMetadata(Message):
    directory: Text = field(1)
    script_file: Text = field(2)
    entry_point: Text = field(3)
    name: Text = field(4)
    bindings: Mapping[Text, BindingInfo] = field(6)
    is_proxy: Flag = field(7)
    status: StatusResult = field(8)
    language: Text = field(9)
    raw_bindings: MutableSequence[Text] = field(10)
    function_id: Text = field(13)
    managed_dependency_enabled: Flag = field(14)
    retry_options: RpcRetryOptions = field(15)
    properties: Texts = field(16)


class FunctionsMetadataRequest(Message):
    function_app_directory: Text = field(1)


class FunctionMetadataResponse(Message):
    function_metadata_results: MutableSequence[RpcFunctionMetadata] = field(1)
    result: StatusResult = field(2)
    use_default_metadata_indexing: Flag = field(3)


class FunctionLoadRequest(Message):
    function_id: Text = field(1)
    metadata: RpcFunctionMetadata = field(2)
    managed_dependency_enabled: Flag = field(3)


class FunctionLoadResponse(Message):
    function_id: Text = field(1)
    result: StatusResult = field(2)
    is_dependency_downloaded: Flag = field(3)


class FunctionLoadRequestCollection(Message):
    function_load_requests: MutableSequence[FunctionLoadRequest] = field(1)


class FunctionLoadResponseCollection(Message):
    function_load_responses: MutableSequence[FunctionLoadResponse] = field(1)


class RpcSharedMemory(Message):
    name: Text = field(1)
    offset: Int64 = field(2)
    count: Int64 = field(3)
    type: Annotated[int, RpcDataType] = field(4)


class ParameterBinding(Message):
    name: Text = field(1)
    data: TypedData = field(2, oneof="rpc_data")
    rpc_shared_memory: RpcSharedMemory = field(3, oneof="rpc_data")


class RpcTraceContext(Message):
    trace_parent: Text = field(1)
    trace_state: Text = field(2)
    attributes: Texts = field(3)


class RetryContext(Message):
    retry_count: Int32 = field(1)
    max_retry_count: Int32 = field(2)
    exception: RpcException = field(3)


class InvocationRequest(Message):
    invocation_id: Text = field(1)
    function_id: Text = field(2)
    input_data: MutableSequence[ParameterBinding] = field(3)
    trigger_metadata: Mapping[Text, TypedData] = field(4)
    trace_context: RpcTraceContext = field(5)
    retry_context: RetryContext = field(6)


class InvocationResponse(Message):
    invocation_id: Text = field(1)
    output_data: Repeated[ParameterBinding] = field(2)
    result: StatusResult = field(3)
    return_value: TypedData = field(4)


class InvocationCancel(Message):
    grace_period: Duration = field(1)
    invocation_id: Text = field(2)


class StreamingMessage(Message):
    """The envelope of everything that host and worker send each other."""

    request_id: Text = field(1)
    rpc_log: RpcLog = field(2, oneof="content")
    invocation_request: InvocationRequest = field(4, oneof="content")
    invocation_response: InvocationResponse = field(5, oneof="content")
    file_change_event_request: FileChangeEventRequest = field(6, oneof="content")
    worker_action_response: WorkerActionResponse = field(7, oneof="content")
    function_load_request: FunctionLoadRequest = field(8, oneof="content")
    function_load_response: FunctionLoadResponse = field(9, oneof="content")
    worker_status_request: WorkerStatusRequest = field(12, oneof="content")
    worker_status_response: WorkerStatusResponse = field(13, oneof="content")
    worker_terminate: WorkerTerminate = field(14, oneof="content")
    worker_heartbeat: WorkerHeartbeat = field(15, oneof="content")
    worker_init_response: WorkerInitResponse = field(16, oneof="content")
    worker_init_request: WorkerInitRequest = field(17, oneof="content")
    start_stream: StartStream = field(20, oneof="content")
    invocation_cancel: InvocationCancel = field(21, oneof="content")
    function_environment_reload_request: FunctionEnvironmentReloadRequest = field(25, oneof="content")
    function_environment_reload_response: FunctionEnvironmentReloadResponse = field(26, oneof="content")
    close_shared_memory_resources_request: CloseSharedMemoryResourcesRequest = field(27, oneof="content")
    close_shared_memory_resources_response: CloseSharedMemoryResourcesResponse = field(28, oneof="content")
    functions_metadata_request: FunctionsMetadataRequest = field(29, oneof="content")
    function_metadata_response: FunctionMetadataResponse = field(30, oneof="content")
    function_load_request_collection: FunctionLoadRequestCollection = field(31, oneof="content")
    function_load_response_collection: FunctionLoadResponseCollection = field(32, oneof="content")
    worker_warmup_request: WorkerWarmupRequest = field(33, oneof="content")
    worker_warmup_response: WorkerWarmupResponse = field(34, oneof="content")
