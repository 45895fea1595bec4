"""The bench of the bot in small: it runs, says what it promises, and finds nothing lost, doubled or too fast."""

import json

import pytest

from bench.bot import bot
from bench.bot_broadcast import judged


def test_a_quick_run_reports_in_json_and_finds_the_effect_of_every_update(capfd: pytest.CaptureFixture[str]) -> None:
    bot.main(["--quick", "--json"], standalone_mode=False)
    report = json.loads(capfd.readouterr().out)
    assert [level["citizens"] for level in report["levels"]] == [1, 12]
    positive = ("per_second", "p50_ms", "p99_ms", "filings_per_second", "postgres_cpu_ms", "replicas_cpu_ms")
    assert all(level[name] > 0 for level in report["levels"] for name in positive)
    assert all(0 < level["postgres_share"] < 1 for level in report["levels"])
    assert report["updates"] > report["complaints"] > 0
    assert report["delivered_twice"] > 0
    assert (report["lost"], report["doubled"], report["misplaced"], report["owed"]) == (0, 0, 0, 0)
    # No update of the mix is answered by silence, and some by several messages.
    assert report["sent"] >= report["updates"]
    broadcast = report["broadcast"]
    assert broadcast["kept"] is True
    assert (broadcast["owed"], broadcast["messages"], broadcast["chats"]) == (60, 60, 42)


def test_a_broadcast_is_judged_by_what_arrived() -> None:
    steady = [(number * 0.04, number) for number in range(100)]
    assert judged(100, steady)["kept"] is True
    assert judged(101, steady)["kept"] is False, "one never came"
    assert judged(101, [*steady, (3.0, 3)])["kept"] is True
    assert judged(101, [*steady, (0.9, 3)])["kept"] is False, "less than a second after the one before, to one chat"
    burst = [(number * 0.03, number) for number in range(100)]
    assert judged(100, burst)["most_in_a_second"] == 34
    assert judged(100, burst)["kept"] is False
