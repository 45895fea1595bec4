"""Exported group chats are read whichever telephone wrote them, and an archive unpacks to no more than it may."""

import time
import zipfile
from datetime import datetime, timedelta
from io import BytesIO
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints import group_exports
from complaints.group_chats import Message, joined, messages
from complaints.group_exports import LOOKED_BACK, read
from foundation.errors import Invalid

BUDI, SITI = "Budi RT 03", "+62 812-3456-7890"
ANDROID_ID = """12/03/26 14.02 - Pesan dan panggilan dienkripsi secara end-to-end.
12/03/26 14.05 - Budi RT 03: Lampu jalan mati
di depan masjid: sudah seminggu
12/03/26 14.06 - Budi RT 03: IMG-20260312-WA0001.jpg (file terlampir)
Ini fotonya
13/03/26 07.00 - +62 812-3456-7890: <Media tidak disertakan>
13/03/26 07.01 - +62 812-3456-7890: Pesan ini dihapus
13/03/26 07.02 - +62 812-3456-7890: Sampah menumpuk <Pesan ini diedit>
"""
ANDROID_EN = """3/12/26, 2:02\u202fPM - Messages and calls are end-to-end encrypted.
3/12/26, 2:05\u202fPM - Budi RT 03: Lampu jalan mati
di depan masjid: sudah seminggu
3/12/26, 2:06\u202fPM - Budi RT 03: IMG-20260312-WA0001.jpg (file attached)
Ini fotonya
3/13/26, 7:00\u202fAM - +62 812-3456-7890: <Media omitted>
3/13/26, 7:01\u202fAM - +62 812-3456-7890: This message was deleted
3/13/26, 7:02\u202fAM - +62 812-3456-7890: Sampah menumpuk <This message was edited>
"""
IPHONE = """[12/03/26 14.05.31] Budi RT 03: Lampu jalan mati
di depan masjid: sudah seminggu
\u200e[12/03/26 14.06.00] Budi RT 03: \u200e<terlampir: IMG-20260312-WA0001.jpg>
Ini fotonya
[13/03/26 07.00.02] \u202a+62 812-3456-7890\u202c: \u200egambar tidak disertakan
[13/03/26 07.01.00] \u202a+62 812-3456-7890\u202c: \u200ePesan ini dihapus.
[13/03/26 07.02.00] \u202a+62 812-3456-7890\u202c: Sampah menumpuk \u200e<Pesan ini diedit>
"""


@pytest.mark.parametrize("export", [ANDROID_ID, ANDROID_EN, IPHONE], ids=["android-id", "android-en", "iphone"])
def test_every_telephone_tells_the_same(export: str) -> None:
    found = messages(export)
    at = [one.at.replace(second=0) for one in found]
    assert at == [
        datetime(2026, 3, 12, 14, 5),
        datetime(2026, 3, 12, 14, 6),
        *[datetime(2026, 3, 13, 7, m) for m in (0, 2)],
    ]
    assert [one.sender for one in found] == [BUDI, BUDI, SITI, SITI]
    assert [one.text for one in found] == [
        "Lampu jalan mati\ndi depan masjid: sudah seminggu",
        "Ini fotonya",
        "",
        "Sampah menumpuk",
    ]
    assert [one.files for one in found] == [(), ("IMG-20260312-WA0001.jpg",), (), ()]
    assert [one.omitted for one in found] == [False, False, True, False]
    assert (found[0].name, found[0].phone, found[2].name, found[2].phone) == (BUDI, "", "", SITI)


moments = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(second=0, microsecond=0))
senders = st.text("abcdefgh ijklmnopqrstuvwxyzABC", min_size=1, max_size=20).map(str.strip).filter(bool)
lines = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Zs", "Zl", "Zp")), min_size=1, max_size=30
)
bodies = st.lists(lines.filter(lambda line: "<" not in line and "(" not in line), min_size=1, max_size=4).map("\n".join)
chats = st.lists(st.tuples(moments, senders, bodies), min_size=1, max_size=12).map(
    lambda told: sorted(told, key=lambda one: one[0])
)
WAYS = {
    "id": "{0:%d/%m/%y} {0:%H.%M} - {1}: {2}",
    "id-long": "{0:%d/%m/%Y} {0:%H.%M} - {1}: {2}",
    "en": "{0.month}/{0.day}/{0:%y}, {hour}:{0:%M} {half} - {1}: {2}",
    "iso": "[{0:%Y-%m-%d} {0:%H:%M}:00] {1}: {2}",
    "iphone": "[{0:%d/%m/%y} {0:%H.%M}.00] {1}: {2}",
}


@given(chats, st.sampled_from(sorted(WAYS)))
def test_what_was_written_is_read_again(chat: list[tuple[datetime, str, str]], way: str) -> None:
    """Words and senders always; moments where the days of the chat can be read in one order only."""
    text = "\n".join(
        WAYS[way].format(at, who, said, hour=at.hour % 12 or 12, half="PM" if at.hour > 11 else "AM")
        for at, who, said in chat
    )
    found = messages(text)
    assert [(one.sender, one.text) for one in found] == [(who, said.strip()) for _at, who, said in chat]
    if all(at.day > 12 for at, _who, _said in chat):
        assert [one.at for one in found] == [at for at, _who, _said in chat]


@given(st.text(max_size=300))
def test_nothing_somebody_uploads_makes_it_fall(text: str) -> None:
    for one in messages(text):
        assert one.sender
        assert one.text or one.files or one.omitted


@given(st.lists(st.tuples(st.integers(0, 300), st.sampled_from("abc")), max_size=20))
def test_joined_messages_are_all_there_once_in_order(told: list[tuple[int, str]]) -> None:
    begin = datetime(2026, 3, 1)
    chosen = [Message(n, begin + timedelta(minutes=m), who, "x") for n, (m, who) in enumerate(sorted(told))]
    groups = joined(chosen)
    assert [one for group in groups for one in group] == chosen
    for group in groups:
        assert len({one.sender for one in group}) == 1
    for first, second in pairwise(groups):
        late = second[0].at - first[-1].at > timedelta(hours=1)
        assert late or first[-1].sender != second[0].sender


def archive(files: dict[str, bytes]) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return written.getvalue()


def test_an_archive_brings_only_the_pictures_its_messages_name() -> None:
    picture = {"IMG-20260312-WA0001.jpg": b"foto", "IMG-lain.jpg": b"lain", "../../etc/passwd": b"x"}
    found = read(archive({"Chat WhatsApp dengan RT 03.txt": ANDROID_ID.encode(), **picture}))
    assert found.pictures == {"IMG-20260312-WA0001.jpg": b"foto"}
    assert found.missing == 0
    assert [one.number for one in found.chat] == [0, 1, 2, 3]


def test_what_lies_long_before_the_last_message_is_not_looked_at() -> None:
    old = "01/01/26 08.00 - Budi: lama\n"
    chat = read((old + ANDROID_ID).encode()).chat
    assert all(chat[-1].at - one.at <= LOOKED_BACK for one in chat)
    assert "lama" not in {one.text for one in chat}


@pytest.mark.parametrize("data", [b"", b"halo", b"\x00\xff\xfe", archive({"a.txt": b"bukan obrolan"}), archive({})])
def test_what_is_no_chat_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(Invalid, match="ekspor chat"):
        read(data)


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_exports, "LARGEST_TEXT", 10_000)
    with pytest.raises(Invalid, match="terlalu besar"):
        read(archive({"_chat.txt": b"0" * 10_001}))
    monkeypatch.setattr(group_exports, "LARGEST_PICTURE", 100)
    found = read(archive({"_chat.txt": ANDROID_ID.encode(), "IMG-20260312-WA0001.jpg": b"0" * 1_000_000}))
    assert (found.pictures, found.missing) == ({}, 1)


@pytest.mark.parametrize("sign", [" ", "\n", "<", "a.jpg (", "<terlampir: ", "1:"])
def test_a_message_that_repeats_a_sign_is_read_as_quickly_as_any(sign: str) -> None:
    """Anybody in a group writes 65,000 signs into one message; a reader that goes back over them would never end."""
    begun = time.process_time()
    read(f"20/11/26 10.00 - Budi: jalan{sign * (400_000 // len(sign))}rusak <Pesan ini diedit>".encode())
    assert time.process_time() - begun < 20
