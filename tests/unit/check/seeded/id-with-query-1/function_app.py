from azfunc import DocumentList, FunctionApp, TimerRequest

app = FunctionApp()


@app.timer_trigger(arg_name="timer", schedule="0 0 * * * *")
@app.cosmos_db_input(  # fault: id-with-query
    arg_name="orders",
    database_name="Restaurant",
    container_name="Orders",
    connection="AzureWebJobsStorage",
    id="1",
    sql_query="SELECT * FROM c",
)
def count(timer: TimerRequest, orders: DocumentList) -> None: ...
