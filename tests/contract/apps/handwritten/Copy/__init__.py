"""Runs for function Copy."""

import azure.functions as func


async def main(msg: func.QueueMessage) -> str:
    return msg.get_body().decode() * 2
