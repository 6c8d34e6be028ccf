"""What it costs to declare, index and emit many functions, imports not counted."""

from benchmarks.measure import Row, in_turns, printed_seconds
from benchmarks.peers import AZURE_FUNCTIONS, peer

COUNT = 1000

FUNCTION = """
@app.queue_trigger(arg_name="msg", queue_name="orders-{n}", connection="Storage")
@app.queue_output(arg_name="copy", queue_name="copies-{n}", connection="Storage")
def function_{n}(msg: func.QueueMessage, copy: func.Out[str]) -> None:
    copy.set(msg.get_body().decode())
"""

_MEASURE = """
import sys, time
import {package} as func
FUNCTION = {function!r}
def run(count):
    text = "app = func.FunctionApp()" + "".join(FUNCTION.replace("{{n}}", str(n)) for n in range(count))
    code = compile(text, "function_app.py", "exec")
    namespace = {{"func": func, "__name__": "function_app"}}
    start = time.process_time()
    exec(code, namespace)
    for function in namespace["app"].get_functions():
        function.get_raw_bindings()
    return time.process_time() - start
run(10)
print(run(int(sys.argv[1])))
"""


def declare_row(rounds: int, version: str = "3.13") -> Row:
    """A thousand functions with a queue trigger and a queue output, from the first decorator to the last raw binding.

    Each sample is a process of its own, which has declared ten functions before, so that everything is imported.
    """
    interpreter = peer(version)

    def run(package: str) -> float:
        code = _MEASURE.format(package=package, function=FUNCTION)
        return printed_seconds(interpreter.command("-c", code, str(COUNT)), interpreter.environment)

    samples = in_turns({"ours": lambda: run("azfunc"), "theirs": lambda: run("azure.functions")}, rounds)
    what = f"declare, index and emit {COUNT:,} functions"
    return Row(what, AZURE_FUNCTIONS[version], samples["ours"], samples["theirs"], 0.50)
