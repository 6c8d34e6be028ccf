from azfunc import FunctionApp, HttpRequest, HttpResponse, StreamedResponse

app = FunctionApp()


@app.route("events")  # fault: streamed-answer
async def send_events(req: HttpRequest) -> StreamedResponse | HttpResponse:
    return StreamedResponse(["data: soup\n\n"], media_type="text/event-stream")


@app.route("whole")
def whole(req: HttpRequest) -> HttpResponse:
    return HttpResponse("soup")
