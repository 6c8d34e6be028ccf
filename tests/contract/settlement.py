"""The host's side of settlement: the gRPC service that its Service Bus extension offers to workers."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory, wrappers_pb2

TEXT, DATA, MESSAGE = 9, 12, 11
"""Types of protobuf's fields."""


def dead_letter_class() -> Any:
    """The class of the extension's widest request, made of its declaration."""
    file = descriptor_pb2.FileDescriptorProto(name="settlement_test.proto", syntax="proto3")
    file.dependency.append(wrappers_pb2.DESCRIPTOR.name)
    request = file.message_type.add(name="DeadletterRequest")
    for name, number, kind in (
        ("locktoken", 1, TEXT),
        ("propertiesToModify", 2, DATA),
        ("deadletterReason", 3, MESSAGE),
        ("deadletterErrorDescription", 4, MESSAGE),
    ):
        field = request.field.add(name=name, number=number, type=kind, label=1)
        if kind == MESSAGE:
            field.type_name = ".google.protobuf.StringValue"
    pool = descriptor_pool.DescriptorPool()
    known = descriptor_pb2.FileDescriptorProto()
    wrappers_pb2.DESCRIPTOR.CopyToProto(known)
    pool.Add(known)
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("DeadletterRequest"))


REQUEST = dead_letter_class()


class SettlementHost(grpc.GenericRpcHandler):
    """The settlement service of a host on a port of this machine, which notes what it is asked.

    Attributes:
        calls: the method and the request of each call.
        arguments: what the host says to a worker on its command line.
    """

    def __init__(self) -> None:
        self.calls: list[tuple[str, Any]] = []
        self._server = grpc.server(ThreadPoolExecutor(2))
        self._server.add_generic_rpc_handlers((self,))
        port = self._server.add_insecure_port("127.0.0.1:0")
        self.arguments = ["--host", "127.0.0.1", "--port", str(port)]

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.stop(None).wait()

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> Any:
        """Answers every method with an empty message; refuses the token ``lost``."""

        def answer(data: bytes, context: grpc.ServicerContext) -> bytes:
            request = REQUEST.FromString(data)
            if request.locktoken == "lost":
                context.abort(grpc.StatusCode.FAILED_PRECONDITION, "the lock is lost")
            self.calls.append((handler_call_details.method, request))
            return b""

        return grpc.unary_unary_rpc_method_handler(answer)
