import time


def wait() -> None:
    time.sleep(600)  # fault: app-timed-out


wait()
