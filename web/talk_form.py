"""The form on which an interview, a forum or a village meeting is written down: what it says, and how it is drawn."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from competency.dictionary import Dictionary
from competency.talks import POINTS_MOST, Point, Told
from complaints.region import Region
from foundation.errors import Invalid
from foundation.language import mark as _
from web.forms import Posted, day_of
from web.house import House
from web.input_words import DIRECTIONS, RECRUITMENT, ROLES, TALKS, choices, competency_options
from web.office_frame import TALKS as TALKS_PLACE
from web.whole_numbers import whole
from web.wording import Wording, options

FORM = TALKS_PLACE.path + "/catat"
_NO_NUMBER = -1


def told_of(form: Posted, region: Region, dictionary: Dictionary, key: UUID) -> Told:
    """What was written; points left empty are left out."""
    values = form.values
    unit = values.get("unit", "")
    points = []
    for number in range(1, POINTS_MOST + 1):
        statement = values.get(f"statement_{number}", "").strip()
        competency, topic = values.get(f"competency_{number}", ""), values.get(f"topic_{number}", "")
        if statement:
            points.append(
                Point(
                    statement,
                    values.get(f"direction_{number}") or "need",
                    competency if competency in dictionary.entry else None,
                    topic if topic in region.topic else None,
                )
            )
    return Told(
        key=key,
        kind=values.get("kind", ""),
        held_on=day_of(values.get("held_on", "")),
        place=values.get("place", ""),
        participants={role: _number(values.get(f"p_{role}", "")) for role in ROLES},
        points=points,
        recruitment=values.get("recruitment", ""),
        unit=unit if unit in region.unit else None,
        agreed=values.get("agreed") == "ya",
        sure=values.get("sure") == "ya",
    )


def _number(written: str) -> int:
    number = whole(written.strip(), 4) if written.strip() else 0
    return _NO_NUMBER if number is None else number


async def pictures_of(house: House, form: Posted) -> list[bytes]:
    """The photos that came with a form, without what they tell beside the picture; raises Invalid, naming the field."""
    found = []
    for upload in form.uploads:
        try:
            found.append(await house.attachments.cleaned(await upload.read()))
        except Invalid as wrong:
            fault = {"photos": wrong.sentence}
            raise Invalid(fields=fault) from wrong
    return found


def said(wording: Wording, faults: Mapping[str, str]) -> dict[str, str]:
    """Faults in words, each by a field of the form that it leads to."""
    first = {"points": "statement_1", "participants": f"p_{next(iter(ROLES))}"}
    return {first.get(name, name): wording.say(words) for name, words in faults.items()}


def fields(
    wording: Wording, dictionary: Dictionary, values: Mapping[str, str], faults: Mapping[str, str], action: str
) -> dict[str, Any]:
    """What `office/talk_form.html` draws."""
    return {
        "action": action,
        "key": values.get("key") or uuid4(),
        "kinds": choices(wording, TALKS),
        "roles": choices(wording, ROLES),
        "recruitment": choices(wording, RECRUITMENT),
        "directions": choices(wording, DIRECTIONS),
        "units": options((one.code, one.name) for one in wording.region.units),
        "topics": options((one.code, one.name) for one in wording.region.topics),
        "competencies": competency_options(wording, dictionary),
        "points": list(range(1, POINTS_MOST + 1)),
        "values": {"kind": "village", "recruitment": "volunteers", **values},
        "errors": said(wording, faults),
        "photo_words": wording.say(_("{n} foto dipilih")),
    }
