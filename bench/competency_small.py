"""What remains of it where fewer complain: how many can be judged at all, alone and looked at together."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from bench.competency_tally import SMALL, counted, share
from bench.competency_world import Plan, World, world
from competency import pooling
from competency.exchange import History
from competency.groups import Groups
from competency.pooling import Step
from competency.signals import Cause, Family, Strength

YEARLY = (95_000, 22_000, 2_200, 300)
"""Complaints of a year: of a large province, of a middling one, of one like Lampung, of a small kabupaten."""
AS_MADE = 95_000
IN_FAMILY, OF_KIND = 3, 5
"""Topics of one family and units of one kind."""


class Small(NamedTuple):
    """Of one world with so many complaints a year; `together` is what only the steps after the first add."""

    complaints: int = 0
    cells: int = 0
    """With enough complaints in a year."""
    judged: int = 0
    """Complaints of the last year in cells that were judged alone."""
    judged_together: int = 0
    strong: int = 0
    right: int = 0
    there: int = 0
    found: int = 0
    watched_found: int = 0
    strong_together: int = 0
    right_together: int = 0
    """Of those, how many hold at least one cell with a lack."""
    planted: int = 0


def tallied(seed: int, yearly: int) -> Small:
    return _counted(world(seed, Plan(volume=yearly / AS_MADE)))


def _counted(made: World) -> Small:
    cases = made.cases
    groups = Groups(
        {name: f"rumpun-{place // IN_FAMILY}" for place, name in enumerate(cases.topics)},
        {name: f"jenis-{place // OF_KIND}" for place, name in enumerate(cases.units)},
    )
    history = History(cases, made.staff, made.calendar, made.last, {})
    pooled = pooling.find({"": history}, groups, least_people=0)
    alone, later = pooled.steps[0], pooled.steps[1:]
    tally = counted(made, alone.found)
    listed = [hit for step in later for hit in _hits(made, step)]
    size = alone.found.basis.large
    return Small(
        complaints=pooled.complaints,
        cells=int(size.sum()),
        judged=alone.complaints,
        judged_together=pooled.judged - alone.complaints,
        strong=tally.strong,
        right=tally.right,
        there=tally.there,
        found=tally.found,
        watched_found=tally.found_watched,
        strong_together=len(listed),
        right_together=sum(listed),
        planted=tally.planted,
    )


def _hits(made: World, step: Step) -> list[bool]:
    """Of each strong signal of a step whether any of the cells it may hold was planted."""
    found = []
    for one in step.found.signals:
        if (one.family, one.strength, one.label) == (Family.TECHNICAL, Strength.STRONG, Cause.SKILL):
            units, topics = step.members(one)
            cells = np.ix_(np.isin(made.cases.units, units), np.isin(made.cases.topics, topics))
            found.append(bool(made.truth.skill[cells].any()))
    return found


def summary(yearly: int, tallies: Sequence[Small]) -> dict[str, Any]:
    total, many = Small(*(sum(values) for values in zip(*tallies, strict=True))), len(tallies)
    return {
        "a_year": yearly,
        "complaints": round(total.complaints / many),
        "large_cells": round(total.cells / many, 1),
        "judged_alone": share(total.judged, total.complaints),
        "judged_together": share(total.judged + total.judged_together, total.complaints),
        "strong": round(total.strong / many, 2),
        "precision": share(total.right, total.strong),
        "recall": share(total.found, total.there),
        "recall_of_planted": share(total.found, total.planted),
        "strong_together": round(total.strong_together / many, 2),
        "precision_together": share(total.right_together, total.strong_together),
    }


def words(rows: Sequence[dict[str, Any]]) -> list[str]:
    """A table: a line for each number of complaints."""
    heads = ("a year", "cells", "judged", "together", "strong", "right", "found", "strong", "right")
    lines = [
        f"with fewer complaints ({SMALL} in a cell at least; together: over two years, by family, by kind of unit)",
        "  " + "".join(f"{head:>10}" for head in heads),
    ]
    names = ("a_year", "large_cells", "judged_alone", "judged_together", "strong", "precision", "recall")
    for row in rows:
        shown = dict(row)
        for many, name in (("strong", "precision"), ("strong_together", "precision_together")):
            shown[name] = row[name] if row[many] else "-"
        values = [shown[name] for name in (*names, "strong_together", "precision_together")]
        lines.append("  " + "".join(f"{value:>10}" for value in values))
    return lines
