"""A case filed on the web lives on in chats: its reporter's, and that of the officer who takes it."""

from complaints import commands as c
from foundation.clock import SetClock
from people.actor import Role
from tests.bots.double import Person
from tests.bots.story import Story, telling
from tests.journeys.conftest import PASSWORD
from tests.journeys.test_whole_road import replay_equals_live
from tests.web.citizen import COORDINATOR, OFFICER, done, filed, state
from web.house import House

REPORT = "Jalan di depan Pasar Natar berlubang dalam, kemarin dua motor jatuh."


def newest(person: Person) -> str:
    return str(person.heard()[-1]["text"])


def clock_of(house: House) -> SetClock:
    assert isinstance(house.clock, SetClock)
    return house.clock


async def opens(story: Story, person: Person, token: str) -> None:
    """As the app does with a link t.me/bot?start=token."""
    person.text(f"/start {token}")
    await story.settle()


async def test_a_case_of_the_web_goes_on_in_the_chats_of_citizen_and_officer(house: House) -> None:
    sari = await house.accounts.add("sari", "Sari Penghubung", PASSWORD, [(Role.OFFICER, "BMBK")])
    case = await filed(house, REPORT)
    async with telling(house, clock_of(house), "polling") as story:
        citizen, officer, stranger = story.citizen, Person(story.api, 5_000_002), Person(story.api, 5_000_003)
        token = await house.ties.case_link(case.id)
        await opens(story, citizen, token)
        await opens(story, stranger, token)
        await opens(story, officer, await house.ties.officer_link(sari))

        await done(house, case.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)
        await story.settle()
        assert "diteruskan" in newest(citizen)
        assert "motor jatuh" not in " ".join(one["text"] for one in officer.heard())
        officer.press("Ambil")
        await story.settle()
        taken = await state(house, case.id)
        assert taken.taken_by == sari
        assert "mulai ditangani" in newest(citizen)

        heard = len(officer.heard())
        await house.ties.unlink(sari)
        await done(house, case.id, c.Resolve(c.Words("Lubang sudah kami tambal.")), OFFICER)
        await story.settle()
        citizen.press("Belum beres")
        await story.settle()
        citizen.text("Yang di depan gerbang masih menganga.")
        await story.settle()
        assert (await state(house, case.id)).disputes == 1
        assert len(officer.heard()) == heard
        assert not [one for one in stranger.heard() if case.code[:4] in one["text"]]
    await replay_equals_live(house)
