"""What a function can be connected to: one module per service, each loaded on first use.

Each module has the same parts in the same order: triggers, inputs, outputs, payload classes, codec, rules.
"""

from importlib import import_module
from types import ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from azfunc.bindings import authentication_events as authentication_events
    from azfunc.bindings import blob as blob
    from azfunc.bindings import connector as connector
    from azfunc.bindings import cosmosdb as cosmosdb
    from azfunc.bindings import cosmosdb_mongo as cosmosdb_mongo
    from azfunc.bindings import cosmosdb_v3 as cosmosdb_v3
    from azfunc.bindings import dapr as dapr
    from azfunc.bindings import durable as durable
    from azfunc.bindings import eventgrid as eventgrid
    from azfunc.bindings import eventhub as eventhub
    from azfunc.bindings import fabric as fabric
    from azfunc.bindings import generic as generic
    from azfunc.bindings import http as http
    from azfunc.bindings import http_verbs as http_verbs
    from azfunc.bindings import kafka as kafka
    from azfunc.bindings import kusto as kusto
    from azfunc.bindings import mcp as mcp
    from azfunc.bindings import mysql as mysql
    from azfunc.bindings import openai as openai
    from azfunc.bindings import queue as queue
    from azfunc.bindings import rabbitmq as rabbitmq
    from azfunc.bindings import redis as redis
    from azfunc.bindings import sendgrid as sendgrid
    from azfunc.bindings import servicebus as servicebus
    from azfunc.bindings import signalr as signalr
    from azfunc.bindings import socketio as socketio
    from azfunc.bindings import sql as sql
    from azfunc.bindings import table as table
    from azfunc.bindings import timer as timer
    from azfunc.bindings import twilio as twilio
    from azfunc.bindings import warmup as warmup
    from azfunc.bindings import webpubsub as webpubsub


if not TYPE_CHECKING:  # or checkers would accept any name

    def __getattr__(name: str) -> ModuleType:
        try:
            return import_module(f"{__name__}.{name}")
        except ModuleNotFoundError as error:
            if error.name != f"{__name__}.{name}":
                raise
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
