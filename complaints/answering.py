"""What follows from what the unit and the citizen say to each other: one pure decision for each command.

Each is given the complaint, the command, who asks, at which instant, and what it may know; it yields what happens.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from complaints import commands as c
from complaints import events as e
from complaints import promising
from complaints.complaint import Complaint
from complaints.given import Given, about
from complaints.kinds import SURVEY_ITEMS, Kind, PauseReason, Stage, Status
from foundation.errors import Invalid, NotAllowed, Refused
from foundation.language import mark as _
from people.actor import Actor

LONGEST_PLEDGE = timedelta(days=3 * 366)


def take(complaint: Complaint, command: c.Take, by: Actor, *_: object) -> Iterator[e.Event]:
    if by.person is None:
        raise NotAllowed()
    yield e.Reopened(by.person) if complaint.status is Status.DISPUTED else e.Taken(by.person)


def assign(complaint: Complaint, command: c.Assign, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    """To somebody who may work on it today; what lay there untaken is in hand with it."""
    assert complaint.unit is not None  # the table lets only its own unit assign it
    if given.staff is not None and not given.staff.works_on(command.officer, complaint.unit, complaint.about_unit):
        raise Invalid(
            "Petugas yang dipilih hari ini tidak bertugas di unit yang menangani aduan ini.",
            fields={"officer": _("Pilih petugas dari unit yang menangani aduan ini.")},
        )
    if complaint.taken_by == command.officer and complaint.status not in (Status.FORWARDED, Status.DISPUTED):
        return  # they have it already
    if complaint.status in (Status.FORWARDED, Status.DISPUTED):
        disputed = complaint.status is Status.DISPUTED
        yield e.Reopened(command.officer) if disputed else e.Taken(command.officer)
    yield e.Assigned(command.officer)


def ask(complaint: Complaint, command: c.Ask, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    yield e.QuestionAsked(command.words.seal)
    yield from promising.stop(complaint, given, PauseReason.CITIZEN, at)


def answer(complaint: Complaint, command: c.Answer, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    yield e.QuestionAnswered(command.words.seal)
    yield from promising.resume(complaint, given, "answered", at, (PauseReason.CITIZEN,))
    yield from promising.next_update(complaint, given, at)


def inform(complaint: Complaint, command: c.Inform, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    yield e.Informed(command.words.seal)
    if complaint.status is not Status.PLEDGED:
        yield from promising.next_update(complaint, given, at)


def pause(complaint: Complaint, command: c.Pause, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    completion = complaint.waits_for(Stage.COMPLETION)
    if command.reason is not PauseReason.LETTER:
        raise Invalid("Alasan ini tidak dapat dipilih untuk menghentikan hitungan.")
    if completion is not None and completion.stopped is None and (completion.missed or at >= completion.due):
        raise Refused("Batas waktu sudah lewat, jadi hitungannya tidak dapat dihentikan lagi.")
    stopped = next(promising.stop(complaint, given, command.reason, at), None)
    if stopped is None:
        raise Refused("Hitungan sudah berhenti, atau sudah terlalu sering dihentikan.")
    yield msgspec.structs.replace(stopped, words=command.words.seal)


def resume(complaint: Complaint, command: c.Resume, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    yield from promising.resume(complaint, given, "officer", at, (PauseReason.LETTER,))


def extend(complaint: Complaint, command: c.Extend, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    completion = complaint.waits_for(Stage.COMPLETION)
    if complaint.kind is not Kind.FORMAL_INFORMATION or completion is None:
        raise Refused("Hanya permohonan informasi publik yang masih berjalan yang dapat diperpanjang.")
    if completion.passed(at):
        raise Refused("Batas waktu sudah lewat, jadi tidak dapat diperpanjang lagi.")
    terms = given.promises.extended(completion)
    if terms is None:
        raise Refused("Permohonan ini sudah pernah diperpanjang.")
    yield promising.moved(terms, "extended", command.words.seal)


def pledge(complaint: Complaint, command: c.Pledge, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    assert complaint.unit is not None  # the table lets only its own unit pledge
    if command.on > at.date() + LONGEST_PLEDGE:
        raise Invalid("Tanggal janji terlalu jauh.", fields={"on": _("Paling lama tiga tahun dari sekarang.")})
    terms = given.promises.on(Stage.PLEDGE, about(complaint), max(command.on, at.date()), at)
    if terms.due <= at or not terms.days or command.on < at.date():
        raise Invalid("Tanggal janji harus sesudah hari ini.", fields={"on": _("Pilih hari kerja sesudah hari ini.")})
    yield from promising.elsewhere(complaint, given, at)  # what stood still was not late when it ended
    yield e.Pledged(command.on, complaint.unit, command.words.seal, command.ground.seal)
    yield promising.given_by(terms)


def dispute(complaint: Complaint, command: c.Dispute, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    """What was left of the time runs on, and a working day at least; against a formal answer, an objection."""
    yield e.Disputed(command.words.seal)
    if complaint.kind is Kind.FORMAL_INFORMATION:
        yield from promising.give(given, Stage.OBJECTION, about(complaint), at, None)
    elif complaint.resolved_at is not None:
        completion = complaint.promises.get(Stage.COMPLETION)
        # A pledge had already taken its place; only the answer to it was disputed.
        pledged = completion is not None and completion.met_at is None and complaint.pledged_at
        yield from promising.reopen(complaint, given, "disputed", pledged or complaint.resolved_at, at)


def confirm(complaint: Complaint, command: c.Confirm, *_: object) -> Iterator[e.Event]:
    yield e.Confirmed()
    if command.score is not None:
        yield e.Rated(_score(command.score))
    yield e.Closed("confirmed")


def rate(complaint: Complaint, command: c.Rate, *_: object) -> Iterator[e.Event]:
    if complaint.score is not None:
        raise Refused("Anda sudah memberi nilai untuk aduan ini.")
    yield e.Rated(_score(command.score))


def survey(complaint: Complaint, command: c.Survey, *_: object) -> Iterator[e.Event]:
    if complaint.restricted:
        raise Refused("Tentang laporan ini tidak ada survei.")
    if complaint.surveyed:
        raise Refused("Anda sudah mengisi survei untuk aduan ini.")
    answers = dict(command.answers)
    if not answers or not set(answers) <= set(SURVEY_ITEMS) or not all(1 <= told <= 4 for told in answers.values()):
        raise Invalid("Jawab paling sedikit satu pertanyaan, masing-masing dengan nilai 1 sampai 4.")
    yield e.SurveyAnswered(tuple((item, answers[item]) for item in SURVEY_ITEMS if item in answers))


def _score(score: int) -> int:
    if not 1 <= score <= 5:
        raise Invalid("Nilai harus antara 1 dan 5.", fields={"score": _("Pilih nilai 1 sampai 5.")})
    return score


def attach(complaint: Complaint, command: c.Attach, by: Actor, *_: object) -> Iterator[e.Event]:
    file = command.file
    if all(file.id != one.id for one in complaint.files):
        of = "report" if by.holds == complaint.id else "evidence"
        yield e.AttachmentAdded(e.Seal(file.id, file.digest.hex()), file.media_type, file.size, of)


def recompute(complaint: Complaint, command: c.Recompute, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    yield from promising.recompute(complaint, given, command.reason, command.later_too, at)


def erase(complaint: Complaint, command: c.Erase, *_: object) -> Iterator[e.Event]:
    words = tuple(item for item in complaint.words if item.id not in complaint.forgotten)
    files = tuple(file.id for file in complaint.files if file.id not in complaint.forgotten)
    if words or files or complaint.has_contact:
        yield e.WordsErased(words, files, command.ground)
