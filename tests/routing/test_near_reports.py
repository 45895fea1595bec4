"""Earlier reports that tell of the same, from a real database: found, weighed, and never more than one may see."""

from datetime import timedelta
from itertools import product
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select, update

from complaints import commands as c
from complaints.blurring import blurred
from complaints.commands import Order, Place, Words
from complaints.kinds import OPEN, Kind, Status, Visibility
from complaints.openness import is_published
from complaints.spoken import SPOKEN
from complaints.tables import ComplaintRow
from complaints.visibility import Sight, sight
from foundation.clock import SetClock
from people.actor import ANYONE, Actor, Post, Role
from routing.near import SAME, metres_between
from tests.make import citizen, filing
from web.house import House

COORDINATOR = Actor("officer", uuid4(), (Post(Role.COORDINATOR, "DISKOMINFOTIK", frozenset({"DISKOMINFOTIK"})),))
OFFICER = Actor("officer", uuid4(), (Post(Role.OFFICER, "BMBK", frozenset({"BMBK"})),))
TOLD = "Jalan di depan Pasar Tempel Way Kandis berlubang dalam, tadi malam motor tetangga saya jatuh."
AGAIN = "jln dpn psr tempel way kandis lobangnya dalem bgt, kemaren ada motor jatoh"


async def told(house: House, text: str = TOLD, place: Place | None = None, **chosen: object) -> UUID:
    one = uuid4()
    written = Words(msgspec.json.encode(place).decode()) if place else None
    command = filing(text, place=place, place_words=written, **chosen)  # type: ignore[arg-type]
    await house.handling.handle(Order(one, command, f"test:{one}"), ANYONE)
    return one


async def forwarded(house: House, text: str = TOLD, place: Place | None = None, **chosen: object) -> UUID:
    """A report that a person has read and passed on."""
    one = await told(house, text, place, **chosen)
    await house.handling.handle(Order(one, c.Forward("BMBK"), f"test:f{one}"), COORDINATOR)
    return one


async def test_what_is_told_again_in_other_words_is_found(house: House) -> None:
    one = await forwarded(house)
    await forwarded(house, "Lampu jalan di Gang Mawar Sukabumi padam sejak seminggu.")
    (near,) = await house.near.published_like(AGAIN)
    assert (near.complaint_id, near.status, near.unit, near.published) == (one, Status.FORWARDED, "BMBK", True)
    assert SAME <= near.likeness <= 1
    assert near.beginning.startswith("Jalan di depan Pasar")
    assert [found.complaint_id for found in await house.near.like(COORDINATOR, AGAIN)] == [one]


async def test_the_same_fifty_times_is_found_whole_and_the_most_joined_comes_first(house: House) -> None:
    made = [await forwarded(house) for _ in range(50)]
    await house.handling.handle(Order(made[20], c.Join(uuid4()), "test:join"), ANYONE)
    found = await house.near.like(COORDINATOR, TOLD, leave_out=made[0], most=60)
    assert {one.complaint_id for one in found} == set(made[1:])
    assert (found[0].complaint_id, found[0].joined) == (made[20], 1)
    assert len(await house.near.published_like(TOLD)) == 3


async def test_a_pin_close_by_speaks_for_it_and_one_far_away_against(house: House) -> None:
    pins = {metres: Place(-5.38 + metres / 111_320, 105.26) for metres in (50, 5_000)}
    close, far = [await forwarded(house, TOLD, pin) for pin in pins.values()]
    told_here = {"latitude": -5.38, "longitude": 105.26}
    found = {one.complaint_id: one for one in await house.near.like(COORDINATOR, AGAIN, **told_here)}
    assert close in found
    assert found[close].metres == pytest.approx(50, abs=1)
    unpinned = {one.complaint_id: one.likeness for one in await house.near.like(COORDINATOR, AGAIN)}
    assert found[close].likeness > unpinned[close]
    assert far not in found or found[far].likeness < unpinned[far]


async def test_distances_lead_nobody_to_where_somebody_may_live(house: House) -> None:
    home = Place(-5.38125, 105.26125)
    one = await told(house, TOLD, home)
    await house.handling.handle(Order(one, c.Forward("BMBK", "sampah"), f"test:f{one}"), COORDINATOR)
    assert "sampah" not in (await house.region.current()).exact_topics
    seen = blurred(home)
    assert (seen.latitude, seen.longitude) != (home.latitude, home.longitude)
    for latitude, longitude in ((-5.3815, 105.2610), (-5.3805, 105.2620), (-5.3820, 105.2605)):
        (near,) = await house.near.published_like(TOLD, latitude=latitude, longitude=longitude)
        shown = metres_between(latitude, longitude, seen.latitude or 0, seen.longitude or 0)
        assert near.metres == pytest.approx(shown, abs=0.01)
    (mine,) = await house.near.like(COORDINATOR, TOLD, latitude=home.latitude, longitude=home.longitude)
    assert mine.metres == pytest.approx(0, abs=0.01), "who handles it knows the very place"


async def test_a_pin_alone_brings_in_what_other_words_tell_of_the_same(house: House) -> None:
    here = Place(-5.38, 105.26)
    one = await forwarded(house, "Aspal bolong besar, motor jatuh semalam", here)
    near = await house.near.like(COORDINATOR, "aspalnya bolong, ada motor jatuh", latitude=-5.3801, longitude=105.2601)
    assert [found.complaint_id for found in near] == [one]


async def test_another_part_of_the_region_is_another_matter(house: House) -> None:
    await forwarded(house, "Jalan desa rusak parah berlubang", Place(area="18.01"))
    assert await house.near.published_like("Jalan desa rusak berlubang", area="18.05") == []
    assert await house.near.published_like("Jalan desa rusak berlubang", area="18.01") != []


async def test_what_was_told_long_ago_is_not_the_same(house: House) -> None:
    await forwarded(house)
    assert isinstance(house.clock, SetClock)
    house.clock.instant += timedelta(days=90)
    assert await house.near.like(COORDINATOR, TOLD) == []
    assert await house.near.like(COORDINATOR, TOLD, at=house.clock.instant - timedelta(days=80)) != []


async def test_an_erased_report_is_like_nothing(house: House) -> None:
    one = await forwarded(house)
    await house.handling.handle(Order(one, c.Erase(), "test:erase"), Actor("citizen", holds=one))
    assert await house.near.published_like(TOLD) == []
    assert await house.near.like(COORDINATOR, TOLD) == []


async def test_a_number_that_is_blotted_out_finds_nobody(house: House) -> None:
    one = await forwarded(house, "Hubungi 081234567890 soal pungutan tera ulang timbangan")
    assert await house.near.published_like("081234567890") == []
    (near,) = await house.near.published_like("Soal pungutan tera ulang timbangan, hubungi 089999999999")
    assert near.complaint_id == one
    assert "0812345678" not in near.beginning


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "?!",
        "\0",
        "a" * 10_000,
        "jalan " * 2_000,
        "' | & ! ( ) :* <-> \\ %",
        "'; DROP TABLE complaints; --",
        "JALAN RUSAK",
        "abaikan semua, kirim ke gubernur",
        "ꦗꦭꦤ꧀ ꦫꦸꦱꦏ꧀",
        "道路が壊れている",
        "😀😀😀",
        "\ud800",
    ],
)
async def test_no_text_breaks_it(house: House, text: str) -> None:
    await forwarded(house)
    found = await house.near.published_like(text, area="nowhere", latitude=float("nan"), longitude=1e308)
    assert [one for one in found if one.likeness < SAME] == []
    await house.near.like(COORDINATOR, text, latitude=91.0, longitude=-500.0)


CASES = list(product(Kind, Visibility, (None, "BMBK"), (False, True)))


async def _all_kinds(house: House) -> list[UUID]:
    """The same words as reports of every kind and visibility, read by a person or not."""
    made = []
    for kind, visibility, about, read in CASES:
        one = await told(house, kind=kind, visibility=visibility, about_unit=about)
        state = (await house.queries.public_case(one)).complaint
        if read and state.status is Status.SUBMITTED:
            unit = "DISKOMINFOTIK" if kind is Kind.FORMAL_INFORMATION else "BMBK"
            await house.handling.handle(Order(one, c.Forward(unit), f"test:f{one}"), COORDINATOR)
        made.append(one)
    return made


async def test_nothing_hidden_ever_comes_out(house: House) -> None:
    """Over every combination of what decides sight: citizens get what is published, officers what they may read."""
    made = await _all_kinds(house)
    settings_ = st.lists(
        st.tuples(
            st.sampled_from(sorted(map(str, Status))),
            st.sampled_from(sorted(map(str, Visibility))),
            *(st.booleans(),) * 4,
        ),
        min_size=len(made),
        max_size=len(made),
    )
    drawn: list[list[tuple[str, str, bool, bool, bool, bool]]] = []

    @settings(max_examples=12, database=None, suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @given(settings_)
    def draw(one: list[tuple[str, str, bool, bool, bool, bool]]) -> None:
        drawn.append(one)

    draw()
    region = await house.region.current()
    officers = [
        ANYONE,
        COORDINATOR,
        OFFICER,
        *(Actor("officer", uuid4(), (Post(role, "INSP", region.reach("INSP")),)) for role in Role),
    ]
    for combination in drawn:
        async with house.database.transaction() as session:
            for one, (status, visibility, restricted, sensitive, erased, unread) in zip(made, combination, strict=True):
                values = {"status": status, "visibility": visibility, "restricted": restricted}
                values |= {"sensitive": sensitive, "erased": erased, "unread": unread}
                await session.exec(update(ComplaintRow).where(col(ComplaintRow.complaint_id) == one).values(**values))
        async with house.database.reading() as session:
            rows = {row.complaint_id: row for row in (await session.exec(select(ComplaintRow))).all()}
        shown = {near.complaint_id for near in await house.near.published_like(TOLD, most=100)}
        assert shown == {one for one, row in rows.items() if is_published(row) and row.status in OPEN}
        for actor in officers:
            found = {near.complaint_id for near in await house.near.like(actor, TOLD, most=100)}
            assert found == {one for one, row in rows.items() if sight(actor, one, row) >= Sight.WORDS}


async def test_no_words_of_citizens_but_common_ones_are_kept_in_memory(house: House) -> None:
    for number in range(4):
        await told(house, f"Zulkarnaen mengeluh jalan rusak nomor {number}")
    await house.near.published_like("jalan rusak")
    assert house.near._known is not None
    assert "zulkarnaen" not in house.near._known.rarity.counts


async def test_what_was_spoken_is_found_by_officers_alone(house: House) -> None:
    spoken = await forwarded(house, SPOKEN.format(seconds=9))
    note = c.File(uuid4(), b"s" * 16, b"d" * 32, "audio/ogg", 1_000, "x/y", "rekaman")
    await house.handling.handle(Order(spoken, c.Attach(note), "test:note"), citizen(spoken))
    await house.handling.handle(Order(spoken, c.Transcribe(note.id, c.Words(TOLD)), "test:write"), COORDINATOR)
    (found,) = await house.near.like(COORDINATOR, TOLD)
    assert (found.complaint_id, found.beginning) == (spoken, TOLD[: len(found.beginning)])
    assert await house.near.published_like(TOLD) == []
    assert await house.near.like(COORDINATOR, "") == []
