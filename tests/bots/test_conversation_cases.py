"""Conversations about cases that were filed, as a citizen has them."""

from datetime import timedelta

import msgspec
import pytest

from bots.case_buttons import case_button
from bots.case_presses import named
from bots.case_words import CORRECTION, changes, told_in
from bots.draft import Draft, Said, Step
from bots.inputs import Commanded, NotedFile, Pressed, Sent, Wrote
from bots.links import opens
from bots.turns import Case
from complaints.kinds import Status
from tests.bots.chat import TODAY, WRONG, Chat

ONE, TWO, THREE, FOUR = "7KQ4M2XP9TD", "7KQ4M2XP9TE", "7KQ4M2XP9TF", "7KQ4M2XP9TG"
LUBANG = "Lubang besar di Jalan Kartini"


def chat_with(*cases: Case, about: str | None = None, **known: object) -> Chat:
    return Chat(cases=cases, about=about, **known)


def test_several_open_cases_are_offered_those_that_ask_first() -> None:
    closed = Case("7KQ4M2XP9TH", Status.CLOSED)
    cases = [Case(code, Status.IN_PROCESS) for code in (ONE, TWO, THREE)]
    chat = chat_with(closed, *cases, Case(FOUR, Status.WAITING))
    shown = chat.says(LUBANG)
    assert "Ini jawaban untuk pertanyaan petugas tentang aduan 7KQ4-M2XP-9TG?" in shown
    labels = [str(button.label) for button in chat.buttons]
    assert labels[0] == "Ya, kirim sebagai jawaban"
    assert len(labels) == 4
    assert labels[-1] == "Laporan baru"
    chat.says("Ada fotonya juga.")
    chat.presses("Tambahan untuk 7KQ4-M2XP-9TE")
    assert (chat.turn.wish, chat.turn.wish_argument) == ("add", TWO)


def test_yes_means_a_case_only_where_it_is_one() -> None:
    chat = chat_with(Case(ONE, Status.IN_PROCESS), Case(TWO, Status.IN_PROCESS))
    assert "aduan yang mana" in chat.says(LUBANG)
    assert "pilih salah satu" in chat.says("ya")
    assert chat.turn.wish is None


def test_a_reply_leaves_the_half_told_report_alone() -> None:
    chat = chat_with(Case(ONE, Status.WAITING))
    chat.says(LUBANG)
    before = chat.draft
    chat.known["about"] = ONE
    chat.send(Wrote(chat.next(), "Di depan pasar", replies_to=1))
    assert chat.draft == before
    assert chat.turn.act is not None
    assert (chat.turn.act.what, chat.turn.act.code) == ("add", ONE)
    assert [one.text for one in chat.turn.act.said] == ["Di depan pasar"]


@pytest.mark.parametrize("answer", ["Ya", "Terima kasih, sebelah kiri", "Ok, terima kasih"])
def test_an_answer_that_thanks_is_an_answer(answer: str) -> None:
    chat = chat_with(Case(ONE, Status.WAITING), about=ONE)
    chat.send(Wrote(2, answer, replies_to=1))
    assert chat.turn.act is not None


@pytest.mark.parametrize("thanks", ["Terima kasih", "Makasih banyak pak!", "Thank you very much."])
def test_thanks_are_no_answer(thanks: str) -> None:
    chat = chat_with(Case(ONE, Status.WAITING), about=ONE)
    chat.send(Wrote(2, thanks, replies_to=1))
    assert chat.turn.act is None
    assert "Terima kasih kembali" in chat.shown
    assert "Menunggu jawaban Anda" in chat.shown


def test_an_album_in_reply_to_an_answered_case_waits_as_one() -> None:
    chat = chat_with(Case(ONE, Status.RESOLVED), about=ONE)
    for number in range(3):
        file = NotedFile("photo", f"id{number}", f"u{number}", "image/jpeg", 1000)
        chat.send(Sent(chat.next(), file, "Masih berlubang" if number == 2 else "", "x", replies_to=1))
        assert bool(chat.turn.replies) is (number == 0)
        if number == 0:
            button = chat.button("Belum beres, kirim ini")
    chat.presses(button)
    act = chat.turn.act
    assert act is not None
    assert act.what == "dispute"
    assert len(act.files) == 3
    assert chat.draft is None


def test_words_long_after_they_were_asked_for_are_asked_about() -> None:
    chat = chat_with(Case(ONE, Status.RESOLVED))
    chat.send(Pressed(1, case_button("x", "no", ONE).data, "q"))
    assert chat.draft is not None
    assert chat.draft.pending is not None
    old = msgspec.structs.replace(chat.draft.pending, on=TODAY - timedelta(days=2))
    chat.draft = msgspec.structs.replace(chat.draft, pending=old)
    assert "Apakah sudah beres?" in chat.says("Lampu mati di Kartini")
    assert chat.turn.act is None
    chat.presses("Belum beres, kirim ini")
    assert chat.turn.act is not None


def test_photos_alone_are_no_reason() -> None:
    chat = chat_with(Case(ONE, Status.RESOLVED), about=ONE)
    chat.send(Sent(2, NotedFile("photo", "id", "u", "image/jpeg", 1000), replies_to=1))
    assert "Lengkapi" in chat.presses("Belum beres, kirim ini")
    chat.says("Masih berlubang.")
    assert chat.turn.act is not None
    assert (chat.turn.act.what, len(chat.turn.act.files), len(chat.turn.act.said)) == ("dispute", 1, 1)


def test_an_answered_case_that_is_picked_is_asked_about_first() -> None:
    chat = chat_with(Case(ONE, Status.RESOLVED))
    chat.says("Masih berlubang besar di Kartini")
    assert "Apakah sudah beres?" in chat.presses("Tambahan untuk")
    chat.presses("Sudah beres")
    assert chat.turn.act is not None
    assert (chat.turn.act.what, len(chat.turn.act.said)) == ("confirm", 1)


def test_two_things_at_once_wait_for_an_answer() -> None:
    chat = chat_with(Case(ONE, Status.RESOLVED), Case(TWO, Status.CLOSED), about=ONE)
    chat.send(Wrote(2, "Masih berlubang.", replies_to=1))
    chat.known["about"] = TWO
    chat.send(Wrote(4, "Yang ini juga.", replies_to=3))
    assert "belum kami catat" in chat.shown
    chat.presses("Tidak jadi")
    chat.send(Wrote(6, "Yang ini juga.", replies_to=3))
    assert "sudah berakhir" in chat.shown


def test_what_waits_is_corrected_by_an_edit() -> None:
    chat = chat_with(Case(ONE, Status.RESOLVED), about=ONE)
    chat.send(Wrote(2, "Masih berlubamg.", replies_to=1))
    chat.edits(2, "Masih berlubang.")
    chat.presses("Belum beres, kirim ini")
    assert chat.turn.act is not None
    assert [one.text for one in chat.turn.act.said] == ["Masih berlubang."]


def test_what_waits_becomes_part_of_the_report_that_is_being_written() -> None:
    chat = chat_with(Case(ONE, Status.CLOSED))
    chat.says(LUBANG)
    chat.known["about"] = ONE
    chat.send(Wrote(chat.next(), "Ada dua orang jatuh sekali.", replies_to=1))
    chat.presses("Masukkan ke laporan")
    assert chat.draft is not None
    assert chat.draft.text == f"{LUBANG}\nAda dua orang jatuh sekali."
    assert chat.draft.step is Step.WHO
    assert chat.draft.pending is None


def test_a_button_of_the_draft_waits_while_a_case_comes_first() -> None:
    chat = chat_with(Case(ONE, Status.RESOLVED))
    chat.says(LUBANG)
    chat.presses("Laporan baru")
    anonymous = chat.button("Anonim")
    chat.send(Pressed(1, case_button("x", "no", ONE).data, "q"))
    chat.presses(anonymous)
    assert chat.turn.replies[0].toast
    assert "Apa yang belum beres" in chat.shown
    assert "tetap seperti semula" in chat.commands("batal")
    chat.presses("Lanjutkan laporan")
    chat.presses("Anonim")
    assert chat.draft is not None
    assert chat.draft.step is Step.REVIEW


def test_a_place_sent_as_a_reason_is_words_too() -> None:
    chat = chat_with(Case(ONE, Status.RESOLVED))
    chat.send(Pressed(1, case_button("x", "no", ONE).data, "q"))
    chat.pins()
    assert chat.turn.act is not None
    assert "Titik peta -5.39000, 105.26000" in chat.turn.act.said[0].text


@pytest.mark.parametrize("status", [Status.IN_PROCESS, Status.RESOLVED, Status.CLOSED])
def test_words_about_wrongdoing_go_to_the_page(status: Status) -> None:
    chat = chat_with(Case(ONE, status), about=ONE)
    chat.send(Wrote(2, f"Dia minta {WRONG}", replies_to=1))
    assert chat.turn.act is not None
    assert (chat.turn.act.what, chat.turn.act.said, chat.turn.forget) == ("page", (), (2,))
    assert chat.draft is None


def test_a_new_report_said_to_be_one_is_one() -> None:
    chat = chat_with(Case(ONE, Status.RESOLVED))
    chat.send(Pressed(1, case_button("x", "no", ONE).data, "q"))
    chat.send(Commanded(chat.next(), "lapor", LUBANG))
    assert chat.draft is not None
    assert chat.draft.text == LUBANG
    assert chat.draft.pending is None


@pytest.mark.parametrize(
    ("text", "before", "changed"),
    [
        ("Kilometer 3", ["Lubang besar.\nKilometer 3"], False),
        ("Kilometer", ["Lubang besar.\nKilometer 3"], True),
        ("Kilometer 3", ["Kilometer 3", CORRECTION + "Kilometer 8"], True),
        ("Kilometer 8", ["Kilometer 3", CORRECTION + "Kilometer 8"], False),
        ("Kilometer 8", [], True),
    ],
)
def test_what_an_edit_changes(text: str, before: list[str], changed: bool) -> None:
    assert changes(text, before) is changed


def test_the_place_of_an_addition_is_told() -> None:
    assert told_in(Draft(latitude=-5.4, longitude=105.2), True) == "Tempat: titik peta -5.40000, 105.20000"
    draft = Draft(said=(Said(1, "Depan pasar lama"),), address="Depan pasar lama")
    assert told_in(draft, True) == "Depan pasar lama"


def test_codes_that_have_to_be_known() -> None:
    assert named(None, Pressed(1, case_button("x", "yes", ONE).data, "q")) == (ONE,)
    assert named(None, Commanded(1, "status", "7kq4-m2xp-9td")) == (ONE,)
    assert named(None, Pressed(1, "x:1:area:18.71", "q")) == ()


@pytest.mark.parametrize(
    ("address", "does"),
    [
        ("https://aduan.example.go.id/lacak/x", True),
        ("http://localhost:8000/x", False),
        ("", False),
        ("ftp://a.b", False),
    ],
)
def test_where_a_button_may_lead(address: str, does: bool) -> None:
    assert opens(address) is does
