"""Log records as messages: what cannot be told does not lose the rest."""

import logging

from azfunc.worker import schema
from azfunc.worker.log_records import RpcLogHandler
from tests.contract.values import rpc


class Unspeakable(Exception):
    """An exception whose text cannot be had."""

    def __str__(self) -> str:
        raise RuntimeError("no text")


def test_an_exception_without_a_text() -> None:
    """Its record is sent all the same, with what is known of it."""
    sent: list[schema.StreamingMessage] = []
    error = Unspeakable()
    record = logging.makeLogRecord(
        {"name": "shop", "levelno": logging.ERROR, "msg": "soup burnt", "exc_info": (Unspeakable, error, None)}
    )
    RpcLogHandler(rpc, sent.append).emit(record)
    log = sent[0].rpc_log
    assert (log.level, log.category) == (rpc.RpcLog.Level.Error, "shop")
    assert log.message.startswith("soup burnt")
    assert log.exception.message == "Unspeakable: <its text cannot be had: RuntimeError>"
