"""Closed lists of the domain: kinds, visibilities, channels, statuses, stages and reasons."""

from enum import StrEnum


class Kind(StrEnum):
    """The four classes of SP4N-LAPOR!."""

    OVERSIGHT = "pengaduan_berkadar_pengawasan"
    ORDINARY = "pengaduan_tidak_berkadar_pengawasan"
    SUGGESTION = "aspirasi"
    INFORMATION = "permintaan_informasi"


class Visibility(StrEnum):
    """Public: the unit knows the name. Anonymous: unit and public do not. Confidential: the report is withheld too."""

    PUBLIC = "public"
    ANONYMOUS = "anonymous"
    CONFIDENTIAL = "confidential"


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
    RESOLVED = "resolved"
    DISPUTED = "disputed"
    CLOSED = "closed"
    FORWARDED_OUT = "forwarded_out"
    ARCHIVED = "archived"
    DUPLICATE = "duplicate"


OPEN = frozenset(
    {Status.SUBMITTED, Status.RETURNED, Status.FORWARDED, Status.IN_PROCESS, Status.WAITING, Status.RESOLVED}
    | {Status.DISPUTED}
)
"""Statuses in which somebody still owes somebody something."""


class Stage(StrEnum):
    """What is promised by a date."""

    VERIFY = "verify"
    FIRST_RESPONSE = "first_response"
    COMPLETION = "completion"
    SILENT_CLOSE = "silent_close"


class ArchiveReason(StrEnum):
    NOT_A_COMPLAINT = "not_a_complaint"
    SPAM = "spam"
    TOO_GENERAL = "too_general"
    INCOMPLETE = "incomplete"
    IN_COURT = "in_court"
    WITHDRAWN = "withdrawn"


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
