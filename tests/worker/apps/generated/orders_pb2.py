"""Messages as protoc generates them. They bear names of FunctionRpc, which an app may have for reasons of its own."""

from google.protobuf import descriptor_pool
from google.protobuf.internal import builder

DESCRIPTOR = descriptor_pool.Default().AddSerializedFile(
    b"\n\x11FunctionRpc.proto\x12\x19AzureFuncti"
    b'onsRpcMessages"M\n\tTypedData\x12\x12\n\x04d'
    b"ish\x18\x01 \x01(\tR\x04dish\x12\x14\n\x05count\x18\x02 \x01(\x05R\x05"
    b"count\x12\x16\n\x06extras\x18\x03 \x03(\tR\x06extrasb\x06p"
    b"roto3"
)
builder.BuildMessageAndEnumDescriptors(DESCRIPTOR, globals())
builder.BuildTopDescriptorsAndMessages(DESCRIPTOR, "orders_pb2", globals())
