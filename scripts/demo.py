"""The restaurant from end to end: its functions, a day of orders on their way to the report, and its legacy folders."""

import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from rich.console import Console

from azfunc.locator import find_app, load_app
from azfunc.metadata.local_settings import read_local_settings
from azfunc.testing import Response, TestClient

sys.dont_write_bytecode = True

ROOT: Final = Path(__file__).resolve().parents[1]
SAMPLE: Final = Path("samples", "restaurant")
NOON: Final = datetime(2024, 5, 1, 12, tzinfo=UTC)
ORDERS: Final = (
    {"customer": "Ada", "table": 4, "dishes": [{"name": "soup"}, {"name": "bread", "quantity": 2}]},
    {"customer": "Grace", "table": 7, "dishes": [{"name": "risotto"}]},
    {"customer": "Alan", "table": 2, "dishes": [{"name": "apple pie", "quantity": 3}]},
)
WRONG: Final = (
    {"customer": "Kurt", "table": 0, "dishes": []},
    {"customer": "Kurt", "table": 3, "dishes": [{"name": "stone soup"}]},
)
console: Final = Console(highlight=False, soft_wrap=True, color_system=None if os.environ.get("NO_COLOR") else "auto")


def main() -> None:
    azfunc("list", str(SAMPLE))
    azfunc("check", str(SAMPLE))
    run_a_day()
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder, "restaurant")
        azfunc("build", str(SAMPLE), "--out", str(built), shown="out")
        show_build(built)


def run_a_day() -> None:
    """The app in this process, with a clock that begins at noon."""
    app = load_app(find_app(str(ROOT / SAMPLE)))
    settings = read_local_settings(ROOT / SAMPLE).values
    with (
        TestClient(app, settings=settings, now=NOON) as client,
        client.override(sys.modules["house"].now, client.clock.now),
    ):
        take_orders(client)
        cook(client)
        close(client)


def say(text: str) -> None:
    """A line that leads through the demo."""
    console.print(f"\n{text}\n", style="bold", markup=False)


def show(text: str) -> None:
    """What the app answers or keeps."""
    console.print("\n".join(f"  {line}" for line in text.splitlines()), markup=False)


def azfunc(*arguments: str, shown: str | None = None) -> None:
    """Runs a command as a user would."""
    words = [*arguments[:-1], shown] if shown else arguments
    say(f"$ azfunc {' '.join(words)}")
    sys.stdout.flush()
    command = [Path(sys.executable).with_name("azfunc"), *arguments]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL if shown else None)


def take_orders(client: TestClient) -> None:
    """Three orders that are taken, one that fits no model, and one that the house refuses."""
    say("Orders are sent to POST /api/orders:")
    for order in ORDERS:
        response = client.post("/api/orders", json=order)
        show(f"{response.status_code}  {order['customer']}, table {order['table']}: {response.json()['total']} cents")
    for order in WRONG:
        response = client.post("/api/orders", json=order)
        show(f"{response.status_code}  {order['customer']}, table {order['table']}: {_why(response)}")


def _why(response: Response) -> str:
    if response.status_code != 422:
        return response.text
    return "".join(f"\n       {error['path']}: {error['message']}" for error in response.json()["errors"])


def cook(client: TestClient) -> None:
    """The queue is emptied, and one order is read back."""
    say(f"kitchen-queue holds {len(client.queue('kitchen-queue').messages)} messages. The kitchen takes them:")
    for result in client.run_until_idle():
        for output in result.outputs:
            show(f"{result.function}  {output.name} -> {output.binding} {output.target}")
    documents = client.cosmos("Restaurant", "OrderHistory").documents
    path = f"/api/orders/{documents[0]['id']}"
    say(f"GET {path} finds the first of them:")
    show(json.dumps(client.get(path).json(), indent=2))


def close(client: TestClient) -> None:
    """The clock moves on to the night."""
    client.provide("close_day", orders=client.cosmos("Restaurant", "OrderHistory").documents)
    client.clock.advance(hours=12)
    path = f"reports/{NOON:%Y-%m-%d}.json"
    say(f"The clock moves from noon to midnight. The timer has written {path}:")
    show(json.dumps(client.blob(path).json(), indent=2))


def show_build(built: Path) -> None:
    """The files that a build wrote, and one function.json."""
    show("\n".join(f"out/{path.relative_to(built)}" for path in sorted(built.rglob("*")) if path.is_file()))
    say("$ cat out/cook/function.json")
    console.print((built / "cook" / "function.json").read_text("utf-8"), markup=False)


if __name__ == "__main__":
    main()
