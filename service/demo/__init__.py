"""An invented world for `--demo`: accounts, and two years of complaints that nobody ever made."""

from service.demo.seeding import account_lines, seed, seed_large
from service.demo.staff import DEMO_PASSWORD, accounts_shown

__all__ = ["DEMO_PASSWORD", "account_lines", "accounts_shown", "seed", "seed_large"]
