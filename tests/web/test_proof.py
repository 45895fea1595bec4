"""The citizen's proof: roots for everybody, a check without content, and a receipt that leads to it."""

import json
import re
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

from complaints import commands as c
from complaints import ticket
from complaints.day_roots import PAGE, all_published, make_due
from complaints.kinds import Kind, Visibility
from tests.complaints.test_day_roots import behind_our_back
from tests.web.citizen import COORDINATOR, REPORT, done, errors, filed, follow, later, resolved, sent, words
from tests.web.test_english import left_over
from web.house import House
from web.qr import Picture
from web.rendering import static

SIGNS = re.compile(r'<p class="print-of__signs">(.*?)</p>', re.S)


async def night(house: House, days: int = 1) -> None:
    later(house, days=days)
    await make_due(house.database, house.clock, ZoneInfo("Asia/Jakarta"))


def fingerprints(page: httpx.Response) -> list[str]:
    return [re.sub(r"<[^>]+>|\s", "", one) for one in SIGNS.findall(page.text)]


def checks(fingerprint: str | bytes, code: str = "") -> str:
    written = fingerprint if isinstance(fingerprint, str) else fingerprint.hex()
    return f"/bukti/periksa?sidik={written}" + (f"&kode={code}" if code else "")


async def test_from_the_form_to_the_receipt_to_the_check(client: httpx.AsyncClient, house: House) -> None:
    receipt = await client.get((await sent(client, house)).headers["location"])
    sheet_path = re.search(r'href="([^"]+/tanda-terima)"', receipt.text)
    assert sheet_path
    sheet = await client.get(sheet_path[1])
    assert sheet.status_code == 200
    (fingerprint,) = fingerprints(sheet)
    assert len(fingerprint) == 64
    check_path = re.search(r'href="(/bukti/periksa[^"]+)"', sheet.text)
    assert check_path
    answer = await client.get(check_path[1].replace("&amp;", "&"))
    assert "Masih utuh" in words(answer)
    assert "Belum masuk akar hari" in words(answer)
    await night(house)
    answer = await client.get(checks(fingerprint))
    assert "Masih utuh" in words(answer)
    assert "Jumat, 20 November 2026" in words(answer)
    assert "Unduh bukti" in words(answer)


async def test_the_receipt_says_what_was_promised_then_and_nothing_secret(
    client: httpx.AsyncClient, house: House
) -> None:
    case = await resolved(house, visibility=Visibility.CONFIDENTIAL)
    base = follow(house, case)
    page = await client.get(f"{base}/tanda-terima")
    told = words(page)
    assert ticket.show(case.code) in told
    assert "Rabu, 25 November 2026" in told
    assert REPORT not in page.text
    article = page.text.partition("<article")[2].partition("</article>")[0]
    assert base.rpartition("/")[2] not in article, "the secret link does not stand on paper that is shown around"
    first, latest = fingerprints(page)
    assert latest == case.head.hex() != first
    assert "langkah" in told
    assert f'href="{base}/tanda-terima"' in (await client.get(base)).text


async def test_a_receipt_needs_the_secret_link(client: httpx.AsyncClient, house: House) -> None:
    case = await filed(house)
    assert (await client.get(f"/lacak/{case.code}/xyz/tanda-terima")).status_code == 404


async def test_the_picture_holds_the_address_of_the_check(client: httpx.AsyncClient, house: House) -> None:
    case = await filed(house)
    page = await client.get(f"{follow(house, case)}/tanda-terima")
    address = f"http://tanggap.test{checks(case.head, case.code)}"
    assert Picture(address).labelled("Kode QR menuju halaman periksa tanda terima ini") in page.text


async def test_the_check_shows_nothing_of_the_case(client: httpx.AsyncClient, house: House) -> None:
    case = await filed(house, kind=Kind.OVERSIGHT, about_unit="BMBK")
    await night(house)
    page = await client.get(checks(case.head))
    assert "Masih utuh" in words(page)
    for told in (case.code, ticket.show(case.code), REPORT, str(case.id), "pengawasan", "Inspektorat"):
        assert told not in page.text
    proof = (await client.get(f"/bukti/bukti.json?sidik={case.head.hex()}")).text
    assert case.code not in proof
    assert case.id.hex not in proof.replace("-", "")


async def test_what_came_after_is_counted(client: httpx.AsyncClient, house: House) -> None:
    case = await filed(house)
    await night(house)
    after = await done(house, case.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)
    page = await client.get(checks(case.head))
    assert "aduannya berlanjut" in words(page)
    assert f"{after.version - case.version} langkah baru" in words(page)


async def test_an_unknown_fingerprint_is_not_found_and_slowed_down(client: httpx.AsyncClient, house: House) -> None:
    case = await filed(house)
    await night(house)
    unknown = await client.get(checks("ab" * 32))
    assert unknown.status_code == 404
    assert "Tidak ditemukan" in words(unknown)
    unfiled = await client.get(checks("ab" * 32, ticket.draw()))
    other = await client.get(checks("ab" * 32, case.code))
    assert words(unfiled) == words(other), "nobody learns by it whether a code exists"
    statuses = [(await client.get(checks("cd" * 32))).status_code for _ in range(house.lookup_limit.times + 1)]
    assert statuses[-1] == 429
    assert "Terlalu banyak" in (await client.get(checks("cd" * 32))).text


@pytest.mark.parametrize("written", ["", "abc", "g" * 64, "%00", "<script>alert(1)</script>"])
async def test_what_is_no_fingerprint_is_said_to_be_none(client: httpx.AsyncClient, written: str) -> None:
    page = await client.get(f"/bukti/periksa?sidik={written}")
    assert page.status_code == 422
    assert len(errors(page.text)) == 1
    assert "<script>alert" not in page.text


async def test_an_altered_log_is_admitted(client: httpx.AsyncClient, house: House) -> None:
    case = await resolved(house)
    await night(house)
    await behind_our_back(house, "complaint_events", "UPDATE complaint_events SET actor = 'system' WHERE version = 2")
    page = await client.get(checks(case.head))
    assert page.status_code == 200
    assert "Catatannya sudah diubah" in words(page)
    assert 'role="alert"' in page.text


def ran(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    """The script as somebody runs it who has Python and nothing of ours."""
    return subprocess.run([sys.executable, "-I", *arguments], capture_output=True, text=True, check=False)


async def test_the_downloads_satisfy_the_script_that_is_offered(
    client: httpx.AsyncClient, house: House, tmp_path: Path
) -> None:
    case = await resolved(house)
    await night(house)
    await night(house, 2)
    page = await client.get(checks(case.head))
    script = await client.get(static("periksa_bukti.py"))
    assert static("periksa_bukti.py") in page.text
    proof = await client.get(f"/bukti/bukti.json?sidik={case.head.hex()}")
    assert "attachment" in proof.headers["content-disposition"]
    roots = await client.get("/bukti/akar.txt")
    for name, answer in (("periksa.py", script), ("bukti.json", proof), ("akar.txt", roots)):
        (tmp_path / name).write_bytes(answer.content)
    arguments = [str(tmp_path / name) for name in ("periksa.py", "bukti.json", "akar.txt")]
    run = ran(arguments)
    assert run.stdout == "COCOK / MATCHES\n", run.stderr
    (tmp_path / "bukti.json").write_text(json.dumps(proof.json() | {"fingerprint": "00" * 32}))
    run = ran(arguments)
    assert run.returncode == 1


async def test_there_is_no_proof_before_a_root(client: httpx.AsyncClient, house: House) -> None:
    case = await filed(house)
    assert (await client.get(f"/bukti/bukti.json?sidik={case.head.hex()}")).status_code == 404


async def test_the_roots_are_listed_newest_first_and_whole_as_text_and_json(
    client: httpx.AsyncClient, house: House
) -> None:
    assert "Belum ada akar" in words(await client.get("/bukti"))
    await night(house)
    await night(house, PAGE + 1)
    days = await all_published(house.database)
    page = await client.get("/bukti")
    assert [page.text.index(one.root.hex()) for one in days[-1:1:-1]] == sorted(
        page.text.index(one.root.hex()) for one in days[2:]
    )
    assert days[0].root.hex() not in page.text
    assert days[0].root.hex() in (await client.get("/bukti?halaman=2")).text
    text = (await client.get("/bukti/akar.txt")).text
    assert [line for line in text.splitlines() if not line.startswith("#")] == [one.line for one in days]
    told = (await client.get("/bukti/akar.json")).json()
    assert [(one["day"], one["root"], one["seal"]) for one in told] == [tuple(one.line.split()) for one in days]
    for answer in (text, json.dumps(told), page.text):
        assert not re.search(r'"?(size|leaves|salt)"?[":=]', answer), "no count of what happened"


async def test_the_pages_of_proof_speak_english(client: httpx.AsyncClient, house: House) -> None:
    await client.get("/bahasa/en")
    case, going_on = await resolved(house), await filed(house)
    paths = ["/bukti", checks(case.head, case.code), f"{follow(house, case)}/tanda-terima"]
    for path in paths:
        assert left_over((await client.get(path)).text) == [], path
    await night(house)
    await done(house, going_on.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)
    for path in (
        *("/bukti", "/bukti/periksa", "/bukti/periksa?sidik=x", checks("00" * 32), checks(case.head)),
        *(checks(going_on.head), f"{follow(house, going_on)}/tanda-terima"),
    ):
        page = (await client.get(path)).text
        assert 'lang="en"' in page
        assert left_over(page) == [], path
    await behind_our_back(house, "complaint_events", "DELETE FROM complaint_events")
    assert left_over((await client.get(checks(case.head))).text) == []
