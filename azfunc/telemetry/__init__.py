"""OpenTelemetry: one span for each invocation; needs the extra ``otel``.

Follows https://opentelemetry.io/docs/specs/semconv/faas/faas-spans/, and the conventions for HTTP and messaging.
"""

from azfunc.telemetry.middleware import Telemetry, TracerProviderLike

__all__ = ["Telemetry", "TracerProviderLike"]
