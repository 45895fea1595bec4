"""What the map is drawn on, held against slow and obvious ways to say the same."""

import math
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from service.region_folder import FolderFaults, read_folder
from service.settings import ROOT
from web.map_drawing import drawing, sites
from web.map_ground import WIDTH, Point, borders, cell, degrees, frame_around, hull, mercator, usual_gap

OUTLINE = '[[outline]]\narea = "{}"\nring = [[-3.5, 102.5], [-3.5, 102.7], [-3.8, 102.7]]\n'
BOX = [(-10.0, -10.0), (10.0, -10.0), (10.0, 10.0), (-10.0, 10.0)]
latitudes = st.floats(-11, 6)
longitudes = st.floats(95, 141)
spots = st.tuples(st.integers(-99, 99), st.integers(-99, 99)).map(lambda one: (one[0] / 10, one[1] / 10))
sets_of_spots = st.lists(spots, min_size=1, max_size=24, unique=True)


def inside(point: Point, ring: list[Point], give: float = 1e-9) -> bool:
    """Whether a point lies in a convex ring: on the same side of all its lines."""
    turns = []
    for place, start in enumerate(ring):
        end = ring[(place + 1) % len(ring)]
        turns.append((end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0]))
    return all(turn >= -give for turn in turns) or all(turn <= give for turn in turns)


@given(latitudes, longitudes)
def test_a_place_comes_back_from_the_square(latitude: float, longitude: float) -> None:
    back = degrees(*mercator(latitude, longitude))
    assert math.dist(back, (latitude, longitude)) < 1e-9


def test_the_square_is_that_of_map_tiles() -> None:
    """Jakarta's Monas at zoom 10 lies on tile 815, 529, as any slippy map has it."""
    x, y = mercator(-6.1754, 106.8272)
    assert (int(x * 1024), int(y * 1024)) == (815, 529)
    assert mercator(0, 0) == (0.5, 0.5)


@given(sets_of_spots, spots)
def test_a_place_lies_in_the_cell_of_the_nearest_middle(found: list[Point], place: Point) -> None:
    apart = [math.dist(place, site) for site in found]
    nearest = apart.index(min(apart))
    assume(sorted(apart)[1] - min(apart) > 1e-6 if len(apart) > 1 else True)
    cells = [[side.start for side in cell(found, number, BOX)] for number in range(len(found))]
    assert [number for number, ring in enumerate(cells) if ring and inside(place, ring)] == [nearest]


@given(sets_of_spots)
def test_a_border_lies_halfway_and_is_drawn_once(found: list[Point]) -> None:
    between = borders(found, BOX, lambda one, other: (one, other))
    for (one, other), pieces in between.items():  # type: ignore[misc]
        assert one < other
        assert len(pieces) == 1
        for end in pieces[0]:
            assert math.isclose(math.dist(end, found[one]), math.dist(end, found[other]), abs_tol=1e-6)
            assert min(math.dist(end, site) for site in found) > math.dist(end, found[one]) - 1e-6


@given(sets_of_spots, st.floats(0, 3))
def test_a_hull_holds_everything_with_room_around_it(found: list[Point], pad: float) -> None:
    ring = hull(found, pad=pad)
    if len(ring) < 3:
        assert pad < 1e-6 or len(found) < 3
        return
    around = [(x + pad * math.cos(turn), y + pad * math.sin(turn)) for x, y in found for turn in (0.1, 1.7, 3.3, 5.0)]
    assert all(inside(point, ring, 1e-6) for point in around)


@given(st.lists(st.tuples(latitudes, longitudes), min_size=1, max_size=12), st.floats(1, 60))
def test_a_frame_holds_all_its_places(places: list[Point], margin: float) -> None:
    frame = frame_around([mercator(*one) for one in places], margin)
    for place in places:
        x, y = frame.spot(*place)
        assert margin - 0.2 <= x <= WIDTH - margin + 0.2
        assert margin - 0.2 <= y <= frame.height - margin + 0.2


@given(sets_of_spots)
def test_the_usual_gap_is_one_that_there_is(found: list[Point]) -> None:
    assume(len(found) > 1)
    gap = usual_gap(found)
    apart = sorted(min(math.dist(one, other) for other in found if other != one) for one in found)
    assert gap in apart
    assert apart[0] <= gap <= apart[-1]


def test_lampung_is_drawn_with_its_coast_and_guessed_borders() -> None:
    region = read_folder(ROOT / "regions" / "lampung").region
    whole = drawing(region)
    assert whole.land
    assert whole.ours
    assert whole.guessed
    middles = {area.code for area in region.areas if area.latitude is not None}
    assert {site.code for site in sites(region)} < middles
    assert all(whole.frame.holds(whole.frame.spot(one.latitude or 0, one.longitude or 0)) for one in sites(region))


def test_an_outline_of_the_region_stands_before_a_guess(tmp_path: Path) -> None:
    source = ROOT / "regions" / "kepahiang"
    for file in source.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    guessed = drawing(read_folder(tmp_path).region)
    assert guessed.borders[0], "in a kabupaten alone its kecamatan have the borders that count"
    assert drawing(read_folder(tmp_path).region, "17.08").frame == guessed.frame
    assert guessed.guessed
    assert not guessed.own
    assert not guessed.land
    codes = [site.code for site in sites(read_folder(tmp_path).region)]
    for known, remain in ((["17.08"], True), (codes[:1], True), (codes, False)):
        (tmp_path / "outlines.toml").write_text("".join(OUTLINE.format(code) for code in known), encoding="utf-8")
        told = drawing(read_folder(tmp_path).region)
        assert told.own.count("M") == len(known)
        assert told.guessed == remain
        assert len(told.borders[0]) <= len(guessed.borders[0])
    (tmp_path / "outlines.toml").write_text(
        OUTLINE.format("99.99") + "[[outline]]\nring = [[105.2, -5.4], [105.2, -5.4]]\n", encoding="utf-8"
    )
    with pytest.raises(FolderFaults) as refused:
        read_folder(tmp_path)
    assert refused.value.faults == (
        "outlines.toml, entry 1: 99.99 is no area in areas.toml",
        "outlines.toml, entry 2: a ring needs three points or more",
        "outlines.toml, entry 2: points are [latitude, longitude], in degrees",
    )
