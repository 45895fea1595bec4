"""How names of places are written, and which words of every day are names of places too."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PLACE_WORDS = {
    "jalan": "jl jln jlan jaln jln2",
    "gang": "gg",
    "kabupaten": "kab kbupaten kabupatn",
    "kecamatan": "kec kcamatan kecmatan",
    "kelurahan": "kel klurahan",
    "desa": "ds dsa pekon tiyuh kampung kmpung kampong kp",
    "dusun": "dsn umbul",
    "kota": "kta",
    "pasar": "psr ps",
    "simpang": "sp spg persimpangan simpangan",
    "tanjung": "tj tjg tg",
    "teluk": "tlk",
    "bandar": "bdr bndr",
    "gunung": "gn gng",
    "gedung": "gedong",
    "way": "wy wai",
    "provinsi": "prov propinsi provnsi prop",
    "lintas": "lintass lint",
    "sumatera": "sumatra sumtra",
    "di": "d",
    "jenderal": "jend jendral jenral",
}
PLACE_SPELLING: dict[str, str] = {written: read for read, all_ in _PLACE_WORDS.items() for written in all_.split()}
"""An informal word to the one it stands for where places are named; a village has one word for all its local names."""

TITLES = _set("jenderal mayjen letjen brigjen kolonel letkol kapten kh kyai haji h hj ir prof dr dokter")
"""Titles in the names of roads, which people leave out."""

NAME_STARTS = (
    *("tanjung", "teluk", "bandar", "way", "gading", "gedung", "gunung", "gajah", "terbanggi", "bukit", "batu"),
    *(
        "simpang",
        "muara",
        "rawa",
        "sumber",
        "kota",
        "pulau",
        "padang",
        "banyu",
        "candi",
        "suka",
        "sri",
        "marga",
        "karang",
        "bumi",
        "negeri",
        "sido",
    ),
)
"""First words of place names that people write together with the next, or apart."""

AREA_MARKS = _set("kecamatan kabupaten kota kelurahan desa dusun")
"""Words that say that a name of an area follows."""
NEAR_MARKS = _set(
    "wilayah daerah camat puskesmas rsud samsat polsek polres koramil sdn smpn sman smkn sd smp sma smk pasar terminal "
    "stasiun simpang tugu lapangan stadion warga lurah kades"
)
"""Words after which a name is that of a place, though it may be an everyday word as well."""
AT_MARKS = _set("di ke dari menuju arah sekitar seputaran jalan gang daerah")
"""Words after which an everyday word is a place's name, unless it means something that one can be at."""

_EVERYDAY = """
    panjang metro natar enggal kedamaian limau ketapang kedondong tuba palas pagelaran merigi genuk baru lama besar
    kecil jaya makmur indah sejahtera maju harapan damai timur barat utara selatan tengah pusat putih hitam merah hijau
    agung raya mulya sentosa sakti terang lima empat tiga dua satu lingkar baja karya tani sari
"""
_THINGS = """
    kota pasir tugu way air batu kebun tebu teh gunung pulau pasar desa unit negeri bandar simpang lapangan taman
    pantai bundaran negara bumi sumber gading candi menara masjid jembatan gajah pisang rumah sungai muara tanjung
    pelabuhan terminal stasiun dermaga bandara danau bukit hutan sawah
"""
EVERYDAY = _set(_EVERYDAY) | _set(_THINGS)
"""Words of every day of which names of places are made: a name of nothing else is one only where a mark says so."""
THINGS = _set(_THINGS)
"""Those of them that are something one can be at: “di air hitam” says nothing of a place called Air Hitam."""
NO_NAMES = _set("""
    saya kami kita ini itu yang di ke dan atau sudah belum tidak rusak setempat tersebut kita mereka baru lama besar
    kecil panjang sebelah lain sini sana ada agar untuk karena dengan pada akan dari oleh mohon tolong minta sangat
    tapi terpencil tertinggal sepi ramai adat wisata nya berlubang gelap banjir fiktif dana kepala kantor balai
    semua setiap tiap masih selalu sering juga lagi saja kok kenapa mengapa bagaimana dimana yg tdk blm sdh
    """)
"""Words that may follow “desa” or “jalan” and name nothing."""
