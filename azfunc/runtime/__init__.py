"""One invocation in process: from the data of a trigger to a handler and back. No sockets, no files, no protobuf."""
