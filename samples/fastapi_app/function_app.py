"""A FastAPI app as a function app, beside a function that FastAPI has no word for."""

import logging

from azfunc import AsgiFunctionApp, AuthLevel, TimerRequest

from menu import web

app = AsgiFunctionApp(app=web, http_auth_level=AuthLevel.ANONYMOUS)


@app.timer_trigger(schedule="0 0 22 * * *")
def close(timer: TimerRequest) -> None:
    """Closes the kitchen at ten in the evening."""
    logging.info("The kitchen is closed%s.", ", late" if timer.past_due else "")
