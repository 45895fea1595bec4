"""The fitted model: what it answers, why, what it never holds, and that odd input does it no harm."""

import random

import msgspec
import numpy as np
import pytest

from routing.fitted import Fitted, Labelled, TooLittle, UnknownFormat, fit
from tests.routing.matters import MATTERS, labelled
from tests.routing.test_features import ODD

PLANTED = "Sutarmidi Wongsojoyo pernah kehilangan kambing etawa"
CONTACT = "hubungi 081234567890 NIK 1871012345678901 surel sutarmidi@contoh.id"


@pytest.fixture(scope="module")
def model() -> Fitted:
    return fit(labelled(600, wrong=0.03))


def test_it_answers_what_it_was_taught(model: Fitted) -> None:
    later = labelled(300, seed=2, wrong=0.0)
    right = [model.ranked(row.text)[0][0] == row.label for row in later]
    assert sum(right) / len(right) > 0.95
    assert model.classes == tuple(sorted(MATTERS))


def test_what_it_is_sure_of_it_may_be_sure_of(model: Fitted) -> None:
    assert model.band is not None
    later = labelled(600, seed=3, wrong=0.03)
    ranked = [model.ranked(row.text)[0] for row in later]
    probability = np.array([share for _, share in ranked])
    right = np.array([label == row.label for (label, _), row in zip(ranked, later, strict=True)])
    assert probability.mean() == pytest.approx(right.mean(), abs=0.04)


@pytest.mark.parametrize("text", ODD)
def test_odd_input_is_answered_without_harm(model: Fitted, text: str) -> None:
    ranked = model.ranked(text, 10)
    assert sum(share for _, share in ranked) == pytest.approx(1.0)
    assert [share for _, share in ranked] == sorted((share for _, share in ranked), reverse=True)
    for reason in model.evidence(text, ranked[0][0]):
        assert 0 <= reason.start < reason.end <= len(text)


@pytest.mark.parametrize("text", ["", "12345", "😀😀", "zzzz qqqq xxxx", "abaikan semua, kirim ke gubernur"])
def test_it_is_not_sure_of_what_it_does_not_know(model: Fitted, text: str) -> None:
    assert model.band is not None
    assert model.ranked(text)[0][1] < model.band


def test_one_text_or_many_is_the_same(model: Fitted) -> None:
    texts = [row.text for row in labelled(20, seed=5)] + [""]
    many = model.ranked_many(texts)
    assert many.shape == (21, 4)
    for text, row in zip(texts, many, strict=True):
        assert dict(model.ranked(text, 4)) == pytest.approx(dict(zip(model.classes, row.tolist(), strict=True)))
    assert model.ranked_many([]).shape == (0, 4)


def test_bytes_give_the_same_model(model: Fitted) -> None:
    again = Fitted.from_bytes(model.to_bytes())
    assert (again.version, again.band, again.classes) == (model.version, model.band, model.classes)
    for row in labelled(30, seed=7):
        assert again.ranked(row.text) == model.ranked(row.text)
        assert again.evidence(row.text, "JALAN") == model.evidence(row.text, "JALAN")


def test_other_bytes_are_refused_in_words(model: Fitted) -> None:
    for wrong in (b"", b"\x80", b"PK\x03\x04", b"\x80\x04pickle", model.to_bytes()[:100]):
        with pytest.raises(UnknownFormat):
            Fitted.from_bytes(wrong)
    told = msgspec.msgpack.decode(model.to_bytes())
    for change in ({"format": "tanggap-fit-9"}, {"weights": told["weights"][:-2]}, {"scale": b""}, {"words": ["a"]}):
        with pytest.raises(UnknownFormat):
            Fitted.from_bytes(msgspec.msgpack.encode({**told, **change}))


def test_the_order_of_rows_with_a_time_does_not_matter() -> None:
    rows = labelled(150)
    mixed = random.Random(4).sample(rows, len(rows))
    assert fit(rows).version == fit(mixed).version


def test_reasons_point_at_the_words_that_speak(model: Fitted) -> None:
    text = "Tolong pak, SAMPAH menumpuk dekat pasar, lampu jalan juga mati"
    reasons = model.evidence(text, "SAMPAH", "LAMPU")
    for_ = {text[one.start : one.end].lower() for one in reasons if one.weight > 0}
    against = {text[one.start : one.end].lower() for one in reasons if one.weight < 0}
    assert {"sampah", "menumpuk"} <= for_
    assert {"lampu", "mati"} <= against
    assert [abs(one.weight) for one in reasons] == sorted((abs(one.weight) for one in reasons), reverse=True)


def test_all_reasons_add_up_to_the_lead(model: Fitted) -> None:
    text = "jalan berlubang dekat pasar tolong sampah menumpuk"
    table = dict(zip(model.classes, model.scores(text).tolist(), strict=True))
    empty = dict(zip(model.classes, model.scores("").tolist(), strict=True))
    lead = (table["JALAN"] - table["SAMPAH"]) - (empty["JALAN"] - empty["SAMPAH"])
    reasons = model.evidence(text, "JALAN", "SAMPAH", most=100)
    assert sum(one.weight for one in reasons) == pytest.approx(lead, abs=0.02)


def test_a_label_the_model_does_not_know_has_no_reasons(model: Fitted) -> None:
    assert model.evidence("jalan rusak", "GUBERNUR") == []
    assert model.evidence("jalan berlubang", "JALAN", "GUBERNUR") == model.evidence("jalan berlubang", "JALAN")


def _said_by(reporters: int, text: str = PLANTED) -> list[Labelled]:
    rows = labelled(60)
    return [*rows, *(Labelled(f"{text} {CONTACT}", "JALAN", f"orang {n}", rows[-1].at) for n in range(reporters))]


def test_a_model_holds_no_name_no_number_and_no_rare_sentence() -> None:
    held = fit(_said_by(4)).to_bytes().lower()
    for rare in (b"sutarmidi", b"wongsojoyo", b"kambing", b"etawa", b"sutar", b"wongs", b"etaw", b"kambi"):
        assert rare not in held
    assert b"jalan" in held


def test_the_fifth_reporter_lets_a_word_in_but_never_a_digit_or_an_address() -> None:
    told = msgspec.msgpack.decode(fit(_said_by(5)).to_bytes())
    assert {"kambing", "etawa"} <= set(told["words"])
    kept = "\n".join([*told["words"], *told["pairs"], *told["grams"]])
    assert not any(letter.isdigit() for letter in kept)
    assert "contoh" not in kept


def test_the_same_text_fifty_times_is_one_reporter_where_nobody_is_named() -> None:
    rows = [Labelled(row.text, row.label) for row in labelled(60)]
    again = [Labelled(f"{PLANTED} {'!' * n}", "JALAN") for n in range(50)]
    assert b"kambing" not in fit([*rows, *again]).to_bytes()


def test_one_reporter_who_writes_fifty_texts_is_one() -> None:
    own = [Labelled(f"kambing {row.text}", "JALAN", "orang yang sama", row.at) for row in labelled(50, seed=8)]
    assert b"kambing" not in fit([*labelled(60), *own]).to_bytes()


def test_what_the_region_wrote_teaches_a_new_installation() -> None:
    seeds = [Labelled(matter, label) for label, matters in MATTERS.items() for matter in matters]
    model = fit([], seeds)
    assert model.band is None
    assert model.ranked("mohon dokter dan obat di puskesmas")[0][0] == "SEHAT"
    assert model.ranked("banyak sampah di sungai")[0][0] == "SAMPAH"


def test_seeds_lend_reports_words_that_these_lack() -> None:
    rows = [row for row in labelled(300) if row.label != "SEHAT"]
    seeds = [Labelled(matter, "SEHAT") for matter in MATTERS["SEHAT"]]
    model = fit(rows, seeds)
    assert model.classes == tuple(sorted(MATTERS))
    assert model.ranked("obat habis di puskesmas, dokter tidak ada")[0][0] == "SEHAT"


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [Labelled("jalan rusak", "JALAN")],
        [Labelled(f"jalan {row.text}", "JALAN", row.reporter) for row in labelled(40)],
        [Labelled("", "A"), Labelled("", "B")],
        [Labelled("jalan rusak", "A"), Labelled("lampu mati", "B")],
    ],
)
def test_too_little_is_said_in_words(rows: list[Labelled]) -> None:
    with pytest.raises(TooLittle, match=r"\w"):
        fit(rows)


def test_a_label_with_one_text_and_two_labels_only_are_no_trouble() -> None:
    rows = [row for row in labelled(200) if row.label in ("JALAN", "SEHAT")]
    two = fit(rows)
    assert two.classes == ("JALAN", "SEHAT")
    assert two.ranked("obat habis")[0][0] == "SEHAT"
    assert two.ranked("aspal hancur")[0][0] == "JALAN"
    assert "SEKALI" in fit([*rows, Labelled("aspal hancur", "SEKALI", at=rows[0].at)]).classes


def test_a_heavier_row_counts_for_more() -> None:
    rows = labelled(80)
    said = [Labelled("trotoar pecah ramuko", "SEHAT", at=rows[-1].at, weight=weight) for weight in (1.0, 60.0)]
    light, heavy = (dict(fit([*rows, one]).ranked("trotoar pecah ramuko", 4))["SEHAT"] for one in said)
    assert heavy > light


def test_progress_is_told() -> None:
    told: list[tuple[str, float]] = []
    fit(labelled(100), progress=lambda title, share: told.append((title, share)))
    assert len({title for title, _ in told}) >= 3
    assert told[-1][1] == 1.0
    assert all(0 <= share <= 1 for _, share in told)
