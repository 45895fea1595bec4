"""Any sequence of whatever can be sent leads to a legal draft or a wish, and to an answer."""

from datetime import date
from typing import Any, get_args

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bots.answers import meant
from bots.case_buttons import CaseChoice, case_button
from bots.case_presses import reported
from bots.case_talk import failed, for_case, text_for_case
from bots.conversation import Near, Turn, refused, talk
from bots.draft import Draft, Said, Step
from bots.hearing import FILE_LIMIT, TEXT_LIMIT, heard, readable
from bots.inputs import AnyInput, Commanded, NotedFile, Pinned, Pressed, Sent, Shared, Strange, Wrote
from bots.replies import Reply
from bots.turns import Case, Known
from complaints.kinds import Status
from foundation.language import LANGUAGES
from routing.advice import Reading
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
CODES = ("7KQ4M2XP9TD", "7KQ4M2XP9TE", "7KQ4M2XP9TF", "7KQ4M2XP9TG")
CASE = st.builds(
    Case,
    st.sampled_from(CODES[:3]),
    st.sampled_from((*Status, *(Status.RESOLVED,) * 4, *(Status.CLOSED,) * 2, *(Status.WAITING,) * 2)),
    st.sampled_from((True, True, False)),
    st.sampled_from((0, 0, 1)),
    st.booleans(),
    page=st.sampled_from(("", "http://localhost/x", "https://uji.example/lacak/x")),
    withheld=st.sampled_from((False, False, False, True)),
)
FORGED = (
    *("case:dispute", "case:settled", "case:report", "case:add", "case:never", "case:x", "resume", "add:7KQ4M2XP9TD"),
    *("send", "add:7", "new", "here", "link", "drop:999", "drop:²", "area:x"),
    *("photo", "none", "named", "back", "anew", "skip", "phone", "name"),
)
COMMANDS = ("batal", "bantuan", "status", "aduan", "kabar", "bahasa", "hapus_data", "start", "lapor", "help", "apa")
KNOWN = st.fixed_dictionaries(
    {
        "areas": st.sampled_from(((), AREAS)),
        "near": st.sampled_from(((), (Near("7KQ4M2XP9TD", "b" * 160, 3), Near("7KQ4M2XP9TE", "Lubang", 0)))),
        "emergency": st.sampled_from(((), (("112", "Darurat"),) * 9)),
        "name": st.sampled_from((None, "", "Sari", "n" * 128)),
        "cases": st.lists(CASE, max_size=4, unique_by=lambda case: case.code).map(tuple),
        "about": st.sampled_from((None, None, *CODES)),
        "officer": st.booleans(),
        "photo_place": st.sampled_from((None, (-5.4, 105.2))),
    }
)


OF_CASE = "0" * 16 + ":"
"""Begins the data of buttons that belong to no draft."""


def told_of(draft: Draft | None) -> tuple[object, ...]:
    """What was told in the draft, whatever is asked about a case meanwhile."""
    one = draft or Draft()
    return one.said, one.files, one.step, one.address, one.area, one.latitude, one.happened_on, one.visibility


def cancels(sent: AnyInput) -> bool:
    """Whether it ends what is pending, being a command or words that stand for one."""
    if isinstance(sent, Wrote):
        return not sent.edited and not sent.forwarded and meant(None, readable(sent.text)) is not None
    return isinstance(sent, Commanded)


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
        self.before: Draft | None = None
        self.seen = Known(Reading("test"), TODAY)

    @initialize(known=KNOWN)
    def begin(self, known: dict[str, Any]) -> None:
        self.known = known

    def given(self, sent: AnyInput) -> Known:
        known = Known(Reading("test"), TODAY, **self.known)
        if isinstance(sent, Commanded) and sent.name == "lapor" and sent.argument:
            sent = Wrote(sent.message, sent.argument)
            told = heard(self.draft, sent).draft
        elif for_case(self.draft, sent, known.case(known.about) is not None):
            told = Draft(said=(Said(1, text_for_case(self.draft, sent)),))
        else:
            told = reported(self.draft, sent) or heard(self.draft, sent).draft
        return msgspec.structs.replace(known, reading=read(told))

    def send(self, sent: AnyInput) -> None:
        before, known = self.draft, self.given(sent)
        self.before, self.seen = before, known
        self.turn = talk(before, sent, known)
        self.draft = self.turn.draft
        self.acted(before, sent, known)
        self.past.append(sent)
        shown = (*self.turn.replies, *self.turn.then)
        self.pressables += [b.data for reply in shown for row in reply.buttons for b in row if b.data]
        on_case = isinstance(sent, Pressed) and sent.data.startswith(OF_CASE)
        if isinstance(sent, Pressed) and before and not sent.data.startswith(f"{before.id.hex[-16:]}:{before.turn}:"):
            assert told_of(self.draft) == told_of(before)
            assert on_case or self.draft == before
        self.believe(before, sent, known)
        self.answered(before, sent)

    def acted(self, before: Draft | None, sent: AnyInput, known: Known) -> None:
        """Nothing is done to a case that is not told of here, is another's, or has moved on; no word is lost."""
        act, pending = self.turn.act, before.pending if before else None
        if pending is not None and not cancels(sent) and not getattr(sent, "data", "").endswith("case:never"):
            held = self.draft.pending if self.draft else None
            somewhere = (*(act.said if act else ()), *(held.said if held else ()), *(self.draft or Draft()).said)
            full = sum(len(one.text) for one in (*(before or Draft()).said, *pending.said)) > TEXT_LIMIT - 50
            kept = {one.message for one in somewhere} | set(self.turn.forget)
            assert full or {one.message for one in pending.said} <= kept
        if act is None or act.what in ("take", "again"):
            assert act is None or act.what == "again" or known.officer
            return
        case = known.case(act.code)
        assert case is not None
        assert case.own or act.what in ("stop", "correct", "page")
        assert WRONG not in " ".join(one.text for one in act.said).split()
        assert act.what == "correct" or not (case.withheld and act.said and isinstance(sent, Wrote | Sent))
        assert act.what not in ("confirm", "dispute") or case.status is Status.RESOLVED
        assert act.what not in ("add", "transcript", "right", "wrong") or case.open
        assert act.what != "dispute" or act.said or any(one.file.kind in ("voice", "audio") for one in act.files)
        assert act.what != "add" or act.said or act.files
        assert act.what != "rate" or (case.status is Status.CLOSED and not case.rated and act.value in "12345")
        if isinstance(sent, Pressed) and act.what == "confirm" and sent.data.startswith(OF_CASE):
            assert sent.data.startswith(f"{OF_CASE}{case.disputes}:")

    def believe(self, before: Draft | None, sent: AnyInput, given: Known) -> None:
        """What the draft has to hold now, said without the conversation's own code."""
        pending = before.pending if before else None
        if for_case(before, sent, given.case(given.about) is not None) and not cancels(sent):
            assert told_of(self.draft) == told_of(before)
            return
        if before is not None and pending is None and self.draft and self.draft.pending and not self.draft.said:
            self.words = {}  # all of it turned out to be for a case
        if self.draft is None or self.draft.step is Step.SEALED or (before and before.step is Step.SEALED):
            self.words = {}
            if before and before.step is Step.SEALED and self.draft and self.draft.step is not Step.SEALED:
                waited = {one.message: one.text for one in pending.said} if pending else {}
                assert all(waited[one.message] == one.text for one in self.draft.said)
                self.words = {one.message: one.text for one in self.draft.said}
            return
        if pending and isinstance(sent, Pressed) and sent.data.endswith("case:report") and not self.draft.pending:
            for one in pending.said:
                if len("\n".join({**self.words, one.message: one.text}.values())) <= TEXT_LIMIT:
                    self.words[one.message] = one.text
            return
        text = sent.text if isinstance(sent, Wrote) else sent.caption if isinstance(sent, Sent) else None
        if isinstance(sent, Commanded) and sent.name == "lapor":
            text = "" if pending and pending.holds else sent.argument
        if isinstance(sent, Pressed) and sent.data.endswith(":anew") and not self.draft.said:
            self.words = {}
        if not text or not readable(text):
            return
        if before and before.pending and before.blank:
            before = None
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
        quiet = False
        if isinstance(sent, Sent) and before is not None and sent.album is not None:
            quiet = sent.album in (before.album, before.pending.album if before.pending else None)
        assert self.turn.replies or self.turn.wish or self.turn.act or quiet

    @rule(text=TEXT, forwarded=st.booleans(), replies_to=st.sampled_from((None, None, 1)))
    def write(self, text: str, forwarded: bool, replies_to: int | None) -> None:
        self.message += 1
        self.send(Wrote(self.message, text, forwarded=forwarded, replies_to=replies_to))

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
        replies_to=st.sampled_from((None, None, 1)),
    )
    def send_file(
        self,
        kind: Any,
        unique: str,
        album: str | None,
        caption: str,
        size: int,
        edited: bool,
        replies_to: int | None,
    ) -> None:
        self.message += not edited
        file = NotedFile(kind, unique, unique, "image/png" if kind == "document" else "", size)
        self.send(Sent(max(1, self.message), file, caption, album, edited, replies_to))

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
        data = [b.data for reply in self.turn.replies for row in reply.buttons for b in row if b.data] or [""]
        self.send(Pressed(self.message, data[number % len(data)], "q"))

    @precondition(lambda self: self.pressables)
    @rule(number=st.integers(0, 999))
    def press_any(self, number: int) -> None:
        self.send(Pressed(self.message, self.pressables[number % len(self.pressables)], "q"))

    @rule(data=st.one_of(st.text(max_size=64), st.sampled_from(("0:0:erase", "x:1:send"))))
    def press_nonsense(self, data: str) -> None:
        self.send(Pressed(self.message, data, "q"))

    @rule(
        choice=st.sampled_from(get_args(CaseChoice)),
        code=st.sampled_from(CODES),
        disputes=st.sampled_from((0, 0, 1, 2)),
        value=st.sampled_from(("", "0", "1", "5", "6", "x", "0123456789abcdef")),
    )
    def press_on_case(self, choice: CaseChoice, code: str, disputes: int, value: str) -> None:
        self.send(Pressed(self.message, case_button("x", choice, code, disputes, value).data, "q"))

    @precondition(lambda self: self.known.get("cases"))
    @rule(choice=st.sampled_from(get_args(CaseChoice)), number=st.integers(0, 3), score=st.sampled_from("12345"))
    def press_fresh(self, choice: CaseChoice, number: int, score: str) -> None:
        case = self.known["cases"][number % len(self.known["cases"])]
        value = score if choice == "rate" else ""
        self.send(Pressed(self.message, case_button("x", choice, case.code, case.disputes, value).data, "q"))

    @precondition(lambda self: self.known.get("cases"))
    @rule(text=TEXT, number=st.integers(0, 3))
    def reply(self, text: str, number: int) -> None:
        case = self.known["cases"][number % len(self.known["cases"])]
        self.known = {**self.known, "about": case.code}
        self.write(text, False, 1)

    @precondition(lambda self: self.turn.act)
    @rule()
    def the_act_fails(self) -> None:
        """The case has moved on between reading and doing: all that was told waits, or is said to be sent again."""
        act, before = self.turn.act, self.before
        assert act
        self.turn = failed(before, act, "Tidak dapat.", self.seen)
        self.draft = self.turn.draft
        assert self.turn.replies
        assert told_of(self.draft) == told_of(before) or (before and before.pending is None)
        self.words = {one.message: one.text for one in self.draft.said} if self.draft else {}
        if act.said and self.draft and self.draft.pending:
            held = {one.message for one in self.draft.pending.said}
            assert {one.message for one in act.said} <= held or (before and before.pending and before.pending.holds)

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
        if draft.pending is not None:
            assert WRONG not in " ".join(one.text for one in draft.pending.said).split()
            assert sum(len(one.text) for one in draft.pending.said) <= TEXT_LIMIT
            assert len(draft.pending.files) <= 10
            assert self.turn.wish not in ("file", "add", "join")
        assert len({one.file.unique for one in draft.files}) == len(draft.files) <= 10
        assert draft.happened_on is None or date(1990, 1, 1) < draft.happened_on <= TODAY
        assert (draft.latitude is None) == (draft.longitude is None)

    @invariant()
    def what_is_said_can_be_sent(self) -> None:
        for reply in (*self.turn.replies, *self.turn.then):
            for language in LANGUAGES:
                words = said(reply, language)
                assert words.strip()
                assert len(words) <= (200 if reply.toast else 4096)
            assert not (reply.asks_place and reply.asks_phone)
            for row in reply.buttons:
                assert 0 < len(row) <= 5
                for button in row:
                    assert 0 < len(button.label) <= 64
                    assert len(button.data.encode()) <= 64
                    assert bool(button.data) is not button.url.startswith("https://uji.example/")
        assert sum(bool(reply.toast) for reply in self.turn.replies) <= 1

    @invariant()
    def batal_and_bantuan_work_from_here(self) -> None:
        cancelled = talk(self.draft, Commanded(0, "batal"), self.given(Commanded(0, "batal")))
        assert cancelled.replies
        if self.draft and self.draft.pending:
            assert told_of(cancelled.draft) == told_of(self.draft)
            assert cancelled.draft is None or cancelled.draft.pending is None
            cancelled = talk(cancelled.draft, Commanded(0, "batal"), self.given(Commanded(0, "batal")))
        assert cancelled.draft is None
        assert cancelled.replies
        helped = talk(self.draft, Commanded(0, "bantuan"), self.given(Commanded(0, "bantuan")))
        assert helped.draft == self.draft
        assert helped.replies


TestConversation = Conversation.TestCase
TestConversation.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
