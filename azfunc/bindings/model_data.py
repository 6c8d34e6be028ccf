"""What a host sends in the place of content where a binding is deferred."""

from typing import NamedTuple


class ModelData(NamedTuple):
    """What a client is made of: an address, say, in the words of the service that hosts take it from."""

    version: str
    source: str
    content_type: str
    content: bytes
