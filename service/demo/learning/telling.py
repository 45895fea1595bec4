"""What the story came to, held against what was planted, in lines for a terminal."""

from collections.abc import Iterator

from competency.causes import Cause
from service.demo.learning.region import OFFICES, TOPICS, office_code
from service.demo.learning.story import Told
from service.demo.learning.world import BROKEN, SHORT, SURGE, Cell


def lines(told: Told) -> Iterator[str]:
    """What was planted, and what the office came to, side by side."""
    found = [one for one in told.known.deficits if one in told.found]
    yield f"Planted lacks of skill: {len(told.known.deficits)}; found as strong signals: {len(found)}."
    yield _said("Too few hands", office_code(SHORT), _named(told, Cause.LOAD, (SHORT, -1)))
    yield _said("A flood of complaints", _cell(SURGE), _named(told, Cause.SURGE, SURGE))
    yield _said("A broken service", _cell(BROKEN), _named(told, Cause.SERVICE, BROKEN))
    yield f"Trained by lot: {len(told.trained)} needs; waiting: {len(told.waiting)}."
    if told.verdict is None:
        yield "The verdict is not known yet."
        return
    yield f"Verdict on the material: {told.verdict.verdict} (it was planted that the training works)."
    effect = told.verdict.figures.effect
    if effect is not None:
        one = effect.ratio
        yield (
            f"Against those who wait, bad events came to {one.value:.2f} times as many "
            f"({one.low:.2f} to {one.high:.2f}); before against after alone would have said {effect.naive.value:.2f}."
        )


def _named(told: Told, cause: Cause, cell: Cell) -> bool:
    """Whether a cause was found there, or in the whole of its office."""
    unit = office_code(cell[0])
    topics = {None} if cell[1] < 0 else {None, TOPICS[cell[1]]}
    return any((one.cause, one.unit) == (cause, unit) and one.topic in topics for one in told.matters)


def _said(what: str, where: str, found: bool) -> str:
    return f"{what} ({where}): {'found, and sent to whoever owns it' if found else 'not found'}."


def _cell(cell: Cell) -> str:
    return f"{office_code(cell[0])} {OFFICES[cell[0]]}, {TOPICS[cell[1]]}"
