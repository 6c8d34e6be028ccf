"""`Telemetry`: the observer that makes a span of each invocation."""

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Protocol, cast

from azfunc.bindings.context import TraceContext
from azfunc.call import Call
from azfunc.errors import AzfuncError
from azfunc.propagation import Enter, add_carrier, install_propagation
from azfunc.telemetry.messages import sent_contexts
from azfunc.telemetry.spans import SpanKindName, attributes_of, kind_of, status_code

if TYPE_CHECKING:
    from opentelemetry.context import Context as OtelContext
    from opentelemetry.trace import Link, Span, SpanKind, Tracer, TracerProvider


class TracerProviderLike(Protocol):
    """OpenTelemetry's ``TracerProvider``, for type checkers that do not have the package."""

    def get_tracer(self, instrumenting_module_name: str, /) -> object:
        """A maker of spans."""
        ...


class Telemetry:
    """Makes one span of each invocation, current while its handler, tasks and threads run.

    The span is a child of the one that the host tells of; where a span of that trace is current already, of that one.
    Nothing is exported by this: providers and exporters are the app's, or those of Microsoft's worker.

    https://opentelemetry.io/docs/specs/semconv/faas/faas-spans/

    Args:
        tracer_provider: makes the spans; the global one if left out, also one that is set later.

    Raises:
        AzfuncError: OpenTelemetry is not installed.
    """

    def __init__(self, tracer_provider: TracerProviderLike | None = None) -> None:
        try:
            from opentelemetry import trace
        except ImportError as error:
            raise AzfuncError(
                'Telemetry needs OpenTelemetry, which is not installed: run pip install "azfunc[otel]", and add it to '
                "requirements.txt."
            ) from error
        provider = cast("TracerProvider | None", tracer_provider)
        self._tracer: Tracer = trace.get_tracer("azfunc", tracer_provider=provider)
        self._is_cold = True
        add_carrier(_carry_context)
        install_propagation()

    def __call__(self, call: Call) -> Generator[None, object, None]:
        """Stands around one invocation."""
        from opentelemetry import context

        span = self._start(call)
        token = context.attach(_with_span(span))
        try:
            outcome = yield
            if call.error is not None:
                span.record_exception(call.error)
            _end_well(span, status_code(call, outcome))
        except GeneratorExit:  # nobody waits for the end any more, and nothing is known of it
            raise
        except BaseException as error:
            _end_badly(span, error)
            raise
        finally:
            context.detach(token)
            span.end()

    def _start(self, call: Call) -> "Span":
        parent, is_inner = _parent(call.context.trace_context)
        kind: SpanKindName = "INTERNAL" if is_inner else kind_of(call.function.trigger)
        is_cold, self._is_cold = self._is_cold, False
        return self._tracer.start_span(
            call.function.name,
            parent,
            _span_kind(kind),
            attributes={**attributes_of(call), "faas.coldstart": is_cold},
            links=_links(call),
        )


def _span_kind(name: SpanKindName) -> "SpanKind":
    from opentelemetry.trace import SpanKind

    return SpanKind[name]


def _with_span(span: "Span") -> "OtelContext":
    from opentelemetry.trace import set_span_in_context

    return set_span_in_context(span)


def _parent(told: TraceContext) -> "tuple[OtelContext, bool]":
    """The context that the span begins in, and whether a span of this process stands around it already.

    Microsoft's worker may have made the host's span current, as a remote one; an instrumentation may have made one of
    its own below that. Only a local span of the same trace, or any where the host tells of none, is in the way.
    """
    from opentelemetry import context, trace

    now = context.get_current()
    current = trace.get_current_span(now).get_span_context()
    is_local = current.is_valid and not current.is_remote
    if not told.trace_parent:
        return now, is_local
    remote = _extracted(told.trace_parent, told.trace_state, now)
    found = trace.get_current_span(remote).get_span_context()
    if not (found.is_valid and found.is_remote):  # what the host sent is no W3C trace context
        return now, is_local
    if is_local and current.trace_id == found.trace_id:
        return now, True
    return remote, False


def _extracted(trace_parent: str, trace_state: str = "", base: "OtelContext | None" = None) -> "OtelContext":
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    carrier = {"traceparent": trace_parent, "tracestate": trace_state}
    return TraceContextTextMapPropagator().extract(carrier, base)


def _links(call: Call) -> "list[Link]":
    """A link to the span that sent each message, as far as messages tell of one."""
    from opentelemetry.context import Context as OtelContext
    from opentelemetry.trace import Link, get_current_span

    found: list[Link] = []
    for trace_parent, trace_state in sent_contexts(call):
        sender = get_current_span(_extracted(trace_parent, trace_state, OtelContext())).get_span_context()
        if sender.is_valid:
            found.append(Link(sender))
    return found


def _end_well(span: "Span", status: int | None) -> None:
    """The end of an invocation that raised nothing; an answer of 500 and above is an error all the same."""
    if status is None:
        return
    span.set_attribute("http.response.status_code", status)
    if status >= 500:
        from opentelemetry.trace import StatusCode

        span.set_attribute("error.type", str(status))
        span.set_status(StatusCode.ERROR)


def _end_badly(span: "Span", error: BaseException) -> None:
    """The end of an invocation that raised what nobody handles."""
    from opentelemetry.trace import StatusCode

    span.record_exception(error, escaped=True)
    kind = type(error)
    span.set_attribute("error.type", kind.__qualname__ if kind.__module__ == "builtins" else _full_name(kind))
    span.set_status(StatusCode.ERROR, f"{kind.__name__}: {error}")


def _full_name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _carry_context() -> Enter:
    """Carries the current span, and all that OpenTelemetry keeps beside it, to another thread."""
    from opentelemetry import context

    carried = context.get_current()

    def enter() -> Callable[[], None]:
        token = context.attach(carried)
        return lambda: context.detach(token)

    return enter
