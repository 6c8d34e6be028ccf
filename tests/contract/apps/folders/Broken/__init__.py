"""A handler that cannot be imported."""

import no_such_package_anywhere

import azfunc as func


def main(timer: func.TimerRequest) -> None:
    no_such_package_anywhere.run(timer)
