"""Rules: what Microsoft's workers, which run most apps, cannot do with a function.

Follows https://learn.microsoft.com/azure/azure-functions/functions-reference-python.
"""

from collections.abc import Iterator

from azfunc.check.diagnostic import Finding
from azfunc.check.rule import app_rule
from azfunc.check.subject import Subject
from azfunc.limits import worker_faults


@app_rule("streamed-answer")
def streamed_answer(subject: Subject) -> Iterator[Finding]:
    """A function answers in pieces; for azfunc's own worker the rule is ignored in pyproject.toml."""
    return _found(subject, "streamed-answer")


@app_rule("kafka-return")
def kafka_return(subject: Subject) -> Iterator[Finding]:
    """A function's return value goes to Kafka; so the same."""
    return _found(subject, "kafka-return")


@app_rule("optional-blob-return")
def optional_blob_return(subject: Subject) -> Iterator[Finding]:
    """A function may return None where its return value goes to a blob; so the same."""
    return _found(subject, "optional-blob-return")


def _found(subject: Subject, rule: str) -> Iterator[Finding]:
    for function in subject.functions.values():
        for fault, binding in worker_faults(function):
            if fault.rule == rule:
                yield subject.finding(function, binding, fault)


RULES = (streamed_answer, kafka_return, optional_blob_return)
