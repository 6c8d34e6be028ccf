"""The restaurant from end to end: its functions, its legacy folders, and three orders on their way to the history."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from azfunc.locator import find_app, load_app
from azfunc.testing import TestClient

sys.dont_write_bytecode = True

ROOT: Final = Path(__file__).resolve().parents[1]
SAMPLE: Final = Path("samples", "restaurant")
ORDERS: Final = (
    {"customer": "Ada", "table": 4, "dishes": [{"name": "onion soup"}, {"name": "bread", "quantity": 2}]},
    {"customer": "Grace", "table": 7, "dishes": [{"name": "risotto"}]},
    {"customer": "Alan", "table": 2, "dishes": [{"name": "apple pie", "quantity": 3}]},
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        azfunc("list", str(SAMPLE))
        built = Path(folder, "restaurant")
        azfunc("build", str(SAMPLE), "--out", str(built), shown="out")
        show_build(built)
    send_orders()


def azfunc(*arguments: str, shown: str | None = None) -> None:
    """Runs a command as a user would."""
    words = [*arguments[:-1], shown] if shown else arguments
    print(f"\n$ azfunc {' '.join(words)}\n", flush=True)
    command = [Path(sys.executable).with_name("azfunc"), *arguments]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL if shown else None)


def show_build(built: Path) -> None:
    """The files that a build wrote, and one function.json."""
    for path in sorted(built.rglob("*")):
        if path.is_file():
            print(f"  out/{path.relative_to(built)}")
    print("\n$ cat out/CustomerToKitchen/function.json\n")
    print((built / "CustomerToKitchen" / "function.json").read_text("utf-8").rstrip())


def send_orders() -> None:
    """Three orders: HTTP, then the queue, then the documents."""
    with TestClient(load_app(find_app(str(ROOT / SAMPLE)))) as client:
        print("\nThree orders are sent to POST /api/orders:\n")
        for order in ORDERS:
            response = client.post("/api/orders", json=order)
            print(f"  {response.status_code}  {order['customer']}, table {order['table']}")
        print(f"\nkitchen-queue holds {len(client.queue('kitchen-queue').messages)} messages; the kitchen takes them.")
        client.run_until_idle()
        print("\nOrderHistory, in the order received:\n")
        for document in client.cosmos("Restaurant", "OrderHistory").documents:
            print(f"  {json.dumps(document)}")
        print()


if __name__ == "__main__":
    main()
