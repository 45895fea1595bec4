"""The verbs are there, say what they do, keep standard output for JSON, and end with the right exit code."""

import json
import os
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from foundation.embedded import Address, EmbeddedPostgres
from service.__main__ import VERBS, main
from service.commands import developing
from tests.service.conftest import LAMPUNG

CONTRACT = (
    *("up", "web", "worker", "test", "check", "migrate", "region", "rebuild", "journal", "sla", "import", "export"),
    *("backup", "restore", "user", "bench", "routing", "competency", "demo"),
)


@pytest.fixture
def run(database_address: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs a verb over the test's own database."""
    monkeypatch.setenv("DATABASE_URL", database_address.url)
    monkeypatch.setenv("TANGGAP_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("TANGGAP_PASSWORD", "kata sandi yang panjang")

    def runs(*words: str, stdin: str = "") -> Result:
        return CliRunner().invoke(main, words, input=stdin)

    return runs


def test_the_names_of_the_verbs_are_a_contract() -> None:
    assert set(VERBS) == set(CONTRACT)


@pytest.mark.parametrize("name", CONTRACT)
def test_every_verb_has_help(name: str) -> None:
    shown = CliRunner().invoke(main, [name, "--help"])
    assert shown.exit_code == 0
    assert "Usage:" in shown.stdout


@pytest.mark.parametrize("words", [["region", "load"], ["journal", "verify"], ["import", "history"], ["user", "add"]])
def test_verbs_of_two_words_have_help(words: list[str]) -> None:
    shown = CliRunner().invoke(main, [*words, "--help"])
    assert shown.exit_code == 0
    assert "--json" in shown.stdout


def test_the_list_names_every_verb_with_a_sentence() -> None:
    shown = CliRunner().invoke(main, ["--help"]).stdout
    for verb in VERBS.values():
        assert verb.sentence in " ".join(shown.split())


def test_wrong_use_ends_with_two() -> None:
    assert CliRunner().invoke(main, ["nonsense"]).exit_code == 2
    assert CliRunner().invoke(main, ["region", "load"]).exit_code == 2
    assert CliRunner().invoke(main, ["bench", "nonsense"]).exit_code == 2


@pytest.mark.parametrize(("pytest_code", "ours"), [(0, 0), (1, 1), (2, 1), (3, 1), (4, 2), (5, 2), (-9, 1)])
def test_what_pytest_says_is_told_in_our_exit_codes(
    pytest_code: int, ours: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(developing, "_test", lambda _: pytest_code)
    assert CliRunner().invoke(main, ["test"]).exit_code == ours


def test_a_database_without_tables_is_told_in_a_sentence(run: Any, server: EmbeddedPostgres) -> None:
    os.environ["DATABASE_URL"] = server.address.of("postgres").url  # `run` puts it back
    for words in (("journal", "verify"), ("rebuild",)):
        told = run(*words, "--json")
        assert (told.exit_code, told.stdout) == (1, "")
        assert "./tanggap migrate" in told.stderr


def test_a_setting_that_cannot_be_understood_is_wrong_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANGGAP_PORT", "eight")
    assert CliRunner().invoke(main, ["migrate"]).exit_code == 2


@pytest.mark.parametrize("address", ["nonsense", "mysql://root:rahasia@127.0.0.1/x", "host=/tmp user=rahasia"])
def test_an_address_of_no_postgresql_is_wrong_use_and_not_repeated(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    told = CliRunner().invoke(main, ["migrate"])
    assert told.exit_code == 2
    assert "DATABASE_URL" in told.stderr
    assert "rahasia" not in told.stderr


def test_a_database_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    told = CliRunner().invoke(main, ["migrate"])
    assert told.exit_code == 1
    assert "cannot be reached" in told.stderr


def test_a_region_is_loaded_once(run: Any) -> None:
    first, second = (json.loads(run("region", "load", str(LAMPUNG), "--json").stdout) for _ in range(2))
    assert (first["applied"], first["version"]) == (True, 1)
    assert (second["applied"], second["version"], second["differences"]) == (False, 1, [])


def test_a_dry_run_changes_nothing(run: Any) -> None:
    assert json.loads(run("region", "load", str(LAMPUNG), "--json", "--dry-run").stdout)["applied"] is False
    assert json.loads(run("region", "load", str(LAMPUNG), "--json").stdout)["applied"] is True


def test_a_bad_folder_is_a_fault(run: Any, tmp_path: Path) -> None:
    refused = run("region", "load", str(tmp_path / "nowhere"), "--json")
    assert refused.exit_code == 1
    assert json.loads(refused.stdout)["faults"]


def test_accounts_come_and_go(run: Any) -> None:
    run("region", "load", str(LAMPUNG))
    added = run("user", "add", "Kepala", "--role", "administrator", "--json")
    assert json.loads(added.stdout) == {
        "username": "kepala",
        "posts": [{"role": "administrator", "unit": "DISKOMINFOTIK"}],
    }
    assert run("user", "add", "kepala", "--role", "administrator").exit_code == 1
    assert run("user", "add", "lain", "--role", "officer").exit_code == 1
    assert run("user", "add", "lain", "--role", "officer", "--unit", "NASA").exit_code == 1
    assert run("user", "add", "lain", "--role", "king").exit_code == 2
    short = run("user", "add", "lain", "--role", "officer", "--unit", "BMBK", "--password-stdin", stdin="pendek\n")
    assert short.exit_code == 1
    assert run("user", "disable", "kepala").exit_code == 0
    assert run("user", "disable", "nobody").exit_code == 1
    listed = json.loads(run("user", "list", "--json").stdout)
    assert [(one["username"], one["disabled"]) for one in listed] == [("kepala", True)]


def test_an_empty_log_verifies_and_rebuilds(run: Any) -> None:
    run("region", "load", str(LAMPUNG))
    verified = run("journal", "verify", "--json")
    assert (verified.exit_code, json.loads(verified.stdout)["good"]) == (0, True)
    rebuilt = run("rebuild", "--json")
    assert (rebuilt.exit_code, json.loads(rebuilt.stdout)["identical"]) == (0, True)


def test_history_with_a_bad_line_is_a_fault_and_lands_the_rest(run: Any, tmp_path: Path) -> None:
    run("region", "load", str(LAMPUNG))
    file = tmp_path / "past.jsonl"
    good = {"source": "lapor", "source_id": "1", "text": "Jalan rusak.", "received_at": "2024-01-02T08:00:00+07:00"}
    file.write_text(json.dumps(good) + "\n{}\n")
    taken = run("import", "history", str(file), "--json")
    assert taken.exit_code == 1
    found = json.loads(taken.stdout)
    assert (found["added"], [one["line"] for one in found["bad"]]) == (1, [2])
    file.write_text(json.dumps(good) + "\n")
    again = run("import", "history", str(file), "--json")
    assert (again.exit_code, json.loads(again.stdout)["known"]) == (0, 1)
    assert run("import", "history", str(tmp_path / "nowhere")).exit_code == 2


def test_a_tampered_word_is_named_and_is_a_fault(run: Any, tmp_path: Path, database_address: Address) -> None:
    import asyncio

    import asyncpg

    test_history_with_a_bad_line_is_a_fault_and_lands_the_rest(run, tmp_path)

    async def tamper() -> None:
        connection = await asyncpg.connect(
            host=str(database_address.socket_folder), user=database_address.user, database=database_address.database
        )
        await connection.execute("UPDATE complaint_words SET content = 'Jalan bagus.'")
        await connection.close()

    asyncio.run(tamper())
    found = run("journal", "verify")
    assert found.exit_code == 1
    assert "version 1: its report was altered after it was written" in found.stdout


def test_the_commands_and_the_list_agree() -> None:
    context = click.Context(main)
    for name in main.list_commands(context):
        assert main.get_command(context, name) is not None


class TestDue:
    """`sla due` on the shipped data; no database, no data folder."""

    def promises(self, *words: str) -> list[dict[str, Any]]:
        answer = CliRunner().invoke(main, ["sla", "due", "--json", *words])
        assert answer.exit_code == 0, answer.stderr
        found: list[dict[str, Any]] = json.loads(answer.stdout)["promises"]
        return found

    @pytest.mark.parametrize(
        ("filed", "days", "due"),
        [
            ("2026-03-17T09:00", 3, "2026-03-27"),
            ("2026-03-13T09:00+07:00", 5, "2026-03-27"),
            ("2026-03-13T09:00", 14, "2026-04-10"),
            ("2025-03-27T09:00", 5, "2025-04-14"),
        ],
    )
    def test_around_lebaran(self, filed: str, days: int, due: str) -> None:
        (promise,) = self.promises("--days", str(days), "--filed", filed)
        assert (promise["due"][:10], promise["target"]) == (due, days)
        assert sum(row["counted"] for row in promise["explain"]) == days
        assert all(row["reason"] for row in promise["explain"])

    def test_all_promises_of_a_kind(self) -> None:
        found = {one["stage"]: one for one in self.promises("--kind", "aspirasi", "--filed", "2026-11-20T10:00")}
        assert {stage: one["target"] for stage, one in found.items()} == {
            "verify": 3,
            "first_response": 5,
            "completion": 14,
        }

    def test_a_formal_request_and_a_unit_and_region_of_its_own(self) -> None:
        formal = self.promises("--kind", "permohonan_informasi_publik", "--filed", "2026-11-20T10:00")
        assert {one["stage"]: one["target"] for one in formal} == {"verify": 3, "first_response": 5, "completion": 10}
        kind = ("--kind", "pengaduan_tidak_berkadar_pengawasan", "--filed", "2026-11-20T10:00", "--unit", "DPU")
        semarang = {one["stage"]: one for one in self.promises(*kind, "--region", "semarang")}
        assert semarang["verify"]["due"] == "2026-11-21T10:00:00+07:00"
        assert (semarang["verify"]["target"], semarang["verify"]["counted_in"]) == (24, "hours")
        assert [row["counted"] for row in semarang["verify"]["explain"]] == [True, True]
        assert semarang["completion"]["due"] == "2026-11-25T16:00:00+07:00"

    def test_every_day_is_told_with_its_reason(self) -> None:
        (promise,) = self.promises("--days", "3", "--filed", "2026-03-17T09:00")
        said = {row["date"][8:]: row["reason"] for row in promise["explain"]}
        assert list(said) == [str(day) for day in range(17, 28)]
        assert said["17"] == "hari laporan diterima, tidak dihitung"
        assert said["18"] == "cuti bersama: Cuti Bersama Hari Suci Nyepi"
        assert said["25"] == "hari kerja (Rabu)"

    def test_working_hours_start_with_the_next_working_instant(self) -> None:
        (promise,) = self.promises("--hours", "2", "--filed", "2026-11-20T23:00")
        assert promise["due"] == "2026-11-23T09:30:00+07:00"
        assert [row["counted"] for row in promise["explain"]] == [False, False, False, True]

    @pytest.mark.parametrize(
        "words",
        [
            ("--filed", "2026-11-20"),
            ("--days", "3", "--hours", "2", "--filed", "2026-11-20"),
            ("--days", "3", "--filed", "besok"),
            ("--days", "3", "--filed", "2026-11-20", "--unit", "TIADA"),
            ("--days", "0", "--filed", "2026-11-20"),
        ],
    )
    def test_wrong_use(self, words: tuple[str, ...]) -> None:
        assert CliRunner().invoke(main, ["sla", "due", *words]).exit_code == 2
