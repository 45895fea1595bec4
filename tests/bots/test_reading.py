"""Whatever Telegram sends is read for what it is, and nothing it may send stops the bot."""

import copy
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.inputs import Commanded, Incoming, NotedFile, Pinned, Pressed, Sent, Shared, Strange, Wrote
from bots.reading import Me, read
from tests.bots.double import BotApi, Group, Person
from tests.bots.double_people import JPEG

RECEIVED = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
ME = Me(7000001, "TanggapUjiBot")
Json = dict[str, Any]


class World:
    """A double that is not served: only what people send is wanted."""

    def __init__(self) -> None:
        self.api = BotApi()
        self.citizen = Person(self.api)
        self.group = Group(self.api)

    @property
    def raw(self) -> Json:
        return self.api.updates.every[-1]

    def read(self) -> Incoming:
        found = read(self.raw, ME, RECEIVED)
        assert found is not None
        return found


@pytest.fixture
def world() -> World:
    return World()


def test_words_tell_who_wrote_where_and_when(world: World) -> None:
    message = world.citizen.text("Lubang besar")
    assert world.read() == Incoming(
        update=world.raw["update_id"],
        chat=world.citizen.id,
        user=world.citizen.id,
        kind="private",
        at=datetime.fromtimestamp(message["date"], UTC),
        name="Siti",
        language="id",
        input=Wrote(1, "Lubang besar"),
    )


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        ("Siti", "Aminah", "Siti Aminah"),
        ("  Siti\n\t", " Aminah\u2028", "Siti Aminah"),
        ("Si\x00ti\x1b[31m", None, "Siti[31m"),
        ("\u202egnolob\u200b", None, "gnolob"),
        ("ꦱꦶꦠꦶ", "🌺", "ꦱꦶꦠꦶ 🌺"),
        ("a" * 70, None, "a" * 64),
        ("a" * 63, "b", "a" * 63),
        ("\u200f", "\x07", ""),
    ],
)
def test_the_name_an_app_shows_is_one_harmless_line(world: World, first: str, last: str | None, shown: str) -> None:
    """The same from words, a button, a block, and an update that had to be mended."""
    name = {"first_name": first} | ({"last_name": last} if last is not None else {})
    world.citizen.user |= name
    ours = world.citizen.chat.add(world.api.bot, text="Ya?")
    world.citizen.text("Lubang")
    assert world.read().name == shown
    world.raw["message"]["entities"] = 5
    assert world.read().name == shown
    world.citizen.press_data("a:1:ya", ours)
    assert world.read().name == shown
    world.citizen.block()
    assert world.read().name == shown


def test_a_name_that_is_none_costs_only_the_name(world: World) -> None:
    world.citizen.text("Lubang")
    world.raw["message"]["from"] |= {"first_name": ["x"], "last_name": 5}
    assert (world.read().name, world.read().input) == ("", Wrote(1, "Lubang"))


def test_whatever_answers_a_message_of_ours_or_changes_one_of_theirs_says_so(world: World) -> None:
    citizen = world.citizen
    ours = citizen.chat.add(world.api.bot, text="Kirim fotonya?")
    sending: list[Callable[[], Json]] = [citizen.photo, citizen.voice, citizen.video, lambda: citizen.document(JPEG)]
    for send in sending:
        message = send()
        world.raw["message"]["reply_to_message"] = ours
        sent = world.read().input
        assert isinstance(sent, Sent)
        assert (sent.replies_to, sent.edited) == (1, False)
        world.raw["message"]["caption_entities"] = 5  # damaged, and so mended
        assert world.read().input == sent
        citizen.edit(message, "yang benar")
        changed = world.read().input
        assert isinstance(changed, Sent)
        assert (changed.message, changed.caption, changed.edited) == (sent.message, "yang benar", True)
        assert changed.file == sent.file


def test_edits_replies_and_forwards_are_told_apart(world: World) -> None:
    message = world.citizen.text("Lubang")
    world.citizen.edit(message, "Lubang dalam")
    assert world.read().input == Wrote(1, "Lubang dalam", edited=True)
    ours = world.citizen.chat.add(world.api.bot, text="Di mana?")
    world.citizen.text("Di sini", reply_to=ours)
    assert world.read().input == Wrote(3, "Di sini", replies_to=2)
    world.citizen.text("Saya sendiri", reply_to=message)
    assert world.read().input == Wrote(4, "Saya sendiri")
    world.citizen.forward("Kata tetangga")
    assert world.read().input == Wrote(5, "Kata tetangga", forwarded=True)


@pytest.mark.parametrize(
    ("words", "read_as"),
    [
        ("/start", Commanded(1, "start")),
        ("/Start KODE-12_3", Commanded(1, "start", "KODE-12_3")),
        ("/aduan@tanggapujibot  baru\nlagi ", Commanded(1, "aduan", "baru\nlagi")),
        ("/hapus_data", Commanded(1, "hapus_data")),
        ("/aduan@LainBot", Wrote(1, "/aduan@LainBot")),
        ("1/2 jalan", Wrote(1, "1/2 jalan")),
        ("/ batal", Wrote(1, "/ batal")),
    ],
)
def test_commands(world: World, words: str, read_as: Commanded | Wrote) -> None:
    world.citizen.text(words)
    assert world.read().input == read_as
    del world.raw["message"]["from"]["language_code"]
    world.raw["message"].pop("entities", None)
    assert world.read().input == read_as
    assert world.read().language == ""


def test_an_edited_command_is_not_given_again(world: World) -> None:
    world.citizen.edit(world.citizen.text("batal"), "/batal")
    assert read(world.raw, ME, RECEIVED) is None


def test_a_photo_is_its_largest_size_with_album_and_caption(world: World) -> None:
    world.citizen.album([JPEG, JPEG + b"2"], "Lubang")
    first, second = (read(raw, ME, RECEIVED) for raw in world.api.updates.every)
    assert first is not None
    assert second is not None
    assert isinstance(first.input, Sent)
    assert isinstance(second.input, Sent)
    assert first.input.file.kind == "photo"
    assert (first.input.file.media_type, first.input.file.size) == ("image/jpeg", len(JPEG))
    assert first.input.album == second.input.album is not None
    assert (first.input.caption, second.input.caption) == ("Lubang", "")
    assert first.input.file.unique != second.input.file.unique


def test_files_of_every_kind(world: World) -> None:
    found = []
    citizen = world.citizen
    sending: list[Callable[[], Json]] = [
        lambda: citizen.voice(seconds=12),
        lambda: citizen.video(size=25_000_000, caption="Banjir"),
        lambda: citizen.document(JPEG, "jalan.jpg"),
        lambda: citizen._file("video_note", b"v", duration=3, length=240),
        lambda: citizen._file("audio", b"a", duration=70, mime_type="audio/mpeg"),
    ]
    for send in sending:
        message = send()
        sent = world.read().input
        assert isinstance(sent, Sent)
        assert sent.message == message["message_id"]
        found.append((sent.file, sent.caption))
    assert [(one.kind, one.media_type, one.size, one.seconds, one.name, caption) for one, caption in found] == [
        ("voice", "audio/ogg", 10, 12, "", ""),
        ("video", "video/mp4", 25_000_000, 9, "", "Banjir"),
        ("document", "image/jpeg", len(JPEG), 0, "jalan.jpg", ""),
        ("video", "video/mp4", 1, 3, "", ""),
        ("audio", "audio/mpeg", 1, 70, "", ""),
    ]


def test_an_animation_is_a_video_and_not_its_document(world: World) -> None:
    message = world.citizen.document(b"gif", "a.mp4", "video/mp4")
    world.raw["message"]["animation"] = world.raw["message"]["document"] | {"width": 9, "height": 9, "duration": 2}
    sent = world.read().input
    assert isinstance(sent, Sent)
    noted = message["document"]
    assert sent.file == NotedFile("video", noted["file_id"], noted["file_unique_id"], "video/mp4", 3, 2, "a.mp4")


def test_places_and_numbers(world: World) -> None:
    world.citizen.location(-5.4, 105.2)
    assert world.read().input == Pinned(1, -5.4, 105.2)
    world.raw["message"]["location"]["latitude"] = 95.0
    assert world.read().input == Strange(1, "place")
    world.citizen.venue("Pasar Tugu", -5.4, 105.2)
    assert world.read().input == Pinned(2, -5.4, 105.2, "Pasar Tugu")
    world.citizen.contact("+628120000")
    assert world.read().input == Shared(3, "+628120000", own=True)
    world.citizen.contact("+628120001", own=False)
    assert world.read().input == Shared(4, "+628120001", own=False)


def test_a_place_shared_while_walking_is_taken_once(world: World) -> None:
    message = world.citizen.location()
    world.api.updates.add(edited_message=message | {"edit_date": message["date"] + 5})
    assert read(world.raw, ME, RECEIVED) is None


def test_presses_bring_the_query_and_the_message(world: World) -> None:
    ours = world.citizen.chat.add(world.api.bot, text="Ya?")
    query = world.citizen.press_data("abc:1:ya", ours)
    assert world.read().input == Pressed(1, "abc:1:ya", query)
    assert world.read().at == RECEIVED
    # A message too old to be shown is told of by its number only.
    world.raw["callback_query"]["message"] = {"chat": world.citizen.chat.shown, "message_id": 1, "date": 0}
    assert world.read().input == Pressed(1, "abc:1:ya", query)


def test_blocking_and_letting_in_again(world: World) -> None:
    world.citizen.block()
    assert (world.read().blocked, world.read().input) == (True, None)
    world.citizen.unblock()
    assert world.read().blocked is False
    world.raw["my_chat_member"]["chat"] = world.group.chat.shown
    assert read(world.raw, ME, RECEIVED) is None


@pytest.mark.parametrize(
    ("words", "addressed"),
    [
        ("Ada lubang", False),
        ("@tanggapujibot ada lubang", True),
        ("@TanggapUjiBotLain ada lubang", False),
        ("/bantuan", True),
        ("/bantuan@TanggapUjiBot", True),
        ("/bantuan@LainBot", False),
    ],
)
def test_in_a_group_it_says_whether_it_was_spoken_to(world: World, words: str, addressed: bool) -> None:
    world.citizen.text(words, within=world.group)
    found = world.read()
    assert (found.kind, found.chat, found.user) == ("group", world.group.chat.id, world.citizen.id)
    assert found.addressed is addressed


def test_in_a_group_a_reply_or_a_mention_without_a_name_speaks_to_the_bot(world: World) -> None:
    ours = world.group.chat.add(world.api.bot, text="Maaf")
    world.citizen.text("Kenapa?", reply_to=ours, within=world.group)
    assert world.read().addressed
    world.citizen.text("Bot, halo", within=world.group)
    assert not world.read().addressed
    mention = {"type": "text_mention", "offset": 0, "length": 3, "user": world.api.bot}
    world.raw["message"]["entities"] = [mention]
    assert world.read().addressed


@pytest.mark.parametrize("kind", ["sticker", "poll", "dice"])
def test_what_the_bot_has_no_use_for_is_strange(world: World, kind: str) -> None:
    if kind == "sticker":
        world.citizen.sticker()
    else:
        poll = {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False}
        poll |= {"is_anonymous": True, "type": "regular", "allows_multiple_answers": False}
        world.citizen._send(None, **{kind: poll if kind == "poll" else {"emoji": "🎲", "value": 3}})
    assert world.read().input == Strange(1, kind)


@pytest.mark.parametrize(
    ("content", "kind"), [({"hologram": {"depth": 3}}, "hologram"), ({"text": ""}, "nothing"), ({}, "nothing")]
)
def test_a_kind_that_came_up_lately_is_strange_and_not_silence(world: World, content: Json, kind: str) -> None:
    world.citizen.text("halo")
    del world.raw["message"]["text"]
    world.raw["message"] |= content
    assert world.read().input == Strange(1, kind)


def test_a_press_without_its_message_is_one_in_the_own_chat(world: World) -> None:
    query = world.citizen.press_data("abc:1:ya", world.citizen.chat.add(world.api.bot, text="Ya?"))
    del world.raw["callback_query"]["message"]
    found = world.read()
    assert (found.chat, found.kind, found.input) == (world.citizen.id, "private", Pressed(0, "abc:1:ya", query))


@pytest.mark.parametrize("part", ["chat", "message_id", "reply_to_message"])
def test_a_number_that_no_database_keeps_goes_no_further(world: World, part: str) -> None:
    message, far = world.citizen.text("halo"), 2**63
    chat = world.raw["message"]["chat"]
    replied = {"message_id": far, "date": message["date"], "chat": chat}
    world.raw["message"][part] = {"chat": chat | {"id": far}, "message_id": far, "reply_to_message": replied}[part]
    found = read(world.raw, ME, RECEIVED)
    assert found is None or found.input == Strange(1, "unreadable")


def test_what_concerns_nobody_here_is_nothing(world: World) -> None:
    message = world.citizen.text("halo")
    update = {"update_id": 5}
    channel = message | {"chat": {"id": -1005, "type": "channel", "title": "Warta"}}
    for raw in (
        update,
        update | {"channel_post": channel},
        update | {"message": channel},
        update | {"edited_channel_post": channel},
        update | {"poll": {"id": "1"}},
        update | {"message": message | {"from": world.api.bot}},
        update | {"message": {**message, "text": None, "pinned_message": message}},
        update | {"message": {**message, "text": None, "new_chat_members": [world.api.bot]}},
        None,
        [],
        "halo",
        {},
    ):
        assert read(raw, ME, RECEIVED) is None, raw


def test_what_is_missing_beside_the_words_does_not_lose_them(world: World) -> None:
    """Some servers leave out what Telegram says it tells; a citizen must not suffer for it."""
    ours = world.citizen.chat.add(world.api.bot, text="Di mana?")
    world.citizen.text("Di pasar", reply_to=ours)
    message = world.raw["message"]
    message["from"] = {"id": world.citizen.id}
    message["reply_to_message"] = {"message_id": 1}
    message["entities"] = [{"type": 5}]
    assert world.read().input == Wrote(2, "Di pasar", replies_to=1)
    world.citizen.photo(caption="Lubang")
    world.raw["message"]["photo"] = [{"file_id": "a", "file_unique_id": "b"}]
    assert world.read().input == Sent(3, NotedFile("photo", "a", "b", "image/jpeg"), "Lubang")
    query = world.citizen.press_data("a:1:b", ours)
    del world.raw["callback_query"]["chat_instance"]
    assert world.read().input == Pressed(1, "a:1:b", query)


def test_a_damaged_message_is_strange_rather_than_lost(world: World) -> None:
    world.citizen.photo()
    world.raw["message"]["photo"] = "hilang"
    assert world.read().input == Strange(1, "photo")
    world.raw["message"]["date"] = "kemarin"
    found = world.read()
    assert found.input == Strange(1, "unreadable")
    assert (found.chat, found.at) == (world.citizen.id, RECEIVED)


def samples() -> list[Json]:
    """One update of every kind."""
    world = World()
    citizen = world.citizen
    first = citizen.text("/start KODE")
    citizen.edit(first, "Lubang")
    citizen.album([JPEG, JPEG + b"2"], "Lubang")
    citizen.voice()
    citizen.document(JPEG)
    citizen.venue("Pasar")
    citizen.contact()
    citizen.sticker()
    citizen.forward("Kata tetangga")
    citizen.text("Halo @TanggapUjiBot", reply_to=first, within=world.group)
    citizen.press_data("a:1:b", citizen.chat.add(world.api.bot, text="Ya?"))
    citizen.block()
    return copy.deepcopy(world.api.updates.every)


SAMPLES = samples()
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=5),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


def places(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Paths to everything inside."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, one in inner for found in [(*path, key), *places(one, (*path, key))]]


@st.composite
def mutilated(draw: st.DrawFn) -> Json:
    """An update with some of its parts gone, or of a wrong kind."""
    raw = copy.deepcopy(draw(st.sampled_from(SAMPLES)))
    for _ in range(draw(st.integers(1, 4))):
        paths = places(raw)
        if not paths:
            break
        *way, last = draw(st.sampled_from(paths))
        inside: Any = raw
        for key in way:
            inside = inside[key]
        if draw(st.booleans()) and isinstance(inside, dict):
            del inside[last]
        else:
            inside[last] = draw(ODD)
    return raw


def test_samples_are_read() -> None:
    assert all(read(raw, ME, RECEIVED) is not None for raw in SAMPLES)


@settings(deadline=None, max_examples=400)
@given(mutilated())
def test_mutilated_updates_raise_nothing_and_what_is_read_is_sound(raw: Json) -> None:
    found = read(raw, ME, RECEIVED)
    if found is None:
        return
    assert msgspec.json.decode(msgspec.json.encode(found), type=Incoming) == found
    assert found.at.tzinfo is not None
    if isinstance(found.input, Pinned):
        assert abs(found.input.latitude) <= 90
        assert abs(found.input.longitude) <= 180
    json.dumps(msgspec.to_builtins(found))


@given(
    st.recursive(ODD, lambda inner: st.dictionaries(st.sampled_from(["message", "from", "chat", "update_id"]), inner))
)
def test_anything_at_all_raises_nothing(raw: object) -> None:
    read(raw, ME, RECEIVED)
