"""`Loaded`: a function that can be invoked, and what a worker must know of it beforehand."""

from typing import TYPE_CHECKING, NamedTuple

from azfunc.function import Function
from azfunc.limits import may_stream
from azfunc.runtime.executor import Executor

if TYPE_CHECKING:
    from azfunc.web.serving import Middleware


class Loaded(NamedTuple):
    """A function that can be invoked."""

    function: Function
    executor: Executor
    is_async: bool
    """Whether its invocations run on the event loop."""
    looks_at_context: bool
    """Whether something in it sees the trace and the attempt of an invocation."""
    web: "Middleware | None" = None
    """What serves its requests where it stands for a web app, and nothing stands around it."""

    @property
    def is_http(self) -> bool:
        """Whether HTTP requests start it."""
        return self.function.trigger.type == "httpTrigger"

    @property
    def streams(self) -> bool:
        """Whether its answers come in pieces."""
        return self.is_http and (self.web is not None or may_stream(self.function))


def load_for(function: Function, executor: Executor) -> Loaded:
    """A function as a worker invokes it."""
    name = function.name
    web = _web_of(function) if function.is_plain and function.http_type != "function" else None
    return Loaded(function, executor, executor.is_async(name), executor.looks_at_context(name), web)


def _web_of(function: Function) -> "Middleware | None":
    from azfunc.web.serving import middleware_of  # most apps are no web apps

    return middleware_of(function)
