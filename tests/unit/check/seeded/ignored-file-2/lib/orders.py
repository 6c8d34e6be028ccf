from azfunc import Blueprint, TimerRequest

orders = Blueprint()


@orders.timer_trigger(schedule="0 0 3 * * *")
def clean(timer: TimerRequest) -> None: ...
