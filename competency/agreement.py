"""How far two readers agree beyond chance: Cohen's kappa with its interval. Pure.

Source: J. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20 (1960);
the variance is that of J. L. Fleiss, J. Cohen and B. S. Everitt, Psychological Bulletin 72 (1969), the one to be used
where agreement is not thought to be mere chance.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

CONFIDENCE = 0.90


class Agreement(NamedTuple):
    """`share` of the `pairs` is alike. `kappa` is 1 where all are, 0 where no more are than by chance; None where it
    has no meaning: nobody read anything, or one of the readers always said the same."""

    pairs: int
    share: float | None = None
    kappa: float | None = None
    interval: tuple[float, float] | None = None


def agreement(pairs: Iterable[tuple[Hashable, Hashable]], confidence: float = CONFIDENCE) -> Agreement:
    """Of what the first and the second reader said about the same things."""
    cells = Counter(pairs)
    said = list(dict.fromkeys(one for pair in cells for one in pair))
    return table_agreement([[cells[first, second] for second in said] for first in said], confidence)


def table_agreement(table: Sequence[Sequence[float]], confidence: float = CONFIDENCE) -> Agreement:
    """Of a square table of counts: rows are what the first reader said, columns what the second did."""
    n = sum(map(sum, table))
    if not n:
        return Agreement(0)
    p = [[cell / n for cell in row] for row in table]
    rows, columns = [sum(row) for row in p], [sum(column) for column in zip(*p, strict=True)]
    share = sum(p[i][i] for i in range(len(p)))
    chance = sum(row * column for row, column in zip(rows, columns, strict=True))
    if max(*rows, *columns) >= 1 - 1e-12:
        return Agreement(round(n), share)
    kappa = (share - chance) / (1 - chance)
    width = NormalDist().inv_cdf((1 + confidence) / 2) * sqrt(_variance(p, rows, columns, share, chance) / n)
    return Agreement(round(n), share, kappa, (max(-1.0, kappa - width), min(1.0, kappa + width)))


def _variance(
    p: Sequence[Sequence[float]], rows: Sequence[float], columns: Sequence[float], share: float, chance: float
) -> float:
    """n times the variance of kappa (Fleiss, Cohen and Everitt 1969, formula 13)."""
    alike = sum(p[i][i] * ((1 - chance) - (rows[i] + columns[i]) * (1 - share)) ** 2 for i in range(len(p)))
    unlike = sum(p[i][j] * (columns[i] + rows[j]) ** 2 for i in range(len(p)) for j in range(len(p)) if i != j)
    whole = alike + (1 - share) ** 2 * unlike - (share * chance - 2 * chance + share) ** 2
    return max(0.0, whole) / (1 - chance) ** 4
