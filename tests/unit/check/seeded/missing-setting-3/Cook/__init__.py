from azfunc import Out


def main(msg: str, copy: Out[str]) -> None: ...
