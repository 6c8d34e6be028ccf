"""`ApiInfo`: what a document says of the API as a whole."""

from azfunc.bindings.record import record


@record
class ApiInfo:
    """What no function says.

    Attributes:
        title: the name of the API.
        version: the version of the API, which is not that of OpenAPI.
        description: more about it, in Markdown.
        servers: base URLs, without the route prefix; none where the API is where its document is.
    """

    title: str = "API"
    version: str = "1.0.0"
    description: str | None = None
    servers: tuple[str, ...] = ()
