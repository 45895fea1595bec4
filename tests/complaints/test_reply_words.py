"""Standard replies as words: fields filled, what stands open, what says nothing of its own, how they are changed."""

import re

from hypothesis import given
from hypothesis import strategies as st

from complaints.reply_words import FIELDS, changes, fault, filled, left_open, says_nothing_own

VALUES = st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=20))
WORDS = st.lists(st.one_of(st.sampled_from([f"{{{name}}}" for name in FIELDS]), st.sampled_from(["Aduan", " ", "."])))
REPLY = (
    "Terima kasih, aduan {kode} sudah kami terima. Lampu di {tempat} akan diganti. "
    "Mohon menunggu sampai {tanggal_janji}."
)


@given(WORDS, VALUES)
def test_every_field_is_filled_or_named_as_open(pieces: list[str], values: dict[str, str]) -> None:
    words = "".join(pieces)
    made = filled(words, values)
    lacking = {name for name in re.findall(r"\{(\w+)\}", words) if not values.get(name)}
    told = words
    for name in FIELDS:  # an oracle that replaces one field after the other, by marks no value holds
        told = told.replace(f"{{{name}}}", f"\0{name}\0")
    for name in FIELDS:
        told = told.replace(f"\0{name}\0", values.get(name) or f"[{name}]")
    assert made == told
    assert lacking <= {one.strip("[]{}") for one in left_open(made)}


def test_a_value_that_looks_like_a_field_is_not_filled_again() -> None:
    assert filled("{unit}", {"unit": "{kode}", "kode": "7K2M"}) == "{kode}"


def test_an_unknown_field_is_named() -> None:
    assert "{nama}" in fault("Yth. {nama}")
    assert fault(REPLY) == ""


def test_an_answer_of_its_own_is_told_from_a_template() -> None:
    known = [filled(REPLY, {"kode": "7K2M", "tempat": "Kedaton", "tanggal_janji": "20 November 2026"})]
    assert says_nothing_own(known[0], known)
    assert says_nothing_own(known[0].upper() + "!", known)
    own = " Tiang nomor 14 di simpang pasar diganti lampunya oleh regu Pak Contoh hari Rabu pukul sepuluh pagi tadi."
    assert not says_nothing_own(known[0] + own, known)
    assert not says_nothing_own(known[0], [])


def test_changes_are_shown_only_where_several_made_them() -> None:
    base = "Terima kasih, aduan 7K2M sudah kami terima. Lampu di Kedaton akan diganti."
    more = "Hubungi regu kami di 0812 3456 7890 bila masih gelap."
    found = changes(REPLY, [f"{base} {more}"] * 3 + [f"{base} Bapak Contoh di rumah nomor 5 sudah ditemui."])
    assert [one.sentence.split()[:2] for one in found.dropped] == [["Mohon", "menunggu"]]
    assert [one.cases for one in found.added] == [3]
    assert "0812 3456 7890" not in found.added[0].sentence
    assert "rumah nomor 5" not in str(found)
    assert changes(REPLY, []).dropped == ()
