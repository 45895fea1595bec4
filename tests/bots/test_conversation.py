"""Whole conversations, as a citizen has them."""

from datetime import date

import pytest

from bots import hearing
from bots.conversation import Known, Near, refused
from bots.draft import Draft, Step
from bots.inputs import NotedFile, Pressed, Sent
from bots.turns import Case
from complaints.attachments import PHOTOS_A_FORM
from complaints.kinds import Status, Visibility
from complaints.report import TEXT_LIMIT
from routing.advice import Reading
from tests.bots.chat import TODAY, Chat

LUBANG = "Lubang besar di Jalan Kartini"


def drafted(chat: Chat) -> Draft:
    assert chat.draft is not None
    return chat.draft


def reviewed(text: str = LUBANG) -> Chat:
    chat = Chat()
    chat.says(text)
    chat.presses("Anonim")
    assert drafted(chat).step is Step.REVIEW
    return chat


def test_everything_in_the_first_message_needs_two_buttons() -> None:
    chat = Chat()
    assert "Lokasi: Kartini (dari tulisan Anda)." in chat.says(LUBANG)
    shown = chat.presses("Terbuka, nama Sari")
    assert LUBANG in shown
    assert "Nama: Sari" in shown
    chat.presses("Kirim laporan")
    assert chat.turn.wish == "file"
    assert drafted(chat).text == LUBANG
    assert drafted(chat).visibility is Visibility.PUBLIC


def test_a_photo_first_then_words_then_the_phones_location() -> None:
    chat = Chat()
    assert "satu kalimat" in chat.photo()
    assert "Di mana" in chat.says("Lubang besar sekali")
    assert chat.turn.replies[0].asks_place
    assert "Siapa yang boleh membaca" in chat.pins()
    shown = chat.presses("Anonim")
    assert "titik peta -5.39000, 105.26000" in shown
    assert "Berkas: 1" in shown
    assert drafted(chat).name is None


def test_a_voice_note_alone_is_complete_and_nothing_has_to_be_typed() -> None:
    chat = Chat()
    chat.send(Sent(2, NotedFile("voice", "v", "v", "audio/ogg", 9000, 12)))
    assert "Siapa yang boleh membaca" in chat.shown
    assert "Pesan suara: 1" in chat.presses("Anonim")
    chat.presses("Kirim laporan")
    assert chat.turn.wish == "file"


@pytest.mark.parametrize("skip", ["lewati", "Lewati", "skip", "tidak tahu"])
def test_where_may_be_skipped_in_words(skip: str) -> None:
    chat = Chat()
    chat.says("Lubang besar sekali")
    assert "Siapa yang boleh membaca" in chat.says(skip)
    assert drafted(chat).text == "Lubang besar sekali"


def test_where_may_be_answered_by_an_area_or_in_words() -> None:
    chat = Chat()
    chat.says("Lubang besar sekali")
    chat.says("Rajabasa")
    assert drafted(chat).area == "18.71.02"
    other = Chat()
    other.says("Lubang besar sekali")
    other.says("depan warung Bu Siti")
    assert drafted(other).address == "depan warung Bu Siti"
    assert "depan warung Bu Siti" in drafted(other).text


@pytest.mark.parametrize(
    ("answer", "day"),
    [
        ("kemarin", date(2026, 3, 12)),
        ("12/3", date(2026, 3, 12)),
        ("14 maret", date(2025, 3, 14)),
        ("Selasa, 10-03-2026", date(2026, 3, 10)),
        ("3 hari yang lalu", date(2026, 3, 10)),
        ("31 Februari", None),
        ("waktu hujan", None),
    ],
)
def test_when_is_read_from_words_and_asked_once(answer: str, day: date | None) -> None:
    chat = Chat()
    assert "Kapan" in chat.says("Ada pencurian di Jalan Kartini")
    assert "Siapa yang boleh membaca" in chat.says(answer)
    assert drafted(chat).happened_on == day
    assert answer in drafted(chat).text


def test_an_edit_corrects_words_address_and_day() -> None:
    chat = Chat()
    chat.says("pencurian motor")
    chat.says("depan pasar lama")
    chat.says("kemarin")
    chat.edits(2, "pencurian sepeda motor")
    chat.edits(4, "depan pasar baru")
    chat.edits(6, "hari ini")
    draft = drafted(chat)
    assert draft.text == "pencurian sepeda motor\ndepan pasar baru\nhari ini"
    assert draft.address == "depan pasar baru"
    assert draft.happened_on == TODAY


def test_an_edited_name_never_becomes_part_of_the_story() -> None:
    chat = Chat()
    chat.says(LUBANG)
    chat.presses("tulis nama lain")
    chat.says("Budi")
    assert "tidak ada di laporan" in chat.edits(chat.message, "Budi Santoso")
    assert drafted(chat).text == LUBANG
    assert drafted(chat).name == "Budi"


def test_an_album_is_answered_once_whatever_its_order() -> None:
    chat = Chat()
    chat.photo("a", caption="Lubang di Kartini", album="x")
    for unique in ("b", "c"):
        chat.photo(unique, album="x", caption="Sebelah kiri" if unique == "c" else "")
        assert not chat.turn.replies
    assert len(drafted(chat).files) == 3
    assert "Siapa yang boleh membaca" in chat.says("Sudah seminggu")


def test_words_that_come_late_in_an_album_answer_what_was_asked_under_its_first_picture() -> None:
    chat = Chat()
    assert "Ceritakan" in chat.photo("a", album="x")
    assert not chat.photo("b", album="x")
    assert "Siapa yang boleh membaca" in chat.photo("c", album="x", caption="Lubang di Kartini")
    assert not chat.photo("d", album="x")
    assert len(drafted(chat).files) == 4


def test_too_many_photos_are_said_once_an_album() -> None:
    chat = Chat()
    answers = [chat.photo(str(number), album="x") for number in range(13)]
    assert [number for number, one in enumerate(answers) if one] == [0, 10]
    assert "paling banyak 10 foto" in answers[10]
    assert len(drafted(chat).files) == 10
    assert "Tidak ikut karena terlalu banyak: 3 berkas" in (chat.says(LUBANG), chat.presses("Anonim"))[1]


def test_a_file_too_big_keeps_its_words() -> None:
    chat = Chat()
    assert "20 MB" in chat.photo("big", LUBANG, size=20_000_001)
    assert drafted(chat).text == LUBANG
    assert not drafted(chat).files


def test_danger_comes_first_and_once() -> None:
    chat = Chat()
    shown = chat.says("Ada orang tertimbun longsor di Kartini")
    assert shown.startswith("Bila ada yang terancam jiwanya sekarang, telepon dulu:\n112 (Darurat)")
    assert drafted(chat).danger
    assert "112" not in chat.says("Cepat sekali")


@pytest.mark.parametrize("words", ["Petugas minta pungli di kantor", "Dia menyalahgunakan wewenang sekali"])
def test_words_about_wrongdoing_stay_neither_in_chat_nor_draft(words: str) -> None:
    chat = Chat()
    chat.photo()
    assert "tidak disandikan" in chat.says(words)
    assert chat.turn.wish == "sealed_link"
    assert chat.turn.forget == (2, 4)
    assert drafted(chat).step is Step.SEALED
    assert not drafted(chat).said
    assert not drafted(chat).files
    chat.says("Kejadiannya kemarin di loket tiga")
    assert chat.turn.forget == (6,)
    assert not drafted(chat).said
    chat.presses("Laporkan hal lain")
    chat.says(LUBANG)
    assert drafted(chat).text == LUBANG


def test_confidential_leads_to_the_web_and_leaves_nothing() -> None:
    chat = Chat()
    chat.says(LUBANG)
    old = drafted(chat).id
    chat.presses("Rahasia")
    assert chat.turn.wish == "sealed_link"
    assert drafted(chat).id != old
    assert not drafted(chat).text
    chat.presses("Minta tautan baru")
    assert chat.turn.wish == "sealed_link"


def test_old_buttons_never_act() -> None:
    chat = Chat()
    chat.says(LUBANG)
    old = chat.button("Anonim")
    chat.presses("Terbuka, nama Sari")
    before = chat.draft
    shown = chat.presses(old)
    assert chat.turn.replies[0].toast == "q"
    assert "Tombol ini sudah lama." in shown
    assert "Laporan Anda. Sudah benar?" in shown
    assert chat.draft == before
    chat.commands("batal")
    chat.says("Sampah di Kartini")
    chat.presses(old)
    assert drafted(chat).visibility is None


def test_likely_duplicates_come_once_before_the_draft_is_shown() -> None:
    chat = Chat(near=(Near("7KQ4M2XP9TD", "Lubang di Kartini", 3),))
    chat.says(LUBANG)
    assert "“Lubang di Kartini”, 3 warga" in chat.presses("Anonim")
    join = chat.button("Ikut melaporkan 1")
    chat.presses("berbeda")
    assert "Sudah benar?" in chat.shown
    chat.presses("Kirim laporan")
    assert chat.turn.wish == "file"
    again = Chat(near=chat.known["near"])
    again.says(LUBANG)
    again.presses("Anonim")
    again.presses("Ikut melaporkan 1")
    assert (again.turn.wish, again.turn.wish_argument) == ("join", "7KQ4M2XP9TD")
    assert join.data != again.button


def test_every_part_can_be_changed() -> None:
    chat = reviewed()
    chat.presses("Ubah cerita")
    chat.presses("Tulis ulang")
    chat.says("Lampu mati di Kartini")
    assert drafted(chat).text == "Lampu mati di Kartini"
    chat.presses("Ubah tempat")
    chat.pins()
    assert drafted(chat).latitude == -5.39
    chat.presses("Ubah tempat")
    chat.says("depan masjid")
    assert (drafted(chat).latitude, drafted(chat).address) == (None, "depan masjid")
    chat.presses("Ubah waktu")
    chat.presses("Kemarin")
    assert drafted(chat).happened_on == date(2026, 3, 12)
    chat.presses("Ubah nama")
    chat.presses("Tambah nomor HP")
    assert chat.turn.replies[0].asks_phone
    chat.shares("+6281200000000")
    assert drafted(chat).phone == "+6281200000000"
    chat.presses("Ubah nama")
    chat.presses("tulis nama lain")
    chat.says("Budi")
    assert (drafted(chat).name, drafted(chat).visibility) == ("Budi", Visibility.PUBLIC)
    chat.photo("a")
    chat.photo("b")
    chat.presses("Ubah foto")
    chat.presses("Hapus foto 1")
    assert [one.file.unique for one in drafted(chat).files] == ["b"]
    chat.presses("Kembali")
    chat.presses("Batalkan")
    assert chat.draft is None
    assert chat.turn.wish == "cancel"


def test_words_with_one_open_case_are_an_addition_or_a_new_report() -> None:
    chat = Chat(cases=(Case("7KQ4M2XP9TD", Status.FORWARDED),))
    assert "7KQ4-M2XP-9TD" in chat.says("Lubang makin besar di Kartini")
    chat.presses("Tambahan untuk")
    assert (chat.turn.wish, chat.turn.wish_argument) == ("add", "7KQ4M2XP9TD")
    assert drafted(chat).text == "Lubang makin besar di Kartini"
    other = Chat(cases=(Case("7KQ4M2XP9TD", Status.FORWARDED),))
    other.says(LUBANG)
    assert "Siapa yang boleh membaca" in other.presses("Laporan baru")


def test_thanks_is_no_report() -> None:
    chat = Chat(cases=(Case("7KQ4M2XP9TD", Status.FORWARDED),))
    assert "Terima kasih kembali" in chat.says("Terima kasih")
    assert chat.draft is None


def test_commands_work_from_every_state() -> None:
    chat = Chat()
    assert "Halo" in chat.commands("start")
    chat.commands("start", "TOKEN")
    assert (chat.turn.wish, chat.turn.wish_argument) == ("start", "TOKEN")
    chat.commands("bahasa")
    chat.presses("English")
    assert (chat.turn.wish, chat.turn.wish_argument) == ("language", "en")
    chat.says(LUBANG)
    before = chat.draft
    chat.commands("bantuan")
    assert chat.draft == before
    assert "Siapa yang boleh membaca" in chat.shown
    chat.commands("hapus_data")
    chat.presses("Tidak jadi")
    assert chat.draft == before
    chat.commands("hapus_data")
    chat.presses("Ya, hapus")
    assert chat.turn.wish == "erase"
    assert "tidak kami kenal" in chat.commands("xyz")
    for name, wish in (("status", "status"), ("aduan", "mine"), ("batal", "cancel")):
        chat.commands(name)
        assert chat.turn.wish == wish
    assert chat.draft is None


def test_a_word_too_many_is_said_and_the_rest_kept() -> None:
    chat = Chat()
    chat.says(LUBANG + " x" * 3000)
    before = drafted(chat).text
    assert "10.000 karakter" in chat.says("y" * 4000)
    assert drafted(chat).text == before


def test_stickers_and_others_contacts_are_answered_with_the_question() -> None:
    chat = Chat()
    assert "pesan suara" in chat.sticker()
    chat.says("Lubang besar sekali")
    assert "Di mana" in chat.sticker()
    assert "Kontak orang lain" in chat.shares("+62811", own=False)
    assert drafted(chat).phone is None


def test_a_refused_draft_is_put_right() -> None:
    draft = drafted(reviewed())
    turn = refused(draft, {"place": "Titik lokasi berada di luar Lampung."}, Known(Reading("test"), TODAY))
    assert turn.draft is not None
    assert turn.draft.step is Step.WHERE
    assert "Titik lokasi berada di luar Lampung." in turn.replies[0].lines


def test_a_press_without_sense_is_old() -> None:
    chat = reviewed()
    for data in ("", "x", "a:b:c", f"{drafted(chat).id.hex[-16:]}:{drafted(chat).turn}:area:99"):
        chat.send(Pressed(9, data, "q"))
        assert chat.turn.replies[0].toast == "q"
        assert drafted(chat).step is Step.REVIEW


def test_limits_are_no_smaller_than_those_of_the_web_form() -> None:
    assert hearing.TEXT_LIMIT == TEXT_LIMIT
    assert hearing.PHOTOS >= PHOTOS_A_FORM
