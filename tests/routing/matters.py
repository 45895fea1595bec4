"""Labelled reports of our own making: matters each label hears of, said in many ways, with the noise of real ones."""

import random
from datetime import UTC, datetime, timedelta

from routing.fitted import Labelled

MATTERS = {
    "JALAN": ("jalan berlubang", "aspal hancur", "jembatan retak", "trotoar pecah", "gorong gorong mampet"),
    "LAMPU": ("lampu jalan mati", "lampu merah rusak", "parkir liar", "rambu hilang", "kabel menjuntai"),
    "SAMPAH": ("sampah menumpuk", "bau limbah", "sungai kotor", "asap pembakaran", "pohon tumbang"),
    "SEHAT": ("puskesmas tutup", "obat habis", "antre dokter", "demam berdarah", "perawat kasar"),
}
SAID = ("tolong", "pak", "sudah lama", "dekat pasar", "tiap malam", "warga resah", "kapan diperbaiki", "depan sekolah")
MADE_UP = ("ramuko", "besipa", "tolagu", "wirendo", "kasupi", "jemalo", "duronti", "pilasko", "sembiru", "takorin")
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def labelled(count: int, seed: int = 1, wrong: float = 0.1) -> list[Labelled]:
    """Reports an hour apart, each by somebody else; a share of them bears a label drawn by lot."""
    chance = random.Random(seed)
    rows = []
    for hour in range(count):
        label = chance.choice(list(MATTERS))
        words = [*chance.sample(MATTERS[label], 2), *chance.sample(SAID, 3), *chance.sample(MADE_UP, 3)]
        if chance.random() < 0.3:
            words.append(chance.choice(MATTERS[chance.choice(list(MATTERS))]))
        chance.shuffle(words)
        if chance.random() < wrong:
            label = chance.choice(list(MATTERS))
        rows.append(Labelled(" ".join(words), label, f"warga {hour}", BEGAN + timedelta(hours=hour)))
    return rows
