"""Pages of the office as the demonstration fills them, by whom they are for; each has a picture in docs/pages.md."""

from tests.web.page_state import State


def _of(officer: str, name: str, path: str, picture: str) -> State:
    return State(f"kantor-{name}", path, officer=officer, picture=picture)


DESK_STATES = (
    _of("koordinator", "triase", "/kantor/triase", "Sorting: one report, what the router makes of it, a key each."),
    _of("koordinator", "catat", "/kantor/baru", "Taking a complaint down for somebody."),
    _of("koordinator", "luar", "/kantor/luar", "What was sent to bodies outside, and who is silent."),
    _of("bmbk", "kotak", "/kantor/kotak", "A unit's work by working time left."),
    _of("bmbk", "aduan", "/kantor/aduan/{case}", "One case: facts, words, notes and clocks, and what can be done."),
    _of("pengawas", "pengawasan", "/kantor/pengawasan", "What is late, what will be this week, who has it."),
    _of("pengawas", "rincian", "/kantor/pengawasan/rincian", "Units side by side, each figure with its interval."),
    _of("pengawas", "kendali", "/kantor/pengawasan/kendali", "What has changed, and what only wavers."),
    _of("pengawas", "corong", "/kantor/pengawasan/corong", "Units without a ranking."),
    _of("pengawas", "bukti", "/kantor/pengawasan/bukti", "Evidence worth a look, side by side; nobody is accused."),
    _of("pengawas", "nasional", "/kantor/laporan/nasional", "The figures national evaluators ask for."),
    _of("admin", "sistem", "/kantor/sistem", "How the installation stands."),
)

VERDICT = _of("analis", "hasil", "/kantor/pelatihan/hasil/{material}", "Did a training help? Beside those who wait.")
"""Of a smaller invented history, since the demonstration held no training."""
