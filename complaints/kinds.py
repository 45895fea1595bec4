"""Closed lists of the domain: kinds, visibilities, channels, statuses, stages and reasons."""

from enum import StrEnum


class Kind(StrEnum):
    """The four classes of SP4N-LAPOR!, and the formal request of UU 14/2008 that goes to the PPID."""

    OVERSIGHT = "pengaduan_berkadar_pengawasan"
    ORDINARY = "pengaduan_tidak_berkadar_pengawasan"
    SUGGESTION = "aspirasi"
    INFORMATION = "permintaan_informasi"
    FORMAL_INFORMATION = "permohonan_informasi_publik"


class Visibility(StrEnum):
    """Public: the unit knows the name. Anonymous: unit and public do not. Confidential: the report is withheld too."""

    PUBLIC = "public"
    ANONYMOUS = "anonymous"
    CONFIDENTIAL = "confidential"


class Priority(StrEnum):
    """How pressing it is. Danger to life wakes whoever is on call."""

    NORMAL = "normal"
    URGENT = "urgent"
    DANGER = "danger"


class Channel(StrEnum):
    """Where a complaint came from."""

    WEB = "web"
    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"
    TELEPHONE = "telepon"
    LETTER = "surat"
    COUNTER = "loket"
    VILLAGE = "desa"
    LAPOR = "lapor"
    API = "api"


class Status(StrEnum):
    SUBMITTED = "submitted"
    RETURNED = "returned"
    FORWARDED = "forwarded"
    IN_PROCESS = "in_process"
    WAITING = "waiting_citizen"
    PLEDGED = "pledged"
    """Promised for a later date; never counted as resolved."""
    RESOLVED = "resolved"
    DISPUTED = "disputed"
    CLOSED = "closed"
    FORWARDED_OUT = "forwarded_out"
    ARCHIVED = "archived"
    DUPLICATE = "duplicate"
    SPLIT = "split"
    """It told of several matters, each of which is a case of its own now; those are counted, this one is not."""


OPEN = frozenset(
    {Status.SUBMITTED, Status.RETURNED, Status.FORWARDED, Status.IN_PROCESS, Status.WAITING, Status.RESOLVED}
    | {Status.DISPUTED, Status.PLEDGED}
)
"""Statuses in which somebody still owes somebody something."""


class Stage(StrEnum):
    """What is promised by a date."""

    VERIFY = "verify"
    FIRST_RESPONSE = "first_response"
    NEXT_UPDATE = "next_update"
    """Another word to the citizen after the last one."""
    COMPLETION = "completion"
    SILENT_CLOSE = "silent_close"
    """The citizen's time to speak up about an answer."""
    SUPPLEMENT = "supplement"
    """The citizen's time to complete a report (tertunda), before it is archived."""
    PLEDGE = "pledge"
    """What was promised for a later date (dijanjikan)."""
    OBJECTION = "objection"
    """The answer to an objection against how a formal information request was handled (keberatan)."""
    UNIT = "unit"
    """The unit's own time with the case since it was forwarded; not shown to the citizen."""
    REROUTE = "reroute"
    """Triage's time to forward anew what a unit sent back; not shown to the citizen."""
    ACKNOWLEDGE = "acknowledge"
    """Danger to life: when whoever is on call is paged again; not shown to the citizen."""


GOVERNMENTS = (Stage.VERIFY, Stage.FIRST_RESPONSE, Stage.NEXT_UPDATE, Stage.COMPLETION, Stage.OBJECTION)
"""Promises the government owes the citizen; `SUPPLEMENT` and `SILENT_CLOSE` are the citizen's own time."""

INTERNAL = frozenset({Stage.UNIT, Stage.REROUTE, Stage.ACKNOWLEDGE})
"""Clocks the citizen is not shown: they help the office to keep those that are."""


class Fact(StrEnum):
    """From what a promise counts."""

    FILING = "filing"
    FORWARDING = "forwarding"
    ANSWER = "answer"
    """The citizen's answer, or what completed the report."""
    RETURN = "return"
    UPDATE = "update"
    SENT_BACK = "sent_back"
    RESOLUTION = "resolution"
    DISPUTE = "dispute"
    PLEDGE = "pledge"
    DANGER = "danger"


class PauseReason(StrEnum):
    """Why a clock stands still. Officers open the first two; the others follow from what happened."""

    CITIZEN = "waiting_citizen"
    LETTER = "waiting_letter"
    """Somebody outside was asked by letter."""
    ANSWERED = "answered"
    """From an answer to the citizen's word that it is not done."""
    PLEDGED = "pledged"
    """From a pledge to the day on which it lapsed."""


class ArchiveReason(StrEnum):
    NOT_A_COMPLAINT = "not_a_complaint"
    SPAM = "spam"
    TOO_GENERAL = "too_general"
    INCOMPLETE = "incomplete"
    IN_COURT = "in_court"
    WITHDRAWN = "withdrawn"


class Gap(StrEnum):
    """What a report does not say."""

    WHAT = "what"
    WHERE = "where"
    WHEN = "when"


class Suspicion(StrEnum):
    """Why a report may have been sent by a program: somebody looks before anything is made of it."""

    TRAP = "trap"
    """A field was filled that people neither see nor reach."""
    QUICK = "quick"
    """It came faster than anyone reads the form."""
    UNSIGNED = "unsigned"
    """It came without the signed moment or the token that every form of ours is shown with."""
    MANY = "many"
    """One address sent more of them in a minute than its browsers without scripts do."""


class WordsKind(StrEnum):
    """What lies beside the log."""

    REPORT = "report"
    PLACE = "place"
    QUESTION = "question"
    ANSWER = "answer"
    RESOLUTION = "resolution"
    DISPUTE = "dispute"
    REASON = "reason"
    UPDATE = "update"
    LETTER = "letter"
    """To whom was written, and under which number."""
    PLEDGE = "pledge"
    GROUND = "ground"
    """On what a pledge stands: a budget line, a decree."""
    TRANSCRIPT = "transcript"
    """What is said in a recording, as somebody of the office wrote it down."""
    NOTE = "note"
    """What officers write to each other; nobody outside the office reads it, ever."""


class Relation(StrEnum):
    """What another case is to this one."""

    RELATED = "related"
    PARENT = "parent"
    CHILD = "child"

    @property
    def mirrored(self) -> "Relation":
        """What this one is to the other."""
        return {Relation.PARENT: Relation.CHILD, Relation.CHILD: Relation.PARENT}.get(self, self)


SURVEY_ITEMS = ("u3", "u6", "u7", "u8")
"""Of the nine items of the citizens' survey (PermenPANRB 14/2017) those a closed case can tell of, by their numbers."""
