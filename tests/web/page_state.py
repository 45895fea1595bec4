"""A state in which somebody may meet a page: its name, its address, and what is done there to see it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from playwright.async_api import Page

from tests.web.told_town import Town, code_of

Reach = Callable[[Page, Town], Awaitable[None]]
"""What somebody does at the page, once it is open."""


@dataclass(frozen=True)
class State:
    """A page as somebody may see it.

    `path` may name cases: {code[work]}, {follow[late]}, {receipt[new]}, {mail_stop[new]}, {id[work]}; and {joined} or
    {unknown}. `picture` is what is said of it in docs/pages.md; without it no picture is kept.
    """

    name: str
    path: str
    reach: Reach | None = None
    status: int = 200
    """Of the address, before anything is done there."""
    scripts: bool = True
    picture: str = ""
    officer: str = ""
    """Who has signed in."""
    languages: bool = True
    """Whether there is a link to the same in the other language; what came of a sent form has none."""
    unfolded: bool = True
    """Whether folded parts are opened for looking at them."""

    def address(self, town: Town) -> str:
        ids = {name: str(case.id) for name, case in town.cases.items()}
        receipt = {name: path.replace("/lacak/", "/terkirim/") for name, path in town.follow.items()}
        cases = {"code": town.code, "follow": town.follow, "receipt": receipt, "mail_stop": town.mail_stop, "id": ids}
        return self.path.format(**cases, joined=town.joined, unknown=code_of("nobody"))


def later(town: Town, seconds: int = 10) -> None:
    """A form that is sent at once looks like a machine's."""
    town.house.clock.instant += timedelta(seconds=seconds)  # type: ignore[attr-defined]


async def press(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name, exact=True).first.click()
    await page.wait_for_load_state()
