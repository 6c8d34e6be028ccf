from azfunc import FunctionApp, InputStream, Out

app = FunctionApp()


@app.blob_trigger(path="menus/{name}.txt", connection="AzureWebJobsStorage")
@app.blob_output(arg_name="page", path="printed/{nmae}.html", connection="AzureWebJobsStorage")  # fault: unknown-token
def print_menu(menu: InputStream, page: Out[str]) -> None: ...
