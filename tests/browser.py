"""Finds a headless browser for the tests, or installs one; there is no way to go on without."""

import functools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

NAMES = (
    "chromium-headless-shell",
    "chrome-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
# Root's browser has no sandbox to enter, and a container's /dev/shm is often too small for a page.
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage"]


class NoBrowser(Exception):
    """No browser could be found or installed; the message says what to install."""


@functools.cache
def find_or_install_browser() -> Path:
    """The browser's program: the one named by TANGGAP_BROWSER or CHROME_PATH, one that is there, or one just installed.

    Each candidate is tried by opening a page, since a browser that lacks a library is found and yet of no use.
    """
    for name in ("TANGGAP_BROWSER", "CHROME_PATH"):
        if named := os.environ.get(name):
            fault = why_not(Path(named))
            if fault:
                raise NoBrowser(f"{name} names {named}, which opens no page: {fault}. Correct or unset {name}.")
            return Path(named)
    faults: list[str] = []
    for ways in (installed, by_playwright, by_apt):
        for browser in ways(os.environ):
            fault = why_not(browser)
            if not fault:
                return browser
            faults.append(f"{browser}: {fault}")
    raise NoBrowser(
        "The browser tests need a headless Chromium, and none could be found or installed. Install one "
        "(Debian: apt install chromium-headless-shell; elsewhere: Chromium or Google Chrome; or, with a network: "
        f"{sys.executable} -m playwright install --with-deps chromium-headless-shell), or name one in TANGGAP_BROWSER."
        + (f" Tried: {'; '.join(faults)}." if faults else "")
    )


def installed(environment: Mapping[str, str]) -> Iterator[Path]:
    """What is on PATH, in the usual places beside it, and in Playwright's own folder."""
    path = environment.get("PATH", os.defpath)
    for name in NAMES:
        if found := shutil.which(name, path=f"{path}:/usr/local/bin:/usr/bin:/snap/bin"):
            yield Path(found)
    yield from (
        app
        for app in (
            Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
            Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
        )
        if app.exists()
    )
    yield from playwrights_own(environment)


def playwrights_own(environment: Mapping[str, str]) -> Iterator[Path]:
    """Browsers Playwright has fetched, newest first and the small shell before the whole browser."""
    named = environment.get("PLAYWRIGHT_BROWSERS_PATH", "")
    folders = [Path(named)] if named not in ("", "0") else []
    folders += [Path.home() / ".cache" / "ms-playwright", Path.home() / "Library" / "Caches" / "ms-playwright"]
    for folder in folders:
        for kind in ("chromium_headless_shell-*", "chromium-*"):
            for version in sorted(folder.glob(kind), key=lambda path: (len(path.name), path.name), reverse=True):
                for program in (
                    "headless_shell",
                    "chrome-headless-shell",
                    "chrome",
                    "Chromium",
                    "Google Chrome for Testing",
                ):
                    yield from (found for found in version.rglob(program) if found.is_file())


def by_playwright(environment: Mapping[str, str]) -> Iterator[Path]:
    """Playwright's own download; as root together with the system's libraries it needs."""
    command = [sys.executable, "-m", "playwright", "install", "chromium-headless-shell"]
    if (os.geteuid() == 0 and run([*command, "--with-deps"])) or run(command):
        yield from playwrights_own(environment)


def by_apt(environment: Mapping[str, str]) -> Iterator[Path]:
    """The system's package, as root or by a sudo that asks for no password."""
    if not shutil.which("apt-get"):
        return
    before = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if before and not (shutil.which("sudo") and run(["sudo", "-n", "true"])):
        return
    run([*before, "apt-get", "update", "-qq"])
    apt = [*before, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "--no-install-recommends"]
    for package in ("chromium-headless-shell", "chromium"):
        if run([*apt, package]):
            yield from installed(environment)
            return


def run(command: list[str]) -> bool:
    """Runs an installer, its words on standard error; False if it failed or took more than five minutes."""
    sys.stderr.write(f"Looking for a browser: {' '.join(command)}\n")
    sys.stderr.flush()
    try:
        return (
            subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, timeout=300, check=False).returncode
            == 0
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        sys.stderr.write(f"That did not work: {error}\n")
        return False


def why_not(browser: Path) -> str:
    """What keeps this browser from opening a page; empty if nothing does."""
    with tempfile.TemporaryDirectory(prefix="tanggap-browser-", ignore_cleanup_errors=True) as profile:
        command = [str(browser), "--headless", *ARGUMENTS, "--disable-gpu", f"--user-data-dir={profile}"]
        try:
            tried = subprocess.run(
                [*command, "--dump-dom", "data:text/html,<p>siap</p>"],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=60,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return str(error)
    if "siap" in tried.stdout:
        return ""
    lines = [line for line in tried.stderr.splitlines() if line.strip()]
    return lines[-1].strip() if lines else f"it ended with exit code {tried.returncode}"
