"""Any sequence of whatever can be sent leads to a legal draft or a wish, and to an answer."""

from datetime import date
from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bots.answers import meant
from bots.conversation import Near, Turn, refused, talk
from bots.draft import Draft, Step
from bots.hearing import FILE_LIMIT, TEXT_LIMIT, heard, readable
from bots.inputs import AnyInput, Commanded, NotedFile, Pinned, Pressed, Sent, Shared, Strange, Wrote
from bots.replies import Reply
from bots.turns import Known
from foundation.language import LANGUAGES
from tests.bots.chat import AREAS, DANGER, TODAY, WRONG, read, said

SHORT = st.sampled_from(
    (
        *("Lubang besar", "Kartini", "Rajabasa", "pencurian", "kemarin", "12/3", "depan pasar", "halo", "Budi"),
        *("0812 3456 7890", "lewati", "batal", "bantuan", "kirim", "anonim", "rahasia", "terbuka", "baru", "tambahan"),
        *(f"ada yang {DANGER}", f"minta {WRONG}", "Kembali", "Skip", "Lewati", ".", "", "\x00", "batal\nlubang"),
        "terima kasih",
    )
)
TEXT = st.one_of(
    SHORT, st.text(max_size=40), st.builds(str.__mul__, st.sampled_from(("lubang ", "é&<")), st.integers(1, 2200))
)
FORGED = (
    *("send", "add:7", "new", "here", "link", "drop:999", "drop:²", "area:x"),
    *("photo", "none", "named", "back", "anew", "skip", "phone", "name"),
)
COMMANDS = ("batal", "bantuan", "status", "aduan", "bahasa", "hapus_data", "start", "lapor", "help", "apa")
KNOWN = st.fixed_dictionaries(
    {
        "areas": st.sampled_from(((), AREAS)),
        "near": st.sampled_from(((), (Near("7KQ4M2XP9TD", "b" * 160, 3), Near("7KQ4M2XP9TE", "Lubang", 0)))),
        "emergency": st.sampled_from(((), (("112", "Darurat"),) * 9)),
        "name": st.sampled_from((None, "", "Sari", "n" * 128)),
        "open_case": st.sampled_from((None, "7KQ4M2XP9TD")),
        "photo_place": st.sampled_from((None, (-5.4, 105.2))),
    }
)


class Conversation(RuleBasedStateMachine):
    """The model is what must be in the draft: the words of each message that was taken."""

    def __init__(self) -> None:
        super().__init__()
        self.draft: Draft | None = None
        self.turn = Turn(None, (Reply(("-",)),))
        self.known: dict[str, Any] = {}
        self.words: dict[int, str] = {}
        self.message = 0
        self.pressables: list[str] = []
        self.past: list[AnyInput] = []

    @initialize(known=KNOWN)
    def begin(self, known: dict[str, Any]) -> None:
        self.known = known

    def given(self, sent: AnyInput) -> Known:
        return Known(read(heard(self.draft, sent).draft), TODAY, **self.known)

    def send(self, sent: AnyInput) -> None:
        before = self.draft
        self.turn = talk(before, sent, self.given(sent))
        self.draft = self.turn.draft
        self.past.append(sent)
        self.pressables += [b.data for reply in self.turn.replies for row in reply.buttons for b in row if b.data]
        if isinstance(sent, Pressed) and before and not sent.data.startswith(f"{before.id.hex[-16:]}:{before.turn}:"):
            assert self.draft == before
        self.believe(before, sent)
        self.answered(before, sent)

    def believe(self, before: Draft | None, sent: AnyInput) -> None:
        """What the draft has to hold now, said without the conversation's own code."""
        if self.draft is None or self.draft.step is Step.SEALED or (before and before.step is Step.SEALED):
            self.words = {}
            if before and before.step is Step.SEALED and self.draft and self.draft.step is not Step.SEALED:
                assert not self.draft.said
            return
        text = sent.text if isinstance(sent, Wrote) else sent.caption if isinstance(sent, Sent) else None
        if isinstance(sent, Commanded) and sent.name == "lapor":
            text = sent.argument
        if isinstance(sent, Pressed) and sent.data.endswith(":anew") and not self.draft.said:
            self.words = {}
        if not text or not readable(text):
            return
        edited = getattr(sent, "edited", False)
        known = sent.message in self.words
        if known and not edited:
            return
        if edited and not known and isinstance(sent, Wrote) and before and sent.message <= before.latest:
            return
        step = before.step if before else None
        answer = not isinstance(sent, Sent) and not edited and not getattr(sent, "forwarded", False)
        if answer and (step in (Step.NAME, Step.PHONE) or meant(step, text)):
            return
        if len("\n".join({**self.words, sent.message: readable(text)}.values())) > TEXT_LIMIT:
            return
        self.words[sent.message] = readable(text)

    def answered(self, before: Draft | None, sent: AnyInput) -> None:
        """Nothing is met with silence but further files of one album."""
        quiet = isinstance(sent, Sent) and before is not None and sent.album is not None and sent.album == before.album
        assert self.turn.replies or self.turn.wish or quiet

    @rule(text=TEXT, forwarded=st.booleans())
    def write(self, text: str, forwarded: bool) -> None:
        self.message += 1
        self.send(Wrote(self.message, text, forwarded=forwarded))

    @rule(text=TEXT, back=st.integers(0, 4))
    def edit(self, text: str, back: int) -> None:
        self.send(Wrote(max(1, self.message - back), text, edited=True))

    @rule(
        kind=st.sampled_from(("photo", "video", "voice", "document", "audio")),
        unique=st.sampled_from("abcdefghij"),
        album=st.sampled_from((None, None, "x", "y")),
        caption=st.one_of(st.just(""), TEXT),
        size=st.sampled_from((0, 1000, FILE_LIMIT, FILE_LIMIT + 1)),
        edited=st.booleans(),
    )
    def send_file(self, kind: Any, unique: str, album: str | None, caption: str, size: int, edited: bool) -> None:
        self.message += not edited
        file = NotedFile(kind, unique, unique, "image/png" if kind == "document" else "", size)
        self.send(Sent(max(1, self.message), file, caption, album, edited))

    @rule(name=st.one_of(st.just(""), TEXT))
    def pin(self, name: str) -> None:
        self.message += 1
        self.send(Pinned(self.message, -5.4, 105.3, name))

    @rule(own=st.booleans())
    def share(self, own: bool) -> None:
        self.message += 1
        self.send(Shared(self.message, "+6281234567890", own))

    @rule(kind=st.sampled_from(("sticker", "poll")))
    def strange(self, kind: str) -> None:
        self.message += 1
        self.send(Strange(self.message, kind))

    @rule(name=st.sampled_from(COMMANDS), argument=st.one_of(st.just(""), TEXT))
    def command(self, name: str, argument: str) -> None:
        self.message += 1
        self.send(Commanded(self.message, name, argument))

    @precondition(lambda self: self.turn.replies and any(reply.buttons for reply in self.turn.replies))
    @rule(number=st.integers(0, 30))
    def press(self, number: int) -> None:
        data = [b.data for reply in self.turn.replies for row in reply.buttons for b in row]
        self.send(Pressed(self.message, data[number % len(data)], "q"))

    @precondition(lambda self: self.pressables)
    @rule(number=st.integers(0, 999))
    def press_any(self, number: int) -> None:
        self.send(Pressed(self.message, self.pressables[number % len(self.pressables)], "q"))

    @rule(data=st.one_of(st.text(max_size=64), st.sampled_from(("0:0:erase", "x:1:send"))))
    def press_nonsense(self, data: str) -> None:
        self.send(Pressed(self.message, data, "q"))

    @precondition(lambda self: self.draft)
    @rule(choice=st.sampled_from(FORGED))
    def forge(self, choice: str) -> None:
        assert self.draft
        self.send(Pressed(self.message, f"{self.draft.id.hex[-16:]}:{self.draft.turn}:{choice}", "q"))

    @precondition(lambda self: self.past)
    @rule(number=st.integers(0, 99))
    def repeat(self, number: int) -> None:
        self.send(self.past[-1 - number % min(5, len(self.past))])

    @rule(known=KNOWN)
    def know_otherwise(self, known: dict[str, Any]) -> None:
        self.known = known

    @precondition(lambda self: self.draft and self.turn.wish in ("file", "add", "join"))
    @rule(field=st.sampled_from(("place", "address", "area", "text", "happened_on", "name", "phone", "", "topic")))
    def refuse(self, field: str) -> None:
        assert self.draft
        self.turn = refused(self.draft, {field: "Salah."}, self.given(Strange(0, "")))
        self.draft = self.turn.draft
        assert self.turn.replies

    @precondition(lambda self: self.draft and self.turn.wish in ("file", "add", "join"))
    @rule()
    def filed(self) -> None:
        assert self.draft
        self.draft, self.words = None, {}
        self.turn = Turn(None)

    @invariant()
    def what_was_said_is_kept(self) -> None:
        if self.draft is None:
            return
        assert {one.message: one.text for one in self.draft.said} == self.words
        assert all(one.text in self.draft.text for one in self.draft.said)
        assert len(self.draft.text) <= TEXT_LIMIT

    @invariant()
    def the_draft_is_legal(self) -> None:
        if self.draft is None:
            return
        draft = self.draft
        assert msgspec.json.decode(msgspec.json.encode(draft), type=Draft) == draft
        assert draft.step is not Step.SEALED or (not draft.said and not draft.files and not draft.address)
        assert draft.step is not Step.REVIEW or (draft.told and draft.visibility)
        assert self.turn.wish != "file" or (draft.told and draft.visibility and draft.step is Step.REVIEW)
        assert WRONG not in draft.text.split()
        assert len({one.file.unique for one in draft.files}) == len(draft.files) <= 10
        assert draft.happened_on is None or date(1990, 1, 1) < draft.happened_on <= TODAY
        assert (draft.latitude is None) == (draft.longitude is None)

    @invariant()
    def what_is_said_can_be_sent(self) -> None:
        for reply in self.turn.replies:
            for language in LANGUAGES:
                words = said(reply, language)
                assert words.strip()
                assert len(words) <= (200 if reply.toast else 4096)
            assert not (reply.asks_place and reply.asks_phone)
            for row in reply.buttons:
                assert 0 < len(row) <= 3
                for button in row:
                    assert 0 < len(button.label) <= 64
                    assert len(button.data.encode()) <= 64
        assert sum(bool(reply.toast) for reply in self.turn.replies) <= 1

    @invariant()
    def batal_and_bantuan_work_from_here(self) -> None:
        cancelled = talk(self.draft, Commanded(0, "batal"), self.given(Commanded(0, "batal")))
        assert cancelled.draft is None
        assert cancelled.replies
        helped = talk(self.draft, Commanded(0, "bantuan"), self.given(Commanded(0, "bantuan")))
        assert helped.draft == self.draft
        assert helped.replies


TestConversation = Conversation.TestCase
TestConversation.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
