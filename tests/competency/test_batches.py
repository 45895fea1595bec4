"""A training from accepted needs to certificates, in PostgreSQL."""

from datetime import UTC, datetime, time, timedelta

import msgspec
import pytest
from icalendar import Calendar
from sqlmodel import select

from competency.batch_tables import TrainingNoticeRow, TrainingRewardRow
from competency.certificates import Certificates
from competency.decisions import Decisions, Incentives, Kind
from competency.lots import ETHICS, WAITED, draw
from competency.need_events import Reason, Status
from competency.needs import Reject
from competency.providers import rated
from competency.rewards import rewards_of
from competency.training_calendar import calendar_of
from competency.training_mails import TrainingMails
from competency.training_notices import TrainingNotes
from competency.training_rules import TrainingRules
from competency.trainings import Draft as TrainingDraft
from complaints.commands import Forward, Words
from complaints.kinds import Visibility
from foundation.clock import SetClock
from foundation.errors import Invalid, NotAllowed, NotFound, Refused
from notices.channel import Message
from people.actor import Role
from tests.competency.training_world import FIRST_DAY, LAST_DAY, UNITS, ZONE, accepted, draft, planned, world
from tests.conftest import NOW
from tests.fakes import FakeChannel
from tests.web.citizen import COORDINATOR, done, filed, published
from tests.web.officer import PASSWORD, hire
from web.house import House

TODAY = NOW.astimezone(ZONE).date()
KINDS = dict.fromkeys(UNITS, "dinas")


def at(house: House, day: object, hour: int = 9) -> None:
    """Set the clock to an hour of a day in the region."""
    assert isinstance(house.clock, SetClock)
    house.clock.instant = datetime.combine(day, time(hour), ZONE).astimezone(UTC)  # type: ignore[arg-type]


async def test_a_training_is_drawn_for_held_and_certified(house: House) -> None:
    here = await world(house)
    person = here.analyst.person
    assert person is not None
    batch = await planned(here)
    listed = (await here.batches.one(batch)).needs
    assert {one.unit for one in listed} == set(UNITS), "nobody is left out by choice"
    outlook = await here.lots.outlook(batch, 12, KINDS, TODAY)
    assert (outlook.places, outlook.comparable) == (7, True), "five go on waiting"
    await here.lots.publish(batch, 12, KINDS, TODAY, person)
    (lot,) = await here.lots.of(batch)
    assert lot.secret == lot.seed == "", "nobody can read the secret before the draw"
    with pytest.raises(Refused):
        await here.lots.publish(batch, 12, KINDS, TODAY, person)
    with pytest.raises(Refused):
        await here.seats.invite(batch)
    with pytest.raises(Refused):
        await here.seats.propose(batch)
    drawn = await here.lots.draw(batch, "47", here.analyst)
    assert (len(drawn.drawn), len(drawn.waiting)) == (7, 5)
    (lot,) = await here.lots.of(batch)
    assert lot.holds
    assert draw(lot.pool, lot.places, lot.seed) == drawn
    assert not msgspec.structs.replace(lot, witness="48").holds
    whole = await here.batches.one(batch)
    assert {str(one.need) for one in whole.waiting} == set(drawn.waiting)
    assert {one.id for one in await here.needs.accepted()} == {one.need for one in whole.waiting}
    with pytest.raises(Refused):
        await here.lots.drop(batch, "tidak suka hasilnya")

    assert await here.seats.propose(batch) == 7
    assert await here.seats.propose(batch) == 0
    waits = whole.waiting[0].unit
    with pytest.raises(Refused):
        await here.seats.add_unit(batch, str(waits))
    assert await here.seats.invite(batch) == 7
    units = [str(one.unit) for one in whole.trained]
    guests = [here.people[unit].person for unit in units]
    stranger = here.people[str(waits)].person
    assert stranger is not None
    with pytest.raises(NotFound):
        await here.seats.answer(batch, stranger, accepts=True)
    for guest in guests[:5]:
        assert guest is not None
        await here.seats.answer(batch, guest, accepts=True)
    refuser, latecomer = guests[5], guests[6]
    assert refuser is not None
    assert latecomer is not None
    with pytest.raises(Invalid):
        await here.seats.answer(batch, refuser, accepts=False, refusal="malas")
    await here.seats.answer(batch, refuser, accepts=False, refusal="tugas")
    with pytest.raises(Invalid):
        await here.seats.follow(batch, refuser, "lupakan")
    await here.seats.follow(batch, refuser, "angkatan_berikut")
    with pytest.raises(Refused):
        await here.seats.answer(batch, refuser, accepts=True)

    token = here.attendance.token(batch, FIRST_DAY)
    with pytest.raises(Refused):
        await here.attendance.come(batch, FIRST_DAY, token, latecomer)
    at(house, FIRST_DAY)
    with pytest.raises(NotFound):
        await here.attendance.come(batch, LAST_DAY, token, latecomer)
    for _again in range(2):
        await here.attendance.come(batch, FIRST_DAY, token, latecomer)
    attending = [one for one in guests if one is not None and one != refuser]
    with pytest.raises(Invalid):
        await here.attendance.note(batch, FIRST_DAY, {attending[0]: "bosan"})
    await here.attendance.note(batch, FIRST_DAY, dict.fromkeys(attending[:5], "hadir"))
    at(house, LAST_DAY, 15)
    with pytest.raises(Refused):
        await here.attendance.close(batch, here.analyst)
    await here.attendance.note(batch, LAST_DAY, dict.fromkeys(attending[:4], "hadir") | {attending[4]: "sakit"})
    assert (await here.attendance.marks(batch)).missing(attending) == 1
    await here.attendance.note(batch, LAST_DAY, {latecomer: "hadir"})
    assert await here.attendance.close(batch, here.analyst) == 5
    seats = {one.officer: one for one in await here.seats.of(batch)}
    assert (seats[latecomer].hours, seats[latecomer].finished) == (16, True)
    assert (seats[attending[4]].hours, seats[attending[4]].finished) == (8, False), "half the days, half the hours"
    assert seats[refuser].hours is None
    after = {one.unit: await here.needs.one(one.need, here.analyst) for one in whole.trained}
    lost = units[guests.index(refuser)]
    assert {unit for unit, one in after.items() if one.need.status == Status.ACCEPTED} == {lost}
    assert {unit for unit, one in after.items() if one.need.status == Status.TRAINED} == set(units) - {lost}

    certificates = Certificates(house.database, house.clock)
    assert await certificates.own(refuser) == []
    (own,) = await certificates.own(latecomer)
    checked = await certificates.check(own.shown_code.lower())
    assert (checked.officer, checked.hours, checked.training) == (latecomer, 16, "Menangani keluhan sampah")
    assert checked.name not in checked.masked
    with pytest.raises(Invalid):
        await certificates.revoke(batch, own.code, " ", here.analyst)
    with pytest.raises(NotAllowed):
        await certificates.revoke(batch, own.code, "Salah nama", here.people["DLH"])
    await certificates.revoke(batch, own.code, "Salah nama", here.analyst)
    gone = await certificates.check(own.code)
    assert (gone.revoked_why, gone.revoked_by, gone.replaced) == ("Salah nama", "Nama analis", False)
    with pytest.raises(Refused):
        await certificates.revoke(batch, own.code, "lagi", here.analyst)
    code = await certificates.issue_again(batch, own.code, "Nama sudah dibetulkan", here.analyst)
    new, old = await certificates.own(latecomer)
    assert (new.code, new.hours, new.revoked_at, new.issued_why) == (code, 16, None, "Nama sudah dibetulkan")
    assert (old.code, old.replaced, old.revoked_why) == (own.code, True, "Salah nama")
    with pytest.raises(Refused):
        await certificates.issue_again(batch, own.code, "lagi", here.analyst)
    last = await certificates.issue_again(batch, code, "Kertas hilang", here.analyst)
    assert [one.revoked_at is None for one in await certificates.own(latecomer)].count(True) == 1
    assert last not in (code, own.code)
    notes = await TrainingNotes(house.database, house.clock).of(latecomer)
    assert [one.purpose for one in notes][:4] == ["certificate", "certificate", "revoked", "certificate"]
    for wrong in ("AAAA", "7KQ4M2XP9T0", ""):
        with pytest.raises(NotFound):
            await certificates.check(wrong)
    async with house.database.reading() as session:
        assert (await session.exec(select(TrainingRewardRow))).all() == [], "nothing was decided to be given"


async def test_a_cancelled_training_leaves_its_needs_waiting_and_tells_people(house: House) -> None:
    here = await world(house, UNITS[:7])
    person = here.analyst.person
    assert person is not None
    batch = await planned(here)
    await here.lots.publish(batch, 7, KINDS, TODAY, person, compare=False)
    await here.lots.drop(batch, "Salah jumlah tempat")
    await here.lots.publish(batch, 7, KINDS, TODAY, person)
    standing, dropped = await here.lots.of(batch)
    assert dropped.dropped_why == "Salah jumlah tempat", "a lot that was given up stays to be seen"
    assert (dropped.places, standing.places) == (7, 2)
    await here.lots.draw(batch, "saksi 12", here.analyst)
    await here.seats.propose(batch)
    await here.seats.invite(batch)
    seat = (await here.seats.of(batch))[0]
    mails = TrainingMails(house.database, house.clock, house.keys, house.region)
    channel = FakeChannel()
    assert await mails.run([channel], lambda purpose, one: f"https://contoh.go.id/{purpose}/{one}") == 0
    assert [one.purpose for one in await TrainingNotes(house.database, house.clock).of(seat.officer)] == ["invitation"]
    await here.batches.move(batch, draft(here.provider, place="Gedung lain"), [FIRST_DAY, LAST_DAY])
    await here.batches.cancel(batch, "Narasumber berhalangan", here.analyst)
    notes = TrainingNotes(house.database, house.clock)
    assert [one.purpose for one in await notes.of(seat.officer)] == ["cancelled", "moved", "invitation"]
    assert await notes.unread(seat.officer) == 3
    await notes.read(seat.officer)
    assert await notes.unread(seat.officer) == 0
    assert len(await here.needs.accepted()) == 7
    with pytest.raises(Refused):
        await here.seats.answer(batch, seat.officer, accepts=True)
    with pytest.raises(Refused):
        await here.batches.cancel(batch, "lagi", here.analyst)


async def test_who_waited_a_year_and_what_is_of_honesty_goes_first(house: House) -> None:
    here = await world(house, UNITS[:8])
    person = here.analyst.person
    assert person is not None
    old = await accepted(house, "SETWAN", NOW - timedelta(days=400))
    batch = await planned(here)
    await here.lots.publish(batch, 3, KINDS, TODAY, person)
    drawn = await here.lots.draw(batch, "1", here.analyst)
    assert drawn.first == {str(old): WAITED}
    assert (len(drawn.drawn), len(drawn.waiting)) == (2, 6)
    await accepted(house, "BKD", NOW, "MAN-INTEGRITAS")
    honest = await here.catalogue.add(TrainingDraft("Gratifikasi", "workshop", "MAN-INTEGRITAS", 1, 4, 0), person)
    material = (await here.catalogue.one(honest)).material.id
    second = await here.batches.plan(material, draft(here.provider), [FIRST_DAY], here.analyst)
    outlook = await here.lots.outlook(second, 1, KINDS, TODAY)
    assert [one.first for one in outlook.entries] == [ETHICS]
    assert (await here.batches.one(second)).batch.code == "PLT-2026-0002"


async def test_a_private_provider_is_checked_before_each_unit(house: House) -> None:
    here = await world(house, UNITS[:2], kind="csr")
    person = here.analyst.person
    assert person is not None
    batch = await planned(here)
    await here.lots.publish(batch, 2, KINDS, TODAY, person)
    await here.lots.draw(batch, "3", here.analyst)
    await here.seats.propose(batch)
    assert set((await here.batches.one(batch)).conflicts.unchecked) == set(UNITS[:2])
    with pytest.raises(Refused):
        await here.seats.invite(batch)
    with pytest.raises(Invalid):
        await here.conflicts.record(batch, "DLH", True, False, "none", "", here.analyst)
    with pytest.raises(Invalid):
        await here.conflicts.record(batch, "DLH", True, False, "managed", "", here.analyst)
    await here.conflicts.record(batch, "DLH", False, True, "refused", "Aduan limbah belum selesai", here.analyst)
    await here.conflicts.record(batch, "DISHUB", False, False, "none", "", here.analyst)
    assert (await here.batches.one(batch)).conflicts.barred == ("DLH",)
    with pytest.raises(Refused):
        await here.seats.invite(batch)
    await here.conflicts.record(batch, "DLH", False, True, "managed", "Aduan selesai, disaksikan", here.analyst)
    assert (await here.batches.one(batch)).conflicts.clear
    assert await here.seats.invite(batch) == 2
    assert [one.finding for one in await here.conflicts.of_provider(here.provider)] == ["managed", "none", "refused"]


async def test_open_complaints_that_name_a_provider_are_counted_and_answered_for(house: House) -> None:
    """Only how many, only of those whose words the analyst may read, and only before the unit that has them."""
    here = await world(house, ("BMBK", "DLH"), kind="csr")
    person = here.analyst.person
    assert person is not None
    await here.providers.write(here.provider, "csr", "PT. Sumber Air Contoh (CSR)", "", "", person)
    await published(house, "Limbah dari PT Sumber  Air Contoh masuk ke selokan kami")
    await published(house, "sumber-air contoh menutup jalan")
    await published(house, "Dari sumber air itu, contoh lain: sumber airnya kering")
    secret = await filed(house, "PT Sumber Air Contoh mengancam saya", visibility=Visibility.CONFIDENTIAL)
    await done(house, secret.id, Forward("BMBK", "jalan_rusak"), COORDINATOR)
    await filed(house, "PT Sumber Air Contoh, belum diteruskan ke unit")
    assert await here.conflicts.naming(here.provider, ["BMBK", "DLH"], here.analyst) == {"BMBK": 2}
    assert await here.conflicts.naming(here.provider, ["BMBK"], here.people["DLH"]) == {}
    batch = await planned(here)
    with pytest.raises(Invalid) as refused:
        await here.conflicts.record(batch, "BMBK", False, False, "none", "", here.analyst)
    assert set(refused.value.fields) == {"complaint"}
    assert "2 aduan" in refused.value.fields["complaint"].format(count=2)
    await here.conflicts.record(batch, "BMBK", False, False, "none", "Nama yang sama, perusahaan lain", here.analyst)
    await here.conflicts.record(batch, "DLH", False, False, "none", "", here.analyst)
    assert {one.unit: one.named for one in await here.conflicts.of_provider(here.provider)} == {"BMBK": 2, "DLH": 0}


async def test_invitations_and_reminders_are_mailed_once_each(house: House) -> None:
    here = await world(house, ())
    person = here.analyst.person
    assert person is not None
    posts = [(Role.OFFICER, "DLH")]
    await house.accounts.add("petugas", "Nama Petugas", PASSWORD, posts, "petugas@contoh.go.id")
    await accepted(house, "DLH", NOW)
    batch = await planned(here)
    await here.lots.publish(batch, 1, KINDS, TODAY, person)
    await here.lots.draw(batch, "5", here.analyst)
    await here.seats.propose(batch)
    await here.seats.invite(batch)
    mails, channel = TrainingMails(house.database, house.clock, house.keys, house.region), FakeChannel()

    async def sent() -> list[Message]:
        before = len(channel.sent)
        await mails.run([channel], lambda purpose, one: f"https://contoh.go.id/{purpose}")
        return channel.sent[before:]

    (invitation,) = await sent()
    assert "Menangani keluhan sampah" in invitation.subject
    assert "14 Desember 2026 – 15 Desember 2026" in invitation.body
    assert await sent() == []
    found = {}
    for days in range(20, -1, -1):
        at(house, FIRST_DAY - timedelta(days=days))
        found[days] = len(await sent())
        assert await sent() == []
    assert {days for days, count in found.items() if count} == {7, 1}
    async with house.database.reading() as session:
        assert len((await session.exec(select(TrainingNoticeRow))).all()) == 3


async def test_days_stand_in_a_calendar_file(house: House) -> None:
    here = await world(house, UNITS[:1])
    whole = await here.batches.one(await planned(here, link="https://zoom.contoh.go.id/1"))
    read = Calendar.from_ical(calendar_of([(whole.batch, whole.days)], "Tanggap", "contoh.go.id", ZONE, NOW))
    events = list(read.walk("VEVENT"))
    assert [one.decoded("dtstart").astimezone(UTC).hour for one in events] == [1, 1], "eight o'clock in Lampung"
    assert [str(one["summary"]) for one in events] == [f"Menangani keluhan sampah ({n}/2)" for n in (1, 2)]
    assert len({str(one["uid"]) for one in events}) == 2


async def test_a_new_version_of_material_answers_what_was_asked(house: House) -> None:
    here = await world(house, ())
    person = here.analyst.person
    assert person is not None
    first = (await here.catalogue.one(here.training)).material
    asked = await here.catalogue.ask_revision(first.id, "feedback", "Tidak sesuai pekerjaan", LAST_DAY)
    assert asked is not None
    assert await here.catalogue.ask_revision(first.id, "office", "lagi", LAST_DAY) is None, "asked once is enough"
    with pytest.raises(Invalid):
        await here.catalogue.revise(here.training, "contoh kasus baru", "", "", person)
    await here.catalogue.revise(here.training, "contoh kasus baru", "diminta peserta", "", person)
    whole = await here.catalogue.one(here.training)
    assert [one.version for one in whole.materials] == [2, 1]
    assert whole.open_revision is None
    assert whole.revisions[0].answered_at == NOW
    assert await here.catalogue.ask_revision(first.id, "office", "versi lama", LAST_DAY) is None


async def test_bad_drafts_are_refused_by_field(house: House) -> None:
    here = await world(house, ())
    person = here.analyst.person
    assert person is not None
    with pytest.raises(Invalid) as refused:
        await here.catalogue.add(TrainingDraft("", "sulap", "", 6, 0, -1, "ftp://x"), person)
    assert set(refused.value.fields) == {"name", "form", "competency", "level", "hours", "cost", "link"}
    with pytest.raises(Invalid) as refused:
        await planned(here, starts_on=LAST_DAY, ends_on=FIRST_DAY, seats=0, place="", provider=None)
    assert set(refused.value.fields) == {"ends_on", "seats", "place", "provider"}
    with pytest.raises(Invalid):
        await here.providers.write(None, "csr", "balai contoh", "", "", person)


async def test_few_answers_rate_nobody_and_rules_are_decisions(house: House) -> None:
    here = await world(house, ())
    batch = await planned(here)
    async with house.database.transaction() as session:
        assert not await rated(session, batch, 4, 12, NOW, TrainingRules())
        assert await rated(session, batch, 5, 21, NOW, TrainingRules())
    rating = (await here.providers.one(here.provider)).rating
    assert rating is not None
    assert (rating.batches, rating.answers, rating.mean) == (1, 5, 4.2)
    rules, version = await here.catalogue.rules()
    assert (rules.yearly_hours, version) == (20, 1)
    with pytest.raises(Invalid):
        await here.catalogue.set_rules(msgspec.structs.replace(rules, wait_months=18), 1, here.analyst, "lebih longgar")
    with pytest.raises(NotAllowed):
        await here.catalogue.set_rules(rules, 1, await hire(house, "bukan.analis", (Role.OFFICER, "DLH")), "saya mau")
    await here.catalogue.set_rules(msgspec.structs.replace(rules, yearly_hours=24), 1, here.analyst, "Surat edaran")
    assert (await here.catalogue.rules())[0].yearly_hours == 24


async def test_what_is_given_is_given_for_taking_part_and_finishing(house: House) -> None:
    here = await world(house, UNITS[:1])
    person, guest = here.analyst.person, here.people["DLH"].person
    assert person is not None
    assert guest is not None
    decisions = Decisions(house.database, house.clock)
    await decisions.decide(Kind.INCENTIVES, "", Incentives("1 poin", ""), 0, here.analyst, "Rapat")
    batch = await planned(here, ends_on=FIRST_DAY)
    await here.lots.publish(batch, 1, KINDS, TODAY, person)
    await here.lots.draw(batch, "5", here.analyst)
    await here.seats.propose(batch)
    await here.seats.invite(batch)
    await here.seats.answer(batch, guest, accepts=True)
    at(house, LAST_DAY)
    await here.attendance.note(batch, FIRST_DAY, {guest: "hadir"})
    await here.attendance.note(batch, LAST_DAY, {guest: "hadir"})
    await here.attendance.close(batch, here.analyst)
    async with house.database.reading() as session:
        given = (await session.exec(select(TrainingRewardRow))).all()
    assert [(one.officer_id, one.given_for, one.decision) for one in given] == [(guest, "took_part", 1)]
    await decisions.decide(Kind.INCENTIVES, "", Incentives("2 poin", "piagam"), 1, here.analyst, "Rapat kedua")
    (own,) = await rewards_of(house.database, guest)
    assert (own.training, own.given_for, own.words) == ("Menangani keluhan sampah", "took_part", "1 poin"), "as it was"
    assert await rewards_of(house.database, person) == []
    assert set(TrainingRewardRow.model_fields) == {"batch_id", "officer_id", "given_for", "decision", "at"}, (
        "there is no place for a figure about anybody's work"
    )


async def test_a_draw_does_not_fail_because_of_who_is_drawn(house: House) -> None:
    here = await world(house)
    assert here.analyst.person is not None
    batch = await planned(here)
    await here.lots.publish(batch, 12, KINDS, TODAY, here.analyst.person)
    ended = [one.need for one in (await here.batches.one(batch)).needs][:6]
    for need in ended:
        await here.needs.record(need, here.analyst, Reject(Reason.EVIDENCE, Words("Ternyata keliru.")))
    drawn = await here.lots.draw(batch, "47", here.analyst)
    assert set(drawn.drawn) & {str(one) for one in ended}, "of seven drawn of twelve one at least has ended"
    settled = {one.need: one.group for one in (await here.batches.one(batch)).needs}
    assert {settled[one] for one in ended} == {"listed"}, "nobody is asked for it, and it serves no comparison"
    statuses = {one: (await here.needs.one(one, here.analyst)).need.status for one in settled}
    assert {statuses[one] for one in ended} == {Status.REJECTED}
    assert {one for one, group in settled.items() if group == "drawn"} == {
        one for one, status in statuses.items() if status == Status.SCHEDULED
    }
    (lot,) = await here.lots.of(batch)
    assert lot.holds
