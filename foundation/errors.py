"""What can go wrong with a request, said without knowing which door it came through.

ServiceError
├── NotFound     there is no such complaint, person or unit
├── NotAllowed   this actor may not ask this
├── Refused      the state of the complaint does not allow it
├── Stale        someone changed it first
├── Invalid      what was said cannot be understood
└── TooMany      asked too often

The sentence is written for the person who asked, in Indonesian; a door translates and shows it as it is.
"""

from collections.abc import Mapping

from foundation.language import Sentence


class ServiceError(Exception):
    """Permintaan ini tidak dapat diproses."""

    def __init__(self, sentence: str | None = None, **values: object) -> None:
        template = sentence or (type(self).__doc__ or "").strip()
        self.sentence = Sentence(template, **values) if values or not isinstance(sentence, Sentence) else sentence
        """For the person who asked: as a string in the source language, for a door to translate."""
        super().__init__(str(self.sentence))


class NotFound(ServiceError):
    """Data yang Anda cari tidak ditemukan."""


class NotAllowed(ServiceError):
    """Anda tidak berwenang melakukan ini."""


class Refused(ServiceError):
    """Langkah ini belum dapat dilakukan pada keadaan sekarang."""


class Stale(ServiceError):
    """Aduan ini sudah berubah sejak halaman Anda dibuka. Periksa keadaan terbarunya; tulisan Anda tidak hilang."""


class Invalid(ServiceError):
    """Isian belum dapat kami pahami. Mohon periksa kembali."""

    def __init__(self, sentence: str | None = None, *, fields: Mapping[str, str] | None = None, **values: object):
        super().__init__(sentence, **values)
        self.fields: dict[str, str] = dict(fields or {})


class TooMany(ServiceError):
    """Terlalu banyak permintaan dalam waktu singkat. Mohon tunggu sebentar lalu coba lagi."""

    def __init__(self, sentence: str | None = None, *, retry_after: int = 60, **values: object) -> None:
        super().__init__(sentence, **values)
        self.retry_after = retry_after
        """Seconds until another try can succeed."""
