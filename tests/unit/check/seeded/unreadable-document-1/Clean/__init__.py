from azfunc import TimerRequest


def main(timer: TimerRequest) -> None: ...
