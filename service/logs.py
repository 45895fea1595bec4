"""What the processes write to standard error: their own warnings and findings, no address that holds a secret."""

import logging

_QUIET = {"httpx": logging.WARNING, "httpcore": logging.WARNING, "apscheduler": logging.ERROR}
"""Libraries that would write addresses with tokens in them, or a line for every tick."""


def configure(level: str) -> None:
    logging.basicConfig(level=level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name, quietest in _QUIET.items():
        logging.getLogger(name).setLevel(quietest)
