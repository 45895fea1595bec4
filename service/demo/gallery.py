"""Photos of the invented world: which case has some, and the files they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from uuid import uuid5

from complaints.attachments import Attachments
from complaints.commands import File
from complaints.images import MEDIA_TYPE
from complaints.kinds import Visibility
from foundation.sealing import digest
from service.demo.canvas import taken
from service.demo.case import Case, Nature
from service.demo.pace import chance
from service.demo.scenes import PAPER, beside, drawn
from service.demo.telling import WRITTEN_BY_OFFICERS

RECENT = timedelta(days=90)
"""Of older cases nobody draws pictures: the demonstration is to start quickly."""
OFTEN, PROVED = 0.6, 0.8
"""How often a citizen sends a photo of what can be drawn, and an office proves with one what it did."""
_OWN_PHOTO, _OWN_SHEET = 0.3, 0.85
"""Where an answer says nothing: up to where in a draw its proof is the reporter's own photo, and a sheet of its own."""
_REUSED = 2
"""Sheets that are sent again and again."""


@dataclass
class Gallery:
    """`scenes` names a drawing for a topic."""

    scenes: Mapping[str, str]
    now: datetime
    _hung: dict[str, bytes] = field(default_factory=dict)

    def told(self, case: Case) -> File | None:
        """What the citizen sends along."""
        sends = case.nature is Nature.ORDINARY and case.channel not in WRITTEN_BY_OFFICERS
        if not sends or case.visibility is Visibility.CONFIDENTIAL or case.told < self.now - RECENT:
            return None
        return self._photo(case, OFTEN, mended=False)

    def proof(self, case: Case, *, needed: bool, empty: bool, again: int = 0) -> File | None:
        """What the office sends along: most often of a case that came with a photo, and always where it is `needed`.

        Of an answer that says nothing it is the reporter's own photo, a sheet sent before, or one of its own.
        `again` counts the answers that were disputed: each has a picture of its own.
        """
        after, bare = ("sesudah", "bukti") if not again else (f"sesudah-{again + 1}", f"bukti-{again + 1}")
        draw = chance(f"proof {case.id} {empty}{again or ''}")
        if not self.scenes or not (needed or (self.told(case) and not empty and draw.random() < PROVED)):
            return None
        scene = self.scenes.get(case.topic or "", PAPER)
        if not empty:
            seen = taken(_drawing(scene, case.number, True), draw, beside(scene, mended=True))
            return self._file(case, after, seen)
        told, reused = self.told(case), draw.random()
        if told is not None and reused < _OWN_PHOTO:
            return self._file(case, bare, self._hung[told.key])
        number = case.number if reused < _OWN_SHEET else len(case.unit or "") % _REUSED
        return self._file(case, bare, taken(_drawing(PAPER, number, False), chance(f"sheet {number}")))

    def _photo(self, case: Case, often: float, *, mended: bool) -> File | None:
        scene, name = self.scenes.get(case.topic or ""), "sesudah" if mended else "keadaan"
        if not scene or chance(f"photo {name} {case.id}").random() > often:
            return None
        content = _drawing(scene, case.number, mended)
        return self._file(case, name, content)

    def _file(self, case: Case, name: str, content: bytes) -> File:
        id_, salt = uuid5(case.id, name), sha256(b"photo" + case.id.bytes + name.encode()).digest()[:16]
        file = File(id_, salt, digest(salt, content), MEDIA_TYPE, len(content), f"{case.id}/{id_}", f"{name}.jpg")
        self._hung[file.key] = content
        return file

    async def hang(self, file: File, attachments: Attachments) -> None:
        """Keep a photo where it can be opened."""
        await attachments.lay(file, self._hung[file.key])


@cache
def _drawing(scene: str, variant: int, mended: bool) -> bytes:
    return drawn(scene, variant, mended=mended)
