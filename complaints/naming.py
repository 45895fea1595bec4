"""Names of people in what is shown to everybody, as far as they can be told from other words: blotted out."""

import re

BLOT = "•"

_NAME = r"[A-Z][a-z'’]+(?:[ .-]{1,2}[A-Z][a-z'’]+){0,3}"
_OFFICES = frozenset(
    {
        *(
            "lurah",
            "camat",
            "gubernur",
            "bupati",
            "walikota",
            "wali",
            "kepala",
            "kadis",
            "kades",
            "kadus",
            "ketua",
            "wakil",
        ),
        *(
            "sekda",
            "sekretaris",
            "menteri",
            "presiden",
            "dokter",
            "guru",
            "dosen",
            "polisi",
            "satpam",
            "hakim",
            "jaksa",
        ),
        *("direktur", "petugas", "admin", "operator", "perawat", "bidan", "sopir", "supir", "mandor", "pengawas", "rt"),
        *("rw", "pj", "plt", "kapolda", "kapolsek", "kapolres", "dewan", "anggota", "pimpinan", "penjaga", "kasir"),
        *("kota", "hamil", "menyusui", "rumah", "tangga", "tani", "pertiwi", "negara", "bapak", "ibu", "dan", "atau"),
        *("tolong", "mohon", "yang", "dinas", "kami", "saya", "semua", "sekalian", "pelapor", "pejabat", "pegawai"),
    }
)
"""Words after a form of address that name an office, or nobody."""

_ADDRESSED = re.compile(
    rf"\b((?:[Bb]apak|[Pp]ak|[Ii]bu|[Bb]u|[Ss]dri?|[Ss]audar[ai]|[Mm]as|[Mm]bak|[Kk]ak|[Nn]enek|[Kk]akek)\b\.?\s{{1,2}})({_NAME})"
)
_NAMED_AFTER = re.compile(
    r"\b(?:jl|jln|jalan|gg|gang|rs|rsia|rsud|masjid|sd|smp|sma|taman|lapangan|hari)\.?\s{0,2}$", re.IGNORECASE
)
"""Before a name that is that of a street, a house or a day."""

_INTRODUCED = re.compile(
    r"\b((?:[Nn]ama(?:nya)?(?: saya| lengkap| pelapor| anak saya| ibu saya| ayah saya)?|[Ss]aya bernama|[Aa]tas nama"
    rf"|a\.?\s?n\.?)\s{{0,2}}:?\s{{1,2}})({_NAME})"
)


def without_names(text: str) -> str:
    """The text without names of people who are introduced (“nama saya Siti”) or addressed (“Pak Budi”).

    Only what is written with a capital letter is known to be a name; “Pak Lurah” and “Ibu Kota” stay.
    """
    return _ADDRESSED.sub(_blot_addressed, _INTRODUCED.sub(rf"\1{BLOT}", text))


def _blot_addressed(found: re.Match[str]) -> str:
    first = re.split(r"[ .-]", found[2])[0].lower()
    before = found.string[max(0, found.start() - 12) : found.start()]
    return found[0] if first in _OFFICES or _NAMED_AFTER.search(before) else found[1] + BLOT
