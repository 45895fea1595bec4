"""What follows from a report and from what triage does with it: one pure decision for each command.

Each is given the complaint, the command, who asks, at which instant, and what it may know; it yields what happens.
"""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import msgspec

from complaints import commands as c
from complaints import events as e
from complaints import promising
from complaints.complaint import Complaint, foreseen
from complaints.given import About, Destination, Given, Rules, Suggestion, TopicRule, about
from complaints.kinds import Fact, Kind, PauseReason, Priority, Stage, Status, Visibility, WordsKind
from complaints.openness import is_published
from foundation.errors import Invalid, NotAllowed, NotFound, Refused
from foundation.language import mark as _
from people.actor import Actor

_OPENNESS = (Visibility.PUBLIC, Visibility.ANONYMOUS, Visibility.CONFIDENTIAL)
"""From open to closed: an officer may only go to the right."""


def file(complaint: Complaint, command: c.FileComplaint, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    if complaint.exists:
        raise Invalid("Kunci kiriman ini sudah dipakai untuk laporan lain. Muat ulang halaman lalu kirim lagi.")
    rules, advice = given.rules, given.suggestion
    topic = command.topic if command.topic in rules.topics else None
    known = _restricting(rules, topic, advice)
    kind = command.kind or (known.kind if known else None) or (advice.kind if advice else None) or Kind.ORDINARY
    sensitive = bool(known and known.sensitive)
    visibility = Visibility.CONFIDENTIAL if sensitive else command.visibility
    priority = Priority.DANGER if advice and advice.danger else command.priority
    received = command.received_at or at
    place = command.place
    yield e.Filed(
        code=command.ticket,
        kind=kind,
        visibility=visibility,
        channel=command.channel,
        received_at=received,
        words=command.words.seal,
        place=command.place_words.seal if command.place_words else None,
        area=place.area if place else None,
        topic=topic,
        about_unit=command.about_unit,
        happened_on=command.happened_on,
        filed_by=command.filed_by,
        consent=command.consent,
        has_contact=command.contact is not None or command.reachable,
        sensitive=sensitive,
        kind_chosen=command.kind is not None,
        request_seal=command.request_seal,
        priority=priority,
        from_office=command.from_office,
        suspicion=command.suspicion,
    )
    for system, value in command.references:
        yield e.ReferenceAdded(system, value)
    # What is known of it now is what decides whether somebody has to read it first.
    report = msgspec.structs.replace(
        complaint,
        kind=kind,
        visibility=visibility,
        sensitive=sensitive,
        topic=topic,
        about_unit=command.about_unit,
        suspicion=command.suspicion,
    )
    by_itself = _by_itself(report, advice, rules)
    if advice:
        yield _suggested(complaint, advice, rules)
    destination = rules.oversight_destination(command.about_unit) if kind is Kind.OVERSIGHT else None
    if destination and destination.body:
        yield e.ForwardedOut(destination.body, ground="conflict")
        return
    unit = destination.unit if destination else by_itself
    case = About(kind, unit, topic or (advice.topic if advice else None), priority)
    forwarded = None
    if unit is not None and by_itself and advice:
        forwarded = e.Forwarded(unit, topic or advice.topic, "routing", advice.method)
    elif unit is not None:
        forwarded = e.Forwarded(unit, topic, "oversight" if unit == rules.inspectorate else "conflict")
    yield from _promised(given, case, forwarded, received, at)


def _promised(
    given: Given, case: About, forwarded: e.Forwarded | None, received: datetime, at: datetime
) -> Iterator[e.Event]:
    """What is owed from the filing on; where a unit has it at once, that it has, and what is owed from then on."""
    if forwarded is None:
        yield from promising.give(given, Stage.VERIFY, case, received, Fact.FILING)
    owed = [event for stage in promising.OWED for event in promising.give(given, stage, case, received, Fact.FILING)]
    yield from owed
    if case.priority is Priority.DANGER:
        yield from promising.danger(given, at)
    if forwarded is not None:
        yield forwarded
        promised = {event.stage for event in owed if isinstance(event, e.PromiseGiven)}
        for stage in promising.OWED:
            if stage not in promised:
                yield from promising.give(given, stage, case, at, Fact.FORWARDING)
        yield from promising.give(given, Stage.UNIT, case, at, None)


def _restricting(rules: Rules, topic: str | None, advice: Suggestion | None) -> TopicRule | None:
    """The rule of a report's topic: of the one its citizen chose, closed further where what was read in it is.

    A topic that somebody picks from a list never opens what its words close.
    """
    names = (topic, advice.topic if advice else None)
    told = [rule for rule in (rules.topics.get(name or "") for name in names) if rule]
    if not told:
        return None
    wrong = any(rule.kind is Kind.OVERSIGHT for rule in told)
    sensitive = any(rule.sensitive for rule in told)
    return msgspec.structs.replace(told[0], sensitive=sensitive, kind=Kind.OVERSIGHT if wrong else told[0].kind)


def _suggested(complaint: Complaint, advice: Suggestion, rules: Rules) -> e.Suggested:
    return e.Suggested(
        advice.unit,
        advice.topic,
        round(advice.share, 4),
        advice.method,
        advice.body,
        tuple((owner, round(share, 4)) for owner, share in advice.ranked),
        advice.sure,
        advice.sure and is_checked(complaint.id, rules.checked_share),
        advice.danger,
        advice.missing,
        advice.doubt,
    )


def is_checked(complaint_id: UUID, share: float) -> bool:
    """Whether a person reads this report though the advice is sure: so for `share` of them, chosen by their ids."""
    return int.from_bytes(sha256(b"checked" + complaint_id.bytes).digest()[:4]) < share * 2**32


_BY_ITSELF = (Kind.ORDINARY, Kind.SUGGESTION, Kind.INFORMATION)


def _by_itself(complaint: Complaint, advice: Suggestion | None, rules: Rules) -> str | None:
    """The unit to which a report goes without a person having read it; None where somebody has to.

    Never one that tells of a unit, that few may know of, that a program may have sent, or whose topic the citizen
    chose otherwise; never to a unit that accepts nothing, nor to the one that looks into wrongdoing.
    """
    if advice is None or not advice.sure or advice.unit not in rules.accepting_units - {rules.inspectorate}:
        return None
    if advice.doubt or advice.missing or advice.kind is Kind.OVERSIGHT:
        return None
    if complaint.suspicion or complaint.withheld or complaint.about_unit:
        return None
    if complaint.split_from is not None:
        return None  # whoever made it left it to be looked at
    if complaint.kind not in _BY_ITSELF or is_checked(complaint.id, rules.checked_share):
        return None
    for rule in (rules.topics.get(advice.topic or ""), rules.topics.get(complaint.topic or "")):
        if rule is not None and (rule.sensitive or rule.kind is Kind.OVERSIGHT or rule.unit != advice.unit):
            return None
    return advice.unit


def _as_filed(complaint: Complaint) -> bool:
    """Whether nothing was said since: advice knows neither what a citizen added nor why somebody sent it back."""
    return all(item.kind in (WordsKind.REPORT, WordsKind.PLACE) for item in complaint.words)


def suggest(complaint: Complaint, command: c.Suggest, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    """Advice that came too late for the filing has the same consequences: nothing may slip through by being slow."""
    advice = given.suggestion
    if advice is None or complaint.suggested_share is not None:
        return
    yield _suggested(complaint, advice, given.rules)
    if advice.danger:
        pressing = list(prioritise(complaint, c.Prioritise(Priority.DANGER), by, at, given))
        yield from pressing
        complaint = foreseen(complaint, pressing, at)
    rule = _restricting(given.rules, complaint.topic, advice)
    implied = (rule.kind if rule else None) or advice.kind
    if implied is Kind.OVERSIGHT and not complaint.kind_chosen and not complaint.restricted:
        yield from _classified(complaint, Kind.OVERSIGHT, complaint.visibility, complaint.topic, at, given)
    elif rule and rule.sensitive and not complaint.sensitive:
        yield e.Reclassified(complaint.kind, Visibility.CONFIDENTIAL, complaint.topic, True)
    elif _as_filed(complaint) and (unit := _by_itself(complaint, advice, given.rules)):
        topic = complaint.topic or advice.topic
        yield e.Forwarded(unit, topic, "routing", advice.method)
        yield from promising.forwarded(complaint, given, about(complaint)._replace(unit=unit, topic=topic), at)


def forward(complaint: Complaint, command: c.Forward, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    if command.unit not in given.rules.accepting_units:
        raise Invalid("Unit tujuan tidak dikenal atau tidak menerima aduan.", fields={"unit": _("Pilih unit lain.")})
    if command.topic is not None and command.topic not in given.rules.topics:
        raise Invalid("Topik tidak dikenal.", fields={"topic": _("Pilih topik dari daftar.")})
    kind, topic = command.kind or complaint.kind, command.topic or complaint.topic
    rule = given.rules.topics.get(topic or "")
    newly_sensitive = bool(rule and rule.sensitive) and not complaint.sensitive
    classified: list[e.Event] = []
    # A first topic comes with the forwarding itself; only what was said otherwise before is set right.
    if kind is not complaint.kind or complaint.topic not in (None, topic) or newly_sensitive:
        classified = list(_classified(complaint, kind, complaint.visibility, topic, at, given))
    yield from classified
    formal = kind is Kind.FORMAL_INFORMATION and bool(given.rules.ppid)
    if (kind is Kind.OVERSIGHT or formal) and kind is not complaint.kind:
        return  # where it goes now is not for triage to choose
    if formal and command.unit != given.rules.ppid:
        sentence = _("Permohonan informasi publik dijawab oleh PPID. Ubah jenisnya bila unit lain yang menjawab.")
        raise Invalid(sentence, fields={"unit": sentence})
    if complaint.restricted and command.unit == complaint.about_unit:
        raise Refused("Laporan tentang suatu unit tidak dapat diteruskan kepada unit itu sendiri.")
    # A clock that stands still may have been moved just now; it runs on with what it has left since.
    as_classified = foreseen(complaint, classified, at)
    running = list(promising.elsewhere(as_classified, given, at))
    yield e.Forwarded(command.unit, topic, "ppid" if formal else "triage")
    yield from running
    now = foreseen(as_classified, running, at)
    yield from promising.forwarded(now, given, About(kind, command.unit, topic, complaint.priority), at)


def take_over(complaint: Complaint, command: c.TakeOver, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    """No date moves and no clock is touched: that a unit was closed is nobody's gain and no citizen's loss.

    A report of wrongdoing never comes to the unit it is about.
    """
    concerned = complaint.restricted and command.unit == complaint.about_unit
    unit = given.rules.inspectorate if concerned else command.unit
    if unit not in given.rules.accepting_units:
        raise Invalid("Unit tujuan tidak dikenal atau tidak menerima aduan.", fields={"unit": _("Pilih unit lain.")})
    if unit != complaint.unit and complaint.unit not in given.rules.accepting_units:
        yield e.Forwarded(unit, complaint.topic, e.UNIT_CLOSED)


def turn_back(complaint: Complaint, command: c.Return, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    """The citizen has the word now: what is owed to them stands still, and their own time begins."""
    yield e.Returned(command.words.seal)
    theirs = list(promising.give(given, Stage.SUPPLEMENT, about(complaint), at, None))
    yield from promising.stop(complaint, given, PauseReason.CITIZEN, at, promising.OWED, limited=not theirs)
    yield from theirs


def supplement(complaint: Complaint, command: c.Supplement, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    yield e.Supplemented(command.words.seal)
    if complaint.status is Status.RETURNED:
        yield from promising.resume(complaint, given, "answered", at, (PauseReason.CITIZEN,))
        yield from promising.give(given, Stage.VERIFY, about(complaint), at, None)
    elif complaint.status is Status.RESOLVED:  # whoever speaks up is not silent
        yield from promising.give(given, Stage.SILENT_CLOSE, about(complaint), at, None)


def reclassify(complaint: Complaint, command: c.Reclassify, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    if command.topic is not None and command.topic not in given.rules.topics:
        raise Invalid("Topik tidak dikenal.", fields={"topic": _("Pilih topik dari daftar.")})
    kind, topic = command.kind or complaint.kind, command.topic or complaint.topic
    visibility = command.visibility or complaint.visibility
    if _OPENNESS.index(visibility) < _OPENNESS.index(complaint.visibility):
        sentence = _("Laporan tidak dapat dibuat lebih terbuka daripada yang dipilih pelapor.")
        raise Invalid(sentence, fields={"visibility": sentence})
    if (kind, topic, visibility) != (complaint.kind, complaint.topic, complaint.visibility):
        yield from _classified(complaint, kind, visibility, topic, at, given)


def _classified(
    complaint: Complaint, kind: Kind, visibility: Visibility, topic: str | None, at: datetime, given: Given
) -> Iterator[e.Event]:
    """Set kind, topic and visibility right; promises follow them, wrongdoing takes the oversight road.

    A formal information request goes to the PPID. Another topic alone can only bring a date forward.
    """
    rule = given.rules.topics.get(topic or "")
    sensitive = bool(rule and rule.sensitive)
    # What came down the oversight road does not lie open because its kind was set right.
    hidden = sensitive or (complaint.restricted and kind is not Kind.OVERSIGHT)
    shown = Visibility.CONFIDENTIAL if hidden else visibility
    yield e.Reclassified(kind, shown, topic, sensitive)
    destination = given.rules.oversight_destination(complaint.about_unit) if kind is Kind.OVERSIGHT else None
    unit = destination.unit if destination else complaint.unit
    case = About(kind, unit, topic, complaint.priority)
    if kind is complaint.kind:
        yield from promising.follow(complaint, given, case, "reclassified", at, only_earlier=True)
        return
    ground = "oversight"
    if kind is Kind.FORMAL_INFORMATION and given.rules.ppid not in ("", complaint.unit):
        destination, ground = Destination(unit=given.rules.ppid), "ppid"
    if destination is None or destination.body:
        yield from promising.follow(complaint, given, case, "reclassified", at, only_earlier=False)
    if destination and destination.body:
        yield e.ForwardedOut(destination.body, ground="conflict")
    elif destination and destination.unit:
        running = list(promising.elsewhere(complaint, given, at))
        yield from running
        now = foreseen(complaint, running, at)
        yield from promising.follow(now, given, case, "reclassified", at, only_earlier=False)
        yield e.Forwarded(destination.unit, topic, ground)
        case = case._replace(unit=destination.unit)
        completion = complaint.promises.get(Stage.COMPLETION)
        if completion is None or completion.ended:  # the answer or the pledge was another unit's
            yield from promising.give(given, Stage.COMPLETION, case, at, None)
        yield from promising.give(given, Stage.UNIT, case, at, None)


def forward_out(
    complaint: Complaint, command: c.ForwardOut, by: Actor, at: datetime, given: Given
) -> Iterator[e.Event]:
    if command.body not in given.rules.bodies:
        raise Invalid("Instansi tujuan tidak dikenal.", fields={"body": _("Pilih instansi dari daftar.")})
    yield e.ForwardedOut(command.body, command.words.seal if command.words else None)


def record_reply(
    complaint: Complaint, command: c.RecordReply, by: Actor, at: datetime, given: Given
) -> Iterator[e.Event]:
    yield e.OutsideAnswered(command.words.seal)


def join(complaint: Complaint, command: c.Join, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    """Only what everybody may read can be joined: no door may betray another case by offering it."""
    if not is_published(complaint):
        raise NotFound()
    yield e.Joined(command.follower, command.contact is not None or command.reachable)


def send_back(complaint: Complaint, command: c.SendBack, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    assert complaint.unit is not None  # the table lets only its own unit send it back
    yield e.SentBack(complaint.unit, command.words.seal)
    yield from promising.elsewhere(complaint, given, at)
    yield from promising.give(given, Stage.REROUTE, about(complaint)._replace(unit=None), at, None)


def mark_duplicate(complaint: Complaint, command: c.MarkDuplicate, *_: object) -> Iterator[e.Event]:
    if command.of == complaint.id:
        raise Invalid("Aduan tidak dapat digabung dengan dirinya sendiri.")
    yield e.MarkedDuplicate(command.of)


def archive(complaint: Complaint, command: c.Archive, *_: object) -> Iterator[e.Event]:
    yield e.Archived(command.reason, command.words.seal if command.words else None)


def add_reference(complaint: Complaint, command: c.AddReference, *_: object) -> Iterator[e.Event]:
    if (command.system, command.value) not in complaint.references:
        yield e.ReferenceAdded(command.system, command.value)


def prioritise(complaint: Complaint, command: c.Prioritise, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    if command.priority is complaint.priority:
        return
    yield e.Prioritised(command.priority)
    case = about(complaint)._replace(priority=command.priority)
    yield from promising.hasten(complaint, given, case, at)
    if command.priority is Priority.DANGER:
        yield from promising.danger(given, at)


def acknowledge(complaint: Complaint, command: c.Acknowledge, by: Actor, *_: object) -> Iterator[e.Event]:
    if by.person is None:
        raise NotAllowed()
    if complaint.waits_for(Stage.ACKNOWLEDGE) is not None:
        yield e.Acknowledged(by.person)
