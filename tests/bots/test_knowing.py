"""What is read beside a draft: the same as if it were read anew each time, and compared only when it is of use."""

from uuid import uuid4

import msgspec
import pytest

from bots.conversation import talk
from bots.draft import Draft, Said, Step
from bots.inputs import Pinned, Pressed, Wrote
from bots.knowing import Knowing, foreseen
from bots.replies import data_of
from complaints.given import Asked
from complaints.kinds import Channel, Visibility
from routing.near_reports import NearReports
from tests.bots.quiet import plain_talk, replica
from web.house import House

TEXTS = (
    "Jalan berlubang besar di depan Pasar Bambu Kuning, sudah dua orang jatuh.",
    "Motor saya dicuri.",
    "tolong",
    "Lampu jalan mati di Jl. Kartini sejak kemarin malam.",
)


@pytest.mark.parametrize("text", TEXTS)
async def test_words_read_once_say_the_same_whatever_was_told_beside_them(house: House, text: str) -> None:
    bot = replica(house, plain_talk)
    knowing = Knowing(bot.rooms, talk)
    for pinned in (False, True):
        for dated in (False, True):
            asked = Asked(text, channel=Channel.TELEGRAM, pinned=pinned, dated=dated, photos=dated)
            known = await knowing.known(asked, None, Wrote(1, text))
            anew = await house.advisor.read(asked)
            assert known.reading == msgspec.structs.replace(anew, sure=known.reading.sure)
    await bot.close()


async def test_a_draft_is_compared_when_it_is_about_to_be_shown_whole_and_not_before(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []

    async def none(self: NearReports, text: str, **_: object) -> list[object]:
        compared.append(text)
        return []

    monkeypatch.setattr(NearReports, "published_like", none)
    bot = replica(house, plain_talk)
    knowing = Knowing(bot.rooms, talk)

    async def known(draft: Draft | None, sent: Wrote | Pinned | Pressed) -> None:
        await knowing.known(foreseen(draft, sent), draft, sent)

    await known(None, Wrote(1, TEXTS[0]))
    draft = Draft(id=uuid4(), turn=1, step=Step.WHERE, said=(Said(1, TEXTS[0]),))
    await known(draft, Pinned(2, -5.4, 105.2))
    placed = msgspec.structs.replace(draft, step=Step.WHO, latitude=-5.4, longitude=105.2)
    assert compared == []
    press = Pressed(3, data_of(placed.id, placed.turn, "anonymous"), "q")
    await known(placed, press)
    await known(placed, press)
    assert compared == [TEXTS[0]], "and once for the same words at the same place"
    whole = msgspec.structs.replace(placed, step=Step.REVIEW, visibility=Visibility.ANONYMOUS, latitude=-5.5)
    send = Pressed(3, data_of(whole.id, whole.turn, "send"), "q")
    await known(whole, send)
    assert len(compared) == 2, "sent without having been compared there"
    await known(msgspec.structs.replace(whole, near_shown=True, latitude=-5.6), send)
    assert len(compared) == 2
    await bot.close()
