from azfunc import TimerRequest

import a_module_that_is_not_there  # fault: failed-import


def main(timer: TimerRequest) -> None: ...
