"""Where azfunc's worker and Microsoft's part, each shown by a test of the conformance suite.

``docs/worker-differences.md`` is made of this table by ``make reference``.
"""

from typing import NamedTuple


class Difference(NamedTuple):
    """One thing that the two workers do differently."""

    id: str
    about: str
    microsoft: str
    azfunc: str
    why: str


DIFFERENCES = (
    Difference(
        "capabilities",
        "what the worker says that it can do",
        "six capabilities",
        "also cancellation, termination, warm-up, loading in one message, empty entries of lists, nullable maps of "
        "HTTP requests, and marks on the exceptions of users",
        "each saves the host or the user something, and each is shown by a test",
    ),
    Difference(
        "shared-memory",
        "large values through shared memory",
        "advertised always, and a value that arrives so fails its invocation",
        "advertised where the host turns it on and the machine has it; works",
        "a capability that is advertised is there",
    ),
    Difference(
        "load-unknown",
        "loading a function that the app does not have",
        "succeeds, and every invocation fails with an `AssertionError` without a text",
        "fails, and says which functions there are",
        "hosts show load errors where a user looks for them",
    ),
    Difference(
        "load-collection",
        "all functions in one load request",
        "not answered",
        "answered in one message",
        "apps with many functions start sooner",
    ),
    Difference(
        "nullable-maps",
        "headers, query and route parameters that may be empty",
        "not asked for; `?flag=` is lost on the way",
        "read; a parameter without a value is an empty text",
        "the request arrives as it was sent",
    ),
    Difference(
        "identities",
        "who sent a request, as the host's authentication found it out",
        "not read",
        "`HttpRequest.identities`",
        "the host sends it anyway",
    ),
    Difference(
        "number-kinds",
        "values that arrive as int, double, stream or list of doubles",
        "`NotImplementedError`, in trigger metadata too",
        "`int`, `float`, `bytes`, `list`",
        "the protocol has them",
    ),
    Difference(
        "list-kinds",
        "lists in a binding without a converter of its own",
        "`ValueError`",
        "a `list`",
        "the protocol has them",
    ),
    Difference(
        "cookie-attributes",
        "attributes that a cookie does not have",
        "sent as empty texts and false, `Domain=` among them",
        "not sent",
        "an empty domain is not the same as none",
    ),
    Difference(
        "unknown-input",
        "a value for a parameter that the function does not have",
        "`KeyError`",
        "passed over",
        "newer hosts may send more",
    ),
    Difference(
        "traceback-frames",
        "the traceback of a handler's exception",
        "begins with frames of the worker and of asyncio",
        "begins with the handler",
        "the first line is the user's own",
    ),
    Difference(
        "exception-type",
        "type of an exception",
        "only in the text of its message",
        "also in fields of its own, marked as the user's",
        "hosts then show the user's exception in the place of a wrapper",
    ),
    Difference(
        "surrogate-error",
        "an exception whose text UTF-8 cannot carry (`\\ud800`)",
        "the invocation is never answered",
        "a failure with the text escaped",
        "every invocation is answered",
    ),
    Difference(
        "exit",
        "`sys.exit()` in a handler",
        "ends the worker with code 0, after which hosts start no other, and all its invocations are lost",
        "fails that invocation",
        "one handler does not end the others",
    ),
    Difference(
        "blocked-loop",
        "an async handler that blocks the event loop",
        "nothing is answered until it goes on, the host's ping included",
        "sync functions, pings and the end of the worker go on",
        "one handler does not hold up the others",
    ),
    Difference(
        "cancel",
        "the host no longer waits for an invocation",
        "not told; the message is logged as unknown",
        "async handlers are cancelled, sync ones see `Context.is_cancelled`",
        "work that nobody waits for can end",
    ),
    Difference(
        "terminate",
        "the host ends the worker",
        "not told; the process is killed",
        "invocations get the host's grace period, then the app's lifespan ends",
        "nothing is cut off in its middle",
    ),
    Difference(
        "lost-records",
        "log records of no invocation, or of one that has been answered",
        "sent as the user's, and hosts drop them",
        "sent as the platform's, and hosts show them",
        "nothing that is logged is lost",
    ),
    Difference(
        "thread-records",
        "log records of threads and pools that a handler uses",
        "without the invocation's id, unless the handler sets it in `thread_local_storage`; hosts drop them",
        "with the invocation's id",
        "nothing that is logged is lost",
    ),
    Difference(
        "own-records",
        "the worker's records of each invocation",
        "one at level information, in each invocation",
        "none",
        "the host says the same, and each costs the user money in Application Insights",
    ),
)
