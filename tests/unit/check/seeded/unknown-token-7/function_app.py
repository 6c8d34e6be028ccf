from azfunc import FunctionApp, SqlRowList, TimerRequest

app = FunctionApp()


@app.timer_trigger(arg_name="timer", schedule="0 0 * * * *")
@app.sql_input(  # fault: unknown-token
    arg_name="rows",
    command_text="SELECT * FROM Orders WHERE Id = @Id",
    connection_string_setting="AzureWebJobsStorage",
    command_type="Text",
    parameters="@Id={order}",
)
def count(timer: TimerRequest, rows: SqlRowList) -> None: ...
