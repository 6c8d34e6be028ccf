"""Chromium for tests: Debian's packages, installed where they are missing, driven by Selenium."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("chromium", "chromium-driver")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1200,1000",
)


class NoBrowserError(RuntimeError):
    """There is no Chromium here, and it cannot be installed."""


@contextmanager
def chromium(folder: Path) -> Iterator[Chrome]:
    """A browser with an empty profile.

    Args:
        folder: where the profile is.

    Raises:
        NoBrowserError: there is none.
    """
    browser, driver = _programs()
    options = ChromeOptions()
    options.binary_location = browser
    for flag in (*FLAGS, f"--user-data-dir={folder}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    running = Chrome(options, Service(driver))
    try:
        yield running
    finally:
        running.quit()


def _programs() -> tuple[str, str]:
    lock = ROOT / ".cache" / "chromium.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # one test process at a time installs
        found = _found()
        if found is None:
            _install()
            found = _found()
    if found is None:
        raise NoBrowserError("no chromium and chromedriver on the PATH after their installation")
    return found


def _found() -> tuple[str, str] | None:
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    driver = shutil.which("chromedriver")
    return (browser, driver) if browser and driver else None


def _install() -> None:
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        raise NoBrowserError(f"no chromium and chromedriver on the PATH; install {' and '.join(PACKAGES)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], ["apt-get", "install", "--yes", "--no-install-recommends", *PACKAGES]):
        done = subprocess.run(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        if done.returncode:
            raise NoBrowserError(f"{' '.join(command)} failed:\n{done.stdout}")
