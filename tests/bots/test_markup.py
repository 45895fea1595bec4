"""Replies become messages that Telegram takes, with nothing lost and nothing cut in two."""

from hypothesis import example, given
from hypothesis import strategies as st

from bots.markup import LONGEST, pages, split
from bots.replies import Button, Reply
from foundation.language import Sentence
from tests.bots.double_text import parsed, units

TEXT = st.text(st.sampled_from('aB <>&".!?\n😀é'), max_size=300)


@given(TEXT, st.integers(12, 60))
@example("", 12)
@example("&" * 40, 12)
@example("😀" * 30, 13)
def test_parts_fit_and_hold_everything_but_space(words: str, longest: int) -> None:
    parts = split(words, longest)
    assert "".join("".join(parts).split()) == "".join(words.split())
    for part in parts:
        [page] = pages(Reply((part,)), "id")
        assert units(page.text) <= longest
        assert parsed(page.text, "HTML") == (part, [])
    assert all(part == part.strip() and part for part in parts)


@given(
    st.lists(st.text(st.sampled_from("abc,<&"), min_size=1, max_size=30).map(lambda words: words + "."), max_size=30)
)
def test_sentences_stay_whole_where_they_fit(sentences: list[str]) -> None:
    words = " ".join(sentences)
    longest = 400
    kept = [sentence for part in split(words, longest) for sentence in part.split(" ")]
    assert kept == sentences


def test_long_words_come_through_telegrams_parser_as_they_were() -> None:
    words = "\n\n".join(f"Paragraf {number} <b> & lain. " * 20 for number in range(40)).strip()
    shown = pages(Reply((words,), ((Button("Ya", "a:1:ya"),),)), "id")
    assert len(shown) > 2
    plain = [parsed(page.text, "HTML")[0] for page in shown]
    assert "".join("".join(plain).split()) == "".join(words.split())
    assert all(units(page.text) <= LONGEST for page in shown)
    assert [page.keyboard is None for page in shown] == [True] * (len(shown) - 1) + [False]


def test_buttons_stand_under_the_message_or_on_the_phone() -> None:
    buttons = ((Button("Ya", "a:1:ya"), Button("Laman", url="https://a.example")), (), (Button("x" * 90, "a:1:x"),))
    [page] = pages(Reply(("Benar?",), buttons), "id")
    assert page.keyboard == {
        "inline_keyboard": [
            [{"text": "Ya", "callback_data": "a:1:ya"}, {"text": "Laman", "url": "https://a.example"}],
            [{"text": "x" * 59 + "…", "callback_data": "a:1:x"}],
        ]
    }
    [page] = pages(Reply(("Di mana?",), ((Button("Lewati", "a:1:skip"),),), asks_place=True), "id")
    assert page.keyboard is not None
    assert page.keyboard["keyboard"] == [
        [{"text": "Kirim lokasi saya", "request_location": True}],
        [{"text": "Lewati"}],
    ]
    [page] = pages(Reply(("Nomor?",), asks_phone=True), "id")
    assert page.keyboard is not None
    assert page.keyboard["keyboard"][0][0]["request_contact"]
    [page] = pages(Reply(("Baik.",)), "id")
    assert page.keyboard == {"remove_keyboard": True}
    assert pages(Reply(()), "id") == ()


def test_it_is_said_in_the_language_of_the_chat() -> None:
    reply = Reply((Sentence("Aduan diterima"), "<x>"), ((Button(Sentence("Aduan saya"), "a:1:b"),),))
    [told] = pages(reply, "id")
    [english] = pages(reply, "en")
    assert told.text == "Aduan diterima\n&lt;x&gt;"
    assert english.text != told.text
    assert english.text.endswith("&lt;x&gt;")
    assert english.keyboard != told.keyboard
