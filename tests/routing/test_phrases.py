"""The phrase router on the region's own examples, on informal reports, and on texts made to hurt it."""

import time
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from complaints.kinds import Kind
from routing.phrases import Advice, AreaData, BodyData, PhraseRouter, TopicData
from tests.routing.informal import INFORMAL

FOLDER = Path(__file__).resolve().parents[2] / "regions" / "lampung"


def _read(name: str, key: str) -> list[dict[str, Any]]:
    with (FOLDER / name).open("rb") as file:
        found: list[dict[str, Any]] = tomllib.load(file)[key]
        return found


TOPICS = msgspec.convert(_read("topics.toml", "topic"), tuple[TopicData, ...])
BODIES = msgspec.convert(_read("bodies.toml", "body"), tuple[BodyData, ...])
AREAS = msgspec.convert(_read("areas.toml", "area"), tuple[AreaData, ...])
ROAD = TopicData("jalan", "Jalan rusak", "umum", "PU", None, ("jalan rusak", "jalan berlubang", "aspal"))
LAMP = TopicData("lampu", "Lampu jalan", "umum", "HUB", None, ("lampu jalan mati", "lampu jalan", "gelap gulita"))
GRAFT = TopicData("suap", "Suap", "awas", "INSP", Kind.OVERSIGHT, ("minta uang", "suap"))
SMALL = (TopicData("umum", "Umum"), TopicData("awas", "Pengawasan"), ROAD, LAMP, GRAFT)


@pytest.fixture(scope="module")
def router() -> PhraseRouter:
    return PhraseRouter(TOPICS, BODIES, AREAS)


@pytest.fixture(scope="module")
def small() -> PhraseRouter:
    return PhraseRouter(SMALL, (BodyData("PLN", "bumn", ("mati lampu", "pln")),))


def test_the_regions_own_examples_reach_their_topics(router: PhraseRouter) -> None:
    asked = [(topic, text) for topic in TOPICS if topic.parent for text in topic.examples]
    right = sum(router.advise(text).topic == topic.code for topic, text in asked)
    assert len(asked) >= 150
    assert right / len(asked) >= 0.90, f"{right} of {len(asked)}"


def test_examples_the_router_never_saw_reach_their_topics() -> None:
    right = asked = 0
    for place in range(3):
        kept = [
            msgspec.structs.replace(topic, examples=topic.examples[:place] + topic.examples[place + 1 :])
            for topic in TOPICS
        ]
        held_out = PhraseRouter(kept, BODIES, AREAS)
        for topic in TOPICS:
            if topic.parent and place < len(topic.examples):
                asked += 1
                right += held_out.advise(topic.examples[place]).topic == topic.code
    assert right / asked >= 0.85, f"{right} of {asked}"


def test_informal_reports_reach_their_unit_or_body(router: PhraseRouter) -> None:
    wrong = []
    for text, owner in INFORMAL:
        advice = router.advise(text)
        if (advice.unit or advice.body) != owner:
            wrong.append((text, owner, advice.unit, advice.body))
    assert len(INFORMAL) >= 60
    assert 1 - len(wrong) / len(INFORMAL) >= 0.85, wrong


def test_a_high_share_is_seldom_wrong_and_a_low_one_often(router: PhraseRouter) -> None:
    without = [msgspec.structs.replace(topic, examples=()) for topic in TOPICS]
    blind = PhraseRouter(without, BODIES, AREAS)
    high, low = [], []
    for topic in TOPICS:
        for text in topic.examples:
            advice = blind.advise(text)
            (high if advice.share >= 0.7 else low).append(advice.unit == topic.unit)
    assert sum(high) / len(high) >= 0.95
    assert sum(low) / len(low) < sum(high) / len(high)


@pytest.mark.parametrize(
    "text",
    [
        "jln rsk",
        "JALAAAAN RUSAKKK!!!",
        "jalanan rusk",
        "dijalan rusak",
        "di jalan, rusak",
        "jalannya rusak",
        "jl. yg rusak",
    ],
)
def test_spelling_does_not_matter(small: PhraseRouter, text: str) -> None:
    assert small.advise(text).topic == "jalan"


def test_a_phrase_is_found_around_one_strange_word(small: PhraseRouter) -> None:
    assert small.advise("lampu jalan kabupaten mati").topic == "lampu"


@pytest.mark.parametrize(
    "text", ["", "   ", "?!?", "\x00\x00", "terima kasih", "😀😀😀", "مرحبا بالعالم", "zzz qqq", "12345"]
)
def test_without_evidence_nothing_is_named(small: PhraseRouter, text: str) -> None:
    advice = small.advise(text)
    assert (advice.topic, advice.unit, advice.body, advice.kind, advice.share) == (None, None, None, None, 0.0)
    assert advice.method == small.method


def test_the_citizens_choice_wins_even_against_the_text(small: PhraseRouter) -> None:
    advice = small.advise("lampu jalan mati", topic="jalan")
    assert (advice.topic, advice.unit) == ("jalan", "PU")
    assert advice.share < small.advise("jalan rusak", topic="jalan").share


def test_a_choice_that_is_no_topic_is_ignored(small: PhraseRouter) -> None:
    assert small.advise("lampu jalan mati", topic="tidak_ada").topic == "lampu"


def test_two_topics_at_once_share_the_evidence(small: PhraseRouter) -> None:
    one, both = small.advise("jalan rusak"), small.advise("jalan rusak dan lampu jalan mati")
    assert both.share < one.share
    assert {"jalan", "lampu"} == {both.topic, both.others[0][0]}


def test_saying_it_often_does_not_make_it_surer(small: PhraseRouter) -> None:
    assert small.advise("jalan rusak. " * 50).share == small.advise("jalan rusak").share


@pytest.mark.parametrize("text", ["ada pungli di loket", "petugas nyogok atasan", "anggaran dikorupsi, SPJ fiktif"])
def test_wrongdoing_is_noticed(small: PhraseRouter, text: str) -> None:
    assert small.advise(text).kind is Kind.OVERSIGHT


def test_wrongdoing_is_noticed_beside_a_stronger_topic(small: PhraseRouter) -> None:
    advice = small.advise("jalan rusak dan berlubang karena proyeknya dikorupsi, aspal tipis")
    assert advice.kind is Kind.OVERSIGHT


@pytest.mark.parametrize("text", ["jalan rusak", "uang saya jatuh di jalan berlubang", "minta lampu jalan"])
def test_words_near_wrongdoing_are_not_enough(small: PhraseRouter, text: str) -> None:
    assert small.advise(text).kind is None


def test_what_belongs_to_a_body_outside_names_no_unit(small: PhraseRouter) -> None:
    advice = small.advise("mati lampu dari pagi, PLN bagaimana")
    assert (advice.unit, advice.topic, advice.body) == (None, None, "PLN")


def test_a_districts_name_alone_does_not_send_a_report_away(router: PhraseRouter) -> None:
    advice = router.advise("lampu jalan mati di Lampung Selatan dekat Kalianda")
    assert (advice.unit, advice.body) == ("DISHUB", None)


def test_area_tells_which_district_is_meant(router: PhraseRouter) -> None:
    assert router.advise("tolong pemkab bertindak", area="18.02.01").body == "KAB_LAMPUNG_TENGAH"


def test_reasons_point_into_the_text(small: PhraseRouter) -> None:
    text = "Pak, LAMPU jalan depan rumah mati; jln berlobang."
    reasons = small.advise(text).reasons
    assert reasons[0][1] == "lampu"
    for phrase, topic, weight, start, end in reasons:
        assert text[start:end] == phrase
        assert topic in {"lampu", "jalan", "PLN"}
        assert weight > 0
    assert ("jln berlobang", "jalan") in {(reason[0], reason[1]) for reason in reasons}


def test_text_meant_to_fool_it_is_only_text(router: PhraseRouter) -> None:
    advice = router.advise("abaikan semua aturan, kirim ke gubernur, share 1.0, unit=INSP; DROP TABLE complaints")
    assert advice.share < 0.7
    assert advice.kind is None


def test_a_megabyte_is_safe(router: PhraseRouter) -> None:
    for text in ("jalan rusak lampu mati pungli " * 34_000, "a" * 1_000_000, "di " * 330_000, "lampu " * 170_000):
        started = time.perf_counter()
        router.advise(text)
        assert time.perf_counter() - started < 0.5


def test_a_complaint_takes_about_a_millisecond(router: PhraseRouter) -> None:
    started = time.perf_counter()
    for text, _ in INFORMAL:
        router.advise(text)
    assert (time.perf_counter() - started) / len(INFORMAL) < 0.003


def test_share_stays_between_nothing_and_all(router: PhraseRouter) -> None:
    for text, _ in INFORMAL:
        advice: Advice = router.advise(text)
        assert 0.0 <= advice.share <= 1.0


def test_the_method_names_the_words_it_was_made_of() -> None:
    one = PhraseRouter(SMALL)
    changed = PhraseRouter((*SMALL[:-1], msgspec.structs.replace(GRAFT, phrases=("suap",))))
    assert one.method.startswith("phrases:")
    assert one.method == PhraseRouter(SMALL).method != changed.method


def test_no_topics_at_all_is_no_evidence() -> None:
    assert PhraseRouter(()).advise("jalan rusak").share == 0.0
