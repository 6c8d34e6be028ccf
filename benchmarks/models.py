"""A queue message of 1 KB read as a pydantic model, as the runtime does it, beside pydantic alone."""

import json
import time
from collections.abc import Callable
from functools import partial
from importlib.metadata import version

from pydantic import BaseModel

from azfunc import FunctionApp
from azfunc.bindings.datum import Datum
from benchmarks.measure import Row, in_turns

BATCH = 20_000
"""Messages in one sample."""


class Line(BaseModel):
    """A dish of an order."""

    dish: str
    count: int
    price: float
    notes: str = ""


class Order(BaseModel):
    """What the message holds."""

    id: str
    guest: str
    table: int
    lines: list[Line]


_LINE = {"dish": "Pad Thai with tofu", "count": 2, "price": 11.5, "notes": "no peanuts, extra lime, not too hot"}
BODY = json.dumps({"id": "9b2f0c", "guest": "Ada Lovelace", "table": 12, "lines": [_LINE] * 9})
METADATA = {
    "Id": Datum("string", "7d3a9d2e-0001"),
    "DequeueCount": Datum("json", "1"),
    "InsertionTime": Datum("json", '"2024-01-02T03:04:05+00:00"'),
    "ExpirationTime": Datum("json", '"2024-01-09T03:04:05+00:00"'),
    "NextVisibleTime": Datum("json", '"2024-01-02T03:14:05+00:00"'),
    "PopReceipt": Datum("string", "AgAAAAMAAAAAAAAA"),
}


def model_rows(rounds: int) -> list[Row]:
    """The message as the plan of a function reads it, from text and from bytes."""
    app = FunctionApp()

    @app.queue_trigger(queue_name="orders", connection="Storage")
    def cook(order: Order) -> None:  # pyright: ignore[reportUnusedFunction]  # the app holds it
        """Only its argument is read."""

    plan = app.functions["cook"].plan
    rows: list[Row] = []
    for kind, body in (("text", BODY), ("bytes", BODY.encode())):
        inputs = {"order": Datum("string" if kind == "text" else "bytes", body)}
        assert plan.decode(inputs, METADATA)["order"] == Order.model_validate_json(body)
        samples = in_turns(
            {
                "ours": partial(_seconds, partial(plan.decode, inputs, METADATA)),
                "theirs": partial(_seconds, partial(Order.model_validate_json, body)),
            },
            rounds,
        )
        what = f"a queue message of {len(BODY)} bytes to a model ({kind})"
        rows.append(Row(what, f"pydantic {version('pydantic')} alone", samples["ours"], samples["theirs"], 1.5))
    return rows


def _seconds(read: Callable[[], object]) -> float:
    begin = time.perf_counter()
    for _ in range(BATCH):
        read()
    return (time.perf_counter() - begin) / BATCH
