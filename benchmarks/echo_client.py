"""A bare echo behind a worker's stream: each message goes back as it came, unread. The peer of worker streams."""

import argparse
from queue import SimpleQueue

import grpc

from azfunc.worker import protocol

parser = argparse.ArgumentParser()
parser.add_argument("--host")
parser.add_argument("--port")
parser.add_argument("--workerId")
options, _ = parser.parse_known_args()
messages = protocol.load()
channel = grpc.insecure_channel(f"{options.host}:{options.port}")
outgoing: "SimpleQueue[bytes]" = SimpleQueue()
start = messages.StartStream(worker_id=options.workerId)
outgoing.put(messages.StreamingMessage(start_stream=start).SerializeToString())
for message in channel.stream_stream(protocol.EVENT_STREAM)(iter(outgoing.get, None)):
    outgoing.put(message)
