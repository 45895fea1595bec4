"""The invented training: what those who take part know before and after (level 2), and what they say (level 1)."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from uuid import UUID

from competency.answers import OPEN_DAYS, QUESTIONS, Questionnaires
from competency.material_tests import MaterialTests, Moment, Question
from service.demo.pace import chance
from web.house import House

_TEST = """Saluran di depan pasar mampet. Apa yang dilakukan lebih dulu?
* Melihat ke tempatnya dan mencatat sebabnya
- Menutup aduan
- Menunggu musim kemarau

Pekerjaannya perlu alat yang belum ada. Apa yang dikatakan kepada pelapor?
- Tidak ada kabar sampai alatnya datang
* Sebabnya, siapa yang mengurus, dan kapan ada kabar lagi
- Bahwa laporannya salah alamat

Kapan aduan boleh disebut selesai?
- Setelah suratnya dikirim
- Setelah tujuh hari
* Setelah keadaannya dilihat lagi dan ada buktinya

Bantaran yang dikeruk milik balai wilayah sungai. Apa langkahnya?
* Meneruskan kepada yang berwenang dan memberi tahu pelapor
- Mengerjakannya tanpa izin
- Menolak laporannya
"""
_KNOWN, _LEARNT = 0.45, 0.85
"""How likely a question is answered rightly, before and after."""
_SAID = (3, 4, 4, 5, 5)
_WORDS = ("Praktik di lapangannya paling menolong.", "Waktunya terlalu singkat untuk membahas semua contoh.")


async def set_test(house: House, by: UUID, material: UUID) -> None:
    """Four questions on what complaints of such places ask for."""
    await MaterialTests(house.database, house.clock).write(by, material, _TEST)


async def take_test(house: House, batch: UUID, officers: Sequence[UUID], moment: Moment, today: date) -> None:
    """Everybody takes the test; some guess."""
    tests, dice = MaterialTests(house.database, house.clock), chance(f"{moment}{today}")
    likely = _KNOWN if moment == "before" else _LEARNT
    for officer in officers:
        questions = await tests.open(batch, officer, moment, today)
        chosen = {place: _chosen(one, likely, dice) for place, one in enumerate(questions)}
        await tests.take(batch, officer, moment, today, chosen)


async def questioned(house: House, batch: UUID, officers: Sequence[UUID], last: date) -> None:
    """Everybody draws a code and answers without a name; once that is over, the provider is rated by it."""
    book, dice = Questionnaires(house.database, house.clock, house.keys), chance(f"{last}")
    for place, officer in enumerate(officers):
        code = await book.draw(batch, officer, last)
        given = {name: dice.choice(_SAID) for name in QUESTIONS}
        await book.answer(code, last, given, _WORDS[place] if place < len(_WORDS) else "")
    await book.rate_due(last + timedelta(days=OPEN_DAYS + 1))


def _chosen(question: Question, likely: float, dice: Random) -> int:
    if dice.random() < likely:
        return question.right
    return dice.choice([place for place in range(len(question.choices)) if place != question.right])
