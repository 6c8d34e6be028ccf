"""An app that uses protobuf's generated code and gRPC itself, and tells which copies of them it has."""

import json
from concurrent.futures import ThreadPoolExecutor

import google.protobuf
import grpc
import orders_pb2
from google.protobuf.internal import api_implementation

from azfunc import FunctionApp

app = FunctionApp()


@app.queue_trigger(queue_name="orders", connection="C")
@app.queue_output(arg_name="$return", queue_name="served", connection="C")
def serve(msg: bytes) -> bytes:
    """Reads an order, and has it doubled by a service of its own over gRPC."""
    order = orders_pb2.TypedData.FromString(msg)
    return ask_kitchen(order).SerializeToString()


@app.queue_trigger(queue_name="questions", connection="C")
@app.queue_output(arg_name="$return", queue_name="answers", connection="C")
def copies(msg: str) -> str:
    """Where the app's packages are, and which versions they have."""
    return json.dumps(
        {
            "protobuf": google.protobuf.__version__,
            "protobuf file": google.protobuf.__file__,
            "implementation": api_implementation.Type(),
            "grpcio": grpc.__version__,
            "grpcio file": grpc.__file__,
        }
    )


def ask_kitchen(order: orders_pb2.TypedData) -> orders_pb2.TypedData:
    """A call of a service that listens in this process."""
    methods = {
        "Double": grpc.unary_unary_rpc_method_handler(
            double, orders_pb2.TypedData.FromString, orders_pb2.TypedData.SerializeToString
        )
    }
    server = grpc.server(ThreadPoolExecutor(1), handlers=(grpc.method_handlers_generic_handler("Kitchen", methods),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            call = channel.unary_unary(
                "/Kitchen/Double", orders_pb2.TypedData.SerializeToString, orders_pb2.TypedData.FromString
            )
            return call(order, timeout=20)
    finally:
        server.stop(None)


def double(order: orders_pb2.TypedData, _context: object) -> orders_pb2.TypedData:
    """Twice as much of everything."""
    return orders_pb2.TypedData(dish=order.dish, count=2 * order.count, extras=[*order.extras, *order.extras])
