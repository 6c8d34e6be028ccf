"""``azfunc worker``: the language worker, as a Functions host starts it; and the folder by which a host finds it."""

from pathlib import Path

import click

from azfunc.worker.bundle import write_bundle
from azfunc.worker.start import start_worker


@click.command(
    "worker",
    short_help="Run the language worker, or write the folder by which a host starts it.",
    context_settings={"ignore_unknown_options": True},
)
@click.option(
    "--bundle",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write a folder with worker.config.json that makes a host start this worker, and end.",
)
@click.argument("flags", nargs=-1, type=click.UNPROCESSED)
def worker(folder: Path | None, flags: tuple[str, ...]) -> None:
    """Run the language worker. A Functions host starts it with FLAGS that say where the host listens.

    With --bundle, write a folder for the setting languageWorkers__python__workerDirectory of a host, which then starts
    this worker, with this Python, in place of its own.
    """
    if folder is not None:
        for file in write_bundle(folder):
            click.echo(f"wrote {file}")
        click.echo(f"export languageWorkers__python__workerDirectory={folder.resolve()}")
        return
    start_worker(flags)
