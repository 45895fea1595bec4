"""The gallery of docs/pages.md: every page that has a picture, with a line on what it is for."""

from collections.abc import Sequence

from tests.web.alert_states import ALERT_STATES
from tests.web.case_states import CASE_STATES
from tests.web.desk_states import DESK_STATES, VERDICT
from tests.web.form_states import FORM_STATES
from tests.web.page_pictures import WIDTHS, file_of
from tests.web.page_state import State
from tests.web.public_states import PUBLIC_STATES

HEAD = """# The pages

What citizens and officers see, on a telephone (360 pixels wide), a tablet (768) and a desk (1280). The pictures show an
invented region: `./tanggap test --screenshots` takes them anew, and nothing else changes them. Below 1800 pixels a page
is cut off. The tests look at more states than are shown here; they are in `tests/web/form_states.py`,
`tests/web/case_states.py`, `tests/web/public_states.py` and `tests/web/alert_states.py`; those of the office are pages
of the demonstration.
"""
CHAPTERS: tuple[tuple[str, Sequence[State]], ...] = (
    ("Telling us", FORM_STATES),
    ("Following a case", CASE_STATES),
    ("Seeing what others see", PUBLIC_STATES),
    ("Hearing of what is new", ALERT_STATES),
    ("At the office", DESK_STATES),
    ("Learning from complaints", (VERDICT,)),
)
SHOWN_AS = {360: 150, 768: 240, 1280: 340}
"""How wide a picture is in the gallery, by the width of the page."""


def shown() -> list[State]:
    """The states that have a picture."""
    return [state for _, states in CHAPTERS for state in states if state.picture]


def files() -> set[str]:
    """The names of all pictures."""
    return {file_of(state.name, width) for state in shown() for width in WIDTHS}


def gallery() -> str:
    """The whole document."""
    return "\n".join([HEAD, *(_chapter(title, states) for title, states in CHAPTERS)])


def _chapter(title: str, states: Sequence[State]) -> str:
    return f"## {title}\n\n" + "\n".join(_entry(state) for state in states if state.picture)


def _entry(state: State) -> str:
    names = {width: f"img/{file_of(state.name, width)}" for width in WIDTHS}
    seen = [
        f'<a href="{name}"><img src="{name}" width="{SHOWN_AS[width]}" alt="{state.picture} {width} pixels wide."></a>'
        for width, name in names.items()
    ]
    return f"**{state.picture}**\n\n" + "\n".join(seen) + "\n"
