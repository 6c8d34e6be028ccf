"""The menu of a restaurant as a Flask app, which knows nothing of Azure Functions."""

from collections.abc import Iterator

from flask import Flask, Response, abort, jsonify, request, stream_with_context

web = Flask(__name__)

DISHES: dict[str, int] = {"soup": 450, "pie": 600}
"""What there is to eat, with prices in cents."""


@web.get("/dishes/<name>")
def read_dish(name: str) -> Response:
    """One dish."""
    if name not in DISHES:
        abort(404, f"There is no {name} today.")
    return jsonify(name=name, price=DISHES[name])


@web.post("/orders")
def order() -> tuple[Response, int]:
    """Adds up an order."""
    dishes = request.get_json()["dishes"]
    return jsonify(total=sum(DISHES[dish] for dish in dishes)), 201


@web.get("/card")
def card() -> Response:
    """The whole menu, line by line; ``?below=500`` leaves out what costs more."""

    def lines() -> Iterator[str]:
        for name, price in DISHES.items():
            if price < int(request.args.get("below", 1_000_000)):
                yield f"{name}: {price / 100:.2f}\n"

    return Response(stream_with_context(lines()), mimetype="text/plain")
