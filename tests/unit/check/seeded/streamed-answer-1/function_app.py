from collections.abc import Iterator

from azfunc import FunctionApp

app = FunctionApp()


@app.get("countdown")  # fault: streamed-answer
def count_down(start: int = 3) -> Iterator[str]:
    yield from map(str, range(start, 0, -1))
