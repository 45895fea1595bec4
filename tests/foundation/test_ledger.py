"""A chain that was touched anywhere is found there, in every stream and only there."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from foundation.ledger import GENESIS, Broken, Entry, link, verify

START = datetime(2026, 3, 13, 2, tzinfo=UTC)


def chain(stream: UUID, length: int) -> list[Entry]:
    entries: list[Entry] = []
    previous = GENESIS
    for version in range(1, length + 1):
        fields = (stream, version, "complaint.noted", START + timedelta(seconds=version), "citizen", "web:1", 0)
        data = {"number": version, "share": 0.5}
        row_hash = link(previous, *fields, data)
        entries.append(Entry(*fields, data, previous, row_hash))
        previous = row_hash
    return entries


CHAINS = st.lists(st.integers(1, 6), min_size=1, max_size=4).map(
    lambda lengths: [chain(UUID(int=number + 1), length) for number, length in enumerate(lengths)]
)


@given(CHAINS)
def test_an_untouched_log_holds(chains: list[list[Entry]]) -> None:
    assert list(verify(entry for one in chains for entry in one)) == []


@given(CHAINS, st.data())
def test_a_changed_row_is_named(chains: list[list[Entry]], data: st.DataObject) -> None:
    which = data.draw(st.integers(0, len(chains) - 1))
    row = data.draw(st.integers(0, len(chains[which]) - 1))
    entry = chains[which][row]
    change = data.draw(
        st.sampled_from(
            [
                {"type": "complaint.other"},
                {"at": entry.at + timedelta(microseconds=1)},
                {"actor": "officer"},
                {"cause": "web:2"},
                {"ordinal": 1},
                {"data": {**entry.data, "number": 99}},
                {"hash": bytes(32)[:-1] + b"x"},
                {"previous": b"x" * 32},
            ]
        )
    )
    chains[which][row] = entry._replace(**change)
    assert [broken[:2] for broken in verify(entry for one in chains for entry in one)] == [(entry.stream, row + 1)]


@given(CHAINS, st.data())
def test_a_row_left_out_is_named(chains: list[list[Entry]], data: st.DataObject) -> None:
    which = data.draw(st.integers(0, len(chains) - 1))
    if len(chains[which]) < 2:
        return
    row = data.draw(st.integers(0, len(chains[which]) - 2))
    stream = chains[which][row].stream
    del chains[which][row]
    found = list(verify(entry for one in chains for entry in one))
    assert found == [Broken(stream, row + 2, f"version {row + 1} is missing")]


@given(CHAINS)
def test_a_chain_forged_from_its_middle_does_not_fit(chains: list[list[Entry]]) -> None:
    forged = chain(UUID(int=99), 3)
    mixed = [*chains[0][:1], forged[1]._replace(stream=chains[0][0].stream)]
    assert [broken.version for broken in verify(mixed)] == [2]
