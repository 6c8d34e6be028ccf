"""The closed sets of texts that binding properties take.

Member names and values are those of azure.functions; ``text`` is how function.json documents them,
which hosts read without regard to case.
"""

from enum import Enum
from functools import cached_property
from typing import Literal, Self, TypeAlias


class BindingEnum(Enum):
    """An enum that is written to function.json as text and read from any spelling of it."""

    @cached_property
    def text(self) -> str:
        """The text that function.json documents for this member."""
        return self.value if isinstance(self.value, str) else self.name.lower()

    @classmethod
    def parse(cls, value: object) -> Self | None:
        """The member that ``value`` means, by member, name or text in any case; None if there is none."""
        if isinstance(value, cls):
            return value
        if isinstance(value, str):
            wanted = value.lower()
            for member in cls:
                if wanted in (member.name.lower(), member.text.lower()):
                    return member
        return None


class Direction(BindingEnum):
    """Which way data flows through a binding, seen from the function."""

    IN = 0
    OUT = 1
    INOUT = 2


class DataType(BindingEnum):
    """How the host hands a value over: text, raw bytes, or a stream."""

    UNDEFINED = 0
    STRING = 1
    BINARY = 2
    STREAM = 3


class AuthLevel(BindingEnum):
    """Which key a caller of an HTTP function needs."""

    FUNCTION = "function"
    ANONYMOUS = "anonymous"
    ADMIN = "admin"


class Cardinality(BindingEnum):
    """One message for each call, or a list of them."""

    ONE = "one"
    MANY = "many"


class AccessRights(BindingEnum):
    """Legacy: the rights that a Service Bus connection has. Hosts since version 2 ignore it."""

    MANAGE = "manage"
    LISTEN = "listen"


class BlobSource(BindingEnum):
    """How a blob trigger notices changes."""

    EVENT_GRID = "EventGrid"
    LOGS_AND_CONTAINER_SCAN = "LogsAndContainerScan"


class CosmosDBChangeFeedMode(BindingEnum):
    """The latest version of each changed document, or every version and delete."""

    LATEST_VERSION = "LatestVersion"
    ALL_VERSIONS_AND_DELETES = "AllVersionsAndDeletes"


class HttpMethod(BindingEnum):
    """HTTP verbs."""

    GET = "GET"
    POST = "POST"
    DELETE = "DELETE"
    HEAD = "HEAD"
    PATCH = "PATCH"
    PUT = "PUT"
    OPTIONS = "OPTIONS"
    QUERY = "QUERY"
    TRACE = "TRACE"

    @cached_property
    def text(self) -> str:
        return self.name.lower()


DataTypeLike: TypeAlias = (
    DataType | Literal["undefined", "string", "binary", "stream", "UNDEFINED", "STRING", "BINARY", "STREAM"]
)
"""A `DataType`, or its text."""

AuthLevelLike: TypeAlias = AuthLevel | Literal["function", "anonymous", "admin", "FUNCTION", "ANONYMOUS", "ADMIN"]
"""An `AuthLevel`, or its text."""

CardinalityLike: TypeAlias = Cardinality | Literal["one", "many", "ONE", "MANY"]
"""A `Cardinality`, or its text."""

AccessRightsLike: TypeAlias = AccessRights | Literal["manage", "listen", "MANAGE", "LISTEN"]
"""An `AccessRights`, or its text."""

BlobSourceLike: TypeAlias = BlobSource | Literal["EventGrid", "LogsAndContainerScan"]
"""A `BlobSource`, or its text."""

CosmosDBChangeFeedModeLike: TypeAlias = CosmosDBChangeFeedMode | Literal["LatestVersion", "AllVersionsAndDeletes"]
"""A `CosmosDBChangeFeedMode`, or its text."""

_Verb: TypeAlias = Literal["GET", "POST", "DELETE", "HEAD", "PATCH", "PUT", "OPTIONS", "QUERY", "TRACE"]
_LowerVerb: TypeAlias = Literal["get", "post", "delete", "head", "patch", "put", "options", "query", "trace"]
HttpMethodLike: TypeAlias = HttpMethod | _Verb | _LowerVerb
"""An `HttpMethod`, or its text."""
