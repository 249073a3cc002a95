"""How long each step took, for an OpenTelemetry collector: names of our own steps, their numbers and results.

A span is told once its step is over, from facts that we choose: no word of anybody, no name, no number of a person,
and no exception can get into it. Without a collector it costs next to nothing, and nothing of the exporter is loaded.
"""

from __future__ import annotations

from collections.abc import Callable

from opentelemetry.trace import NoOpTracer, Tracer

#: seconds until a collector that is silent counts as away: a process that is told to stop does not wait for it
PATIENCE = 2

_tracer: Tracer = NoOpTracer()


def tell(step: str, began: int, **facts: str | int) -> None:
    """A step is over: "turn", "send" or "tick", that began at `began` (nanoseconds of `time.time_ns`)."""
    _tracer.start_span(step, attributes=facts, start_time=began).end()


def export(address: str, process: str) -> Callable[[], None]:
    """From now on steps are told to the collector at this address (OTLP over HTTP); what ends that, once all are told.

    A collector that is away costs nothing but its traces: they are sent from a thread of their own, and dropped when
    too many wait.
    """
    global _tracer
    # Imported here: a bot without a collector has no use for it.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(
        resource=Resource({"service.name": "triade", "service.instance.id": process}), shutdown_on_exit=False
    )
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{address}/v1/traces", timeout=PATIENCE)))
    _tracer = provider.get_tracer("triade")

    def end() -> None:
        global _tracer
        _tracer = NoOpTracer()
        provider.shutdown()

    return end
