"""Whether a message asks or proposes something; what does neither plainly is taken for a complaint."""

import re

from complaints.kinds import Kind
from routing.spelling import plainly, words_of

LONGEST = 40
"""Words of a message that may be a mere question; who writes more has something to tell."""

_WORD = re.compile(r"[^\W_]+")
_ASKS = re.compile(
    r"\b(?:(?:mau|ingin|izin|numpang|boleh|mohon) (?:ber)?tanya|(?:mohon|minta|butuh) (?:info|informasi)"
    r"|(?:apa|apa saja) (?:per)?syarat(?:an)?(?:nya)?|(?:per)?syarat(?:an)?nya apa"
    r"|bagaimana (?:cara|prosedur|alur)(?:nya)?"
    r"|cara(?:nya)? bagaimana|kapan (?:jadwal|pendaftaran)|jam buka|berapa (?:biaya|tarif|ongkos)"
    r"|(?:di|ke) ?mana (?:saya )?(?:bisa |harus )?(?:mengurus|daftar|mendaftar|membuat|lapor pajak)"
    r"|apakah (?:masih|sudah|bisa|boleh|ada))\b"
)
_PROPOSES = re.compile(
    r"^(?:\w+ ){0,6}?(?:usul|usulan|mengusulkan|saran saya|sekadar saran|sekedar saran|aspirasi)\b"
    r"|\balangkah (?:baik|bagus|indah)nya\b|\bakan lebih baik (?:kalau|jika|bila)\b"
)
_TROUBLE = """
    rusak mati padam hancur berlubang lubang mampet banjir tergenang macet bau kotor longsor roboh ambruk jebol bocor
    belum tidak tak gagal lambat lama kecewa keluhan keluh lapor laporan pungli suap korupsi parah bahaya celaka jatuh
    hilang dicuri tumpah menumpuk tumpuk ditolak dipersulit sulit susah liar ilegal mengganggu ganggu resah meresahkan
    kenapa mengapa tersendat terlambat telat mangkrak kosong habis marah kasar ketus dipungut diminta salah kendala
    error terhalang ditutup melanggar langgar ditertibkan tertibkan dibersihkan bersihkan status mohon tolong
    proses terkendala penumpukan menghambat merugikan dirugikan penyalahgunaan semrawut malah padahal ternyata
"""
_TROUBLED = frozenset(_TROUBLE.split()) | {word.stem for word in words_of(_TROUBLE)}
_POLITE = re.compile(r"\b(?:mohon|minta) (?:info|informasi|tanya)\b|\b(?:mohon|tolong) (?:dijelaskan|penjelasan)\w*\b")


def kind_of(text: str) -> Kind | None:
    """Kind.INFORMATION or Kind.SUGGESTION where the words say so and tell of no trouble; else None.

    Careful on purpose: a complaint taken for a question would be promised less.
    """
    plain = " ".join(plainly(word) for word in _WORD.findall(text[:1000]))
    if plain.count(" ") >= LONGEST or len(text) > 1000:
        return None
    asks, proposes = _ASKS.search(plain), _PROPOSES.search(plain)
    if not (asks or proposes) or "sampai kapan" in plain:
        return None
    rest = set(_POLITE.sub(" ", plain).split())
    if rest & _TROUBLED or {word.stem for word in words_of(text)} & (_TROUBLED - {"mohon", "tolong"}):
        return None
    return Kind.SUGGESTION if proposes else Kind.INFORMATION
