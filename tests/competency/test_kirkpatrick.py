"""What four looks at a training say together."""

import pytest

from competency.kirkpatrick import Levels, Reading, irrelevant, reading
from competency.need_events import Verdict

GOOD, BAD = Verdict.EFFECTIVE, Verdict.INEFFECTIVE


@pytest.mark.parametrize(
    ("levels", "told"),
    [
        (Levels(4.2, 0.3, 0.8, BAD), Reading.MISSES),
        (Levels(4.2, 0.3, 0.2, BAD), Reading.TRANSFER),
        (Levels(4.2, 0.0, 0.2, BAD), Reading.PLEASANT),
        (Levels(2.0, 0.0, 0.2, BAD), Reading.ANEW),
        (Levels(None, None, None, BAD), Reading.MISSES),
        (Levels(2.0, 0.3, 0.8, GOOD), Reading.DELIVERY),
        (Levels(4.2, 0.0, 0.8, GOOD), Reading.TEST),
        (Levels(4.2, 0.3, 0.8, GOOD), Reading.KEEP),
        (Levels(None, None, None, GOOD), Reading.KEEP),
        (Levels(4.2, 0.3, 0.8, Verdict.UNKNOWN), Reading.WAIT),
        (Levels(4.2, 0.3, 0.8, None), Reading.WAIT),
    ],
)
def test_the_result_counts_first(levels: Levels, told: Reading) -> None:
    assert reading(levels) is told


@pytest.mark.parametrize(("answers", "no", "asks"), [(5, 2, True), (5, 1, False), (4, 4, False), (10, 3, False)])
def test_participants_alone_can_ask_for_a_revision(answers: int, no: int, asks: bool) -> None:
    assert irrelevant(answers, no) is asks
