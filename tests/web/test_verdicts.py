"""Pages of verdicts on trainings: the sentence, the picture with its table, four looks, and revisions."""

from collections.abc import Sequence
from datetime import date, timedelta

import httpx
from sqlalchemy import text
from uuid_utils.compat import uuid7

from competency.changes import Cell, Count, Group
from competency.evaluation import Judgement, Verdict, judged
from competency.verdict_tables import VerdictRow
from competency.verdicts import METHOD, figures_of, packed
from people.actor import Role
from tests.competency.invented import Held, hold
from tests.web.citizen import fields
from tests.web.officer import hire, signed_in
from web.house import House

PAGE = "/kantor/pelatihan/hasil"
_STORED = {Verdict.EFFECTIVE: "effective", Verdict.NOT_EFFECTIVE: "ineffective", Verdict.UNKNOWN: "unknown"}


def cells(trained: float, waiting: float, many: int = 9, events: float = 80) -> list[Cell]:
    before = Count(200, 1.5 * events, events)
    return [
        Cell(f"{group}{place}", "sampah", "b", group, before, Count(100, after * events / 2, events / 2))
        for group, after in ((Group.TRAINED, trained), (Group.WAITING, waiting))
        for place in range(many)
    ]


async def judge(house: House, held: Held, some: Sequence[Cell], number: int = 1, due: date | None = None) -> Judgement:
    """Keep what these cells say as a verdict on the batch's material."""
    told = judged(some, 6)
    row = VerdictRow(
        verdict_id=uuid7(),
        material_id=held.material,
        number=number,
        look=number,
        verdict=_STORED[told.verdict],
        indicates=told.indicates,
        reason="judged" if told.verdict is not Verdict.UNKNOWN else "uncertain",
        months=6,
        batches=[str(held.batch)],
        figures=packed(figures_of(told, some, 0)),
        data_as_of=date(2025, 10, 3),
        due_on=due,
        method=METHOD,
        made_at=house.clock.now(),
        made_by="system",
    )
    async with house.database.transaction() as session:
        session.add(row)
    return told


async def test_the_sentence_comes_first_and_the_naive_figure_never_alone(
    house: House, client: httpx.AsyncClient
) -> None:
    held = await hold(house, 2, 1)
    async with signed_in(client, "analis") as analyst:
        empty = await analyst.get(f"{PAGE}/{held.material}")
        assert "Belum dinilai" in empty.text
        assert "Sebelum–sesudah" not in empty.text
        await judge(house, held, cells(1.3, 1.45, 6, 30), due=date(2026, 12, 24))
        waiting = (await analyst.get(f"{PAGE}/{held.material}")).text
        assert "Dinilai lagi pada 24 Desember 2026" in waiting
        await judge(house, held, cells(0.9, 1.45), 2)
        page = (await analyst.get(f"{PAGE}/{held.material}")).text
        listed = (await analyst.get(PAGE)).text
    assert "Efektif. Kejadian buruk di unit yang dilatih menjadi 38% lebih sedikit" in page
    assert "(antara 29% dan 46%)" in page
    told = [
        page.index(words)
        for words in ("38% lebih sedikit", 'class="intervals"', "Pengaruh pelatihan</th>", "menyesatkan")
    ]
    assert told == sorted(told), "sentence, picture, table, and only then before against after alone"
    assert "Penilaian sebelumnya" in page
    assert "0,62" in listed
    assert "Efektif" in listed
    assert "U01" not in page + listed, "no unit is named: the material is judged"


async def test_a_list_is_narrowed_by_who_gave_it(house: House, client: httpx.AsyncClient) -> None:
    await hold(house, 1, 0)
    async with signed_in(client, "analis") as analyst:
        assert "Menjawab warga" in (await analyst.get(PAGE, params={"penyelenggara": "BPSDM"})).text
        other = await analyst.get(PAGE, params={"penyelenggara": "Lain"})
        assert "Menjawab warga" not in other.text
        assert "Tidak ada yang cocok" in other.text


async def test_a_revision_is_asked_for_given_to_somebody_and_nothing_typed_is_lost(
    house: House, client: httpx.AsyncClient
) -> None:
    held = await hold(house, 1, 0)
    address, due = f"{PAGE}/{held.material}", (await house.today()) + timedelta(days=30)
    await hire(house, "kepala", (Role.HEAD, "DINKES"))
    async with signed_in(client, "kepala") as head:
        assert "Minta revisi" not in (await head.get(address)).text
        answer = await head.post(f"{address}/revisi", data={"why": "x"})
        assert answer.status_code == 403
    async with signed_in(client, "analis") as analyst:
        hidden = fields((await analyst.get(address)).text, f"{address}/revisi")
        wrong = await analyst.post(f"{address}/revisi", data=hidden | {"why": "Contohnya usang", "due_on": "kemarin"})
        assert wrong.status_code == 422
        assert "Contohnya usang" in wrong.text
        assert "Pilih tanggal yang akan datang" in wrong.text
        asked = await analyst.post(
            f"{address}/revisi", data=hidden | {"why": "Contohnya usang", "due_on": due.isoformat()}
        )
        assert asked.status_code == 303
        page = (await analyst.get(address)).text
        assert "Contohnya usang" in page
        assert "belum ada penanggung jawab" in page
        assert "Minta revisi materi" not in page, "one is open already"
        again = await analyst.post(f"{address}/revisi", data=hidden | {"why": "Lagi", "due_on": due.isoformat()})
        assert again.status_code == 409
        form = next(part for part in page.split('action="')[1:] if part.startswith(f"{address}/revisi/"))
        target = form.split('"')[0]
        given = await analyst.post(
            target, data=fields(page, target) | {"officer": str(held.by), "due_on": due.isoformat()}
        )
        assert given.status_code == 303
        assert "Nama analis" in (await analyst.get(address)).text


async def test_what_participants_answer_stands_beside_the_result(house: House, client: httpx.AsyncClient) -> None:
    held = await hold(house, 1, 0)
    await judge(house, held, cells(0.9, 0.9))
    async with house.database.transaction() as session:
        for answer, people in ((5, 6), (4, 3)):
            await session.exec(  # type: ignore[call-overload]
                text("INSERT INTO reaction_counts VALUES (:batch, 'whole', :answer, :people)"),
                params={"batch": held.batch, "answer": answer, "people": people},
            )
    async with signed_in(client, "analis") as analyst:
        page = (await analyst.get(f"{PAGE}/{held.material}")).text
    assert "4,7 dari 5" in page
    assert "9 jawaban" in page
    assert "belum cukup jawaban" in page, "nobody took the test"
    assert "Materi tidak mengena pekerjaan" in page
