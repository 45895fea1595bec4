"""Pure: a report that told of several matters becomes several cases, with the clocks that ran for the whole."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from complaints import commands as c
from complaints import events as e
from complaints import promising
from complaints.complaint import Complaint
from complaints.given import About, Destination, Given, Rules, TopicRule
from complaints.kinds import Fact, Kind, Priority, Stage, Visibility
from foundation.errors import Invalid, Refused
from foundation.language import mark as _
from people.actor import Actor

LEAST, MOST = 2, 6
"""So many cases may come of one report: more would only make figures of it."""

_NO_TOPIC = TopicRule(None)
_TRIAGES = (Stage.VERIFY, Stage.REROUTE)
_COUNT = _("Bagi menjadi 2 sampai 6 aduan.")
_UNIT = _("Unit tujuan tidak dikenal atau tidak menerima aduan.")
_TOPIC = _("Topik tidak dikenal.")
_PPID = _("Permohonan informasi publik dijawab oleh PPID. Ubah jenisnya bila unit lain yang menjawab.")
_DANGER = _("Laporan ini ditandai membahayakan jiwa. Tandai bagian yang memuat bahaya itu.")
_ERASED = _("Isi laporan ini sudah dihapus, sehingga tidak dapat dibagi.")
_FOLLOWED = _(
    "Laporan ini diikuti warga lain, yang akan kehilangan kabarnya bila laporan dibagi. Teruskan laporan ini, lalu "
    "catat hal yang lain sebagai aduan baru."
)


def split(complaint: Complaint, command: c.Split, by: Actor, at: datetime, given: Given) -> Iterator[e.Event]:
    """The end of the whole. It keeps no promise and breaks none: those go on in the parts (`part_of`).

    Raises Invalid, with the number of the part and its field as in `1-unit`, or Refused.
    """
    if complaint.erased:
        raise Refused(_ERASED)
    if complaint.joined:
        raise Refused(_FOLLOWED)
    parts = command.parts
    if not LEAST <= len(parts) <= MOST or len({part.id for part in parts} | {complaint.id}) <= len(parts):
        raise Invalid(_COUNT)
    if faults := _faults(complaint, parts, given.rules):
        raise Invalid(next(iter(faults.values())), fields=faults)
    wrong = any(_kind(complaint, part, given.rules) is Kind.OVERSIGHT for part in parts)
    closed = any(_rule(part, given.rules).sensitive for part in parts)
    yield e.Split(
        tuple(part.id for part in parts),
        # Whoever reads the whole reads every part of it.
        unit=given.rules.oversight_destination(complaint.about_unit).unit if wrong else None,
        restricted=wrong,
        visibility=Visibility.CONFIDENTIAL if closed else None,
    )


def _faults(complaint: Complaint, parts: Sequence[c.Part], rules: Rules) -> dict[str, str]:
    formal = complaint.kind is Kind.FORMAL_INFORMATION and rules.ppid
    found = {}
    for place, part in enumerate(parts, 1):
        if part.unit is not None and part.unit not in rules.accepting_units:
            found[f"{place}-unit"] = _UNIT
        elif part.unit is not None and formal and part.unit != rules.ppid:
            found[f"{place}-unit"] = _PPID
        if part.topic is not None and part.topic not in rules.topics:
            found[f"{place}-topic"] = _TOPIC
    if complaint.priority is Priority.DANGER and not any(part.danger for part in parts):
        found["1-danger"] = _DANGER
    return found


def _rule(part: c.Part, rules: Rules) -> TopicRule:
    return rules.topics.get(part.topic or "", _NO_TOPIC)


def _kind(complaint: Complaint, part: c.Part, rules: Rules) -> Kind:
    return Kind.OVERSIGHT if part.oversight or _rule(part, rules).kind is Kind.OVERSIGHT else complaint.kind


def part_of(whole: Complaint, part: c.Part, place: c.Words | None, at: datetime, given: Given) -> Iterator[e.Event]:
    """What happens to a part: filed for the citizen of the `whole` as it was before, and given to its unit.

    `place` are the place's words under a seal of their own.
    """
    assert whole.received_at is not None
    rules = given.rules
    kind, sensitive = _kind(whole, part, rules), _rule(part, rules).sensitive
    priority = _priority(whole, part)
    yield e.Filed(
        code=part.ticket,
        kind=kind,
        visibility=Visibility.CONFIDENTIAL if sensitive else whole.visibility,
        channel=whole.channel,
        received_at=whole.received_at,
        words=part.words.seal,
        place=place.seal if place else None,
        area=whole.area,
        topic=part.topic,
        about_unit=whole.about_unit,
        happened_on=whole.happened_on,
        filed_by=whole.filed_by,
        consent=whole.consent,
        has_contact=whole.has_contact,
        sensitive=sensitive,
        kind_chosen=True,
        priority=priority,
        from_office=whole.from_office,
        split_from=whole.id,
    )
    for file in part.files:
        yield e.AttachmentAdded(e.Seal(file.id, file.digest.hex()), file.media_type, file.size)
    to = rules.oversight_destination(whole.about_unit) if kind is Kind.OVERSIGHT else Destination(part.unit)
    if to.body:
        yield e.ForwardedOut(to.body, ground="conflict")
        return
    case = About(kind, to.unit, part.topic, priority)
    owed = [*_carried(whole, case, given), *_begun(whole, case, given)]
    yield from owed
    if part.danger and (whole.priority is not Priority.DANGER or whole.waits_for(Stage.ACKNOWLEDGE)):
        yield from promising.danger(given, at)
    if to.unit is not None:
        yield e.Forwarded(to.unit, part.topic, _ground(kind, to.unit, rules))
        promised = {event.stage for event in owed if isinstance(event, e.PromiseGiven)}
        for stage in promising.OWED:
            if stage not in promised:
                yield from promising.give(given, stage, case, at, Fact.FORWARDING)
        yield from promising.give(given, Stage.UNIT, case, at, None)


def _priority(whole: Complaint, part: c.Part) -> Priority:
    if part.danger:
        return Priority.DANGER
    return Priority.NORMAL if whole.priority is Priority.DANGER else whole.priority


def _ground(kind: Kind, unit: str, rules: Rules) -> str:
    if kind is Kind.OVERSIGHT:
        return "oversight" if unit == rules.inspectorate else "conflict"
    return "ppid" if kind is Kind.FORMAL_INFORMATION and unit == rules.ppid else "triage"


def _carried(whole: Complaint, case: About, given: Given) -> Iterator[e.Event]:
    """Promises that ran for the whole run on for the part: by the rule for it, from the same start, with every stop."""
    for stage in (*_TRIAGES, *promising.OWED):
        promise = whole.waits_for(stage)
        terms = given.promises.again(case, promise) if promise else None
        if promise is None or terms is None:
            continue
        yield promising.given_by(terms)
        for stop in promise.stops:
            if stop.until is not None:
                yield e.ClockResumed(
                    stage,
                    terms.due,
                    terms.calendar,
                    "split",
                    stop.until,
                    terms.marks,
                    stopped_at=stop.since,
                    at_least=stop.at_least,
                    reason=stop.reason,
                )


def _begun(whole: Complaint, case: About, given: Given) -> Iterator[e.Event]:
    """What is owed for a case of this kind and was not for the whole, from the day the report was received."""
    assert whole.received_at is not None
    for stage in promising.OWED:
        if whole.waits_for(stage) is None:
            yield from promising.give(given, stage, case, whole.received_at, Fact.FILING)


def redrawn(command: c.Split, tickets: Sequence[str]) -> c.Split:
    """The same with other codes, where one that was drawn had been drawn before."""
    fresh = zip(command.parts, tickets, strict=True)
    return c.Split(tuple(msgspec.structs.replace(part, ticket=code) for part, code in fresh))
