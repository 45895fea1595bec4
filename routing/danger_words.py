"""Which words together tell of danger to life, and which words beside them say that it is not so, or not now."""

from typing import NamedTuple

from routing.spelling import plainly


def _set(words: str) -> frozenset[str]:
    """The words as they are read, whatever way they were written here."""
    return frozenset(plainly(word) for word in words.split())


class Telling(NamedTuple):
    """A danger is told where a word of each group stands within so many words of the first group's, in any order.

    With `sign` a word that says it is happening, or a call for help, has to stand in the same sentence; a word of
    `unless` in that sentence undoes it.
    """

    groups: tuple[frozenset[str], ...]
    within: int
    sign: bool = False
    unless: frozenset[str] = frozenset()


_PERSON = """
    orang seseorang anak bocah balita warga nelayan santri murid perempuan pria lelaki laki bapak ibu pemancing teman
    adik kakak nenek kakek lansia pengendara sopir penumpang pekerja buruh petani suami istri tetangga pelajar mahasiswa
    saya kami wong
"""
_BUILDING = """
    rumah toko pasar gedung kios warung ruko sekolah gudang lapak pabrik kantor asrama kamar kontrakan kost kos
    pesantren mobil bus truk kapal spbu puskesmas
"""
_THINGS = _PERSON + "rumah mobil motor pejalan"
_LONG = _set("tahun bulan bertahun berbulan lama")
_WILL = "mau hampir nyaris akan hendak bakal tinggal"
_WANT = "mau ingin hendak akan coba mencoba niat nekat pengen pingin berencana mengancam ancam"

TELLINGS = (
    # fire
    Telling((_set("terbakar kebakar kobong kobongan dilalap"), _set(_BUILDING)), 3),
    Telling((_set("api"), _set("membesar merambat menjalar berkobar mengamuk membubung meluas menyambar membakar")), 3),
    Telling((_set("kebakaran terbakar kobongan kebakar"),), 0, sign=True),
    Telling((_set("api"), _set("belum"), _set("padam mati")), 7, sign=True),
    Telling(
        (_set("meledak ledakan"), _set("tabung gas elpiji trafo gardu pabrik kompor rumah pipa spbu")),
        4,
        unless=_set("harga naik"),
    ),
    Telling((_set("bocor kebocoran"), _set("gas amonia klorin kimia elpiji")), 3, sign=True),
    # electricity
    Telling(
        (
            _set("kabel kawat"),
            _set("listrik pln bertegangan sutet tegangan"),
            _set("putus menjuntai terjuntai juntai nyetrum percikan terjulur melintang memercik"),
        ),
        6,
    ),
    Telling((_set("kabel kawat"), _set("listrik pln sutet"), _set("jatuh")), 3),
    Telling((_set("kesetrum tersetrum tersengat kesengat"), _set(_PERSON)), 4, unless=_set("lebah tawon")),
    Telling((_set("terjebak terkurung terperangkap kejebak"), _set("lift")), 6),
    # water
    Telling((_set("tenggelam hanyut terseret keli"), _set(_PERSON)), 4, unless=_set("utang hutang kesedihan sampah")),
    Telling((_set("tanggul bendungan bendung waduk"), _set("jebol ambrol pecah")), 3, sign=True, unless=_LONG),
    Telling(
        (
            _set("terjebak terkurung terperangkap kejebak"),
            _set("banjir air api reruntuhan longsor atap asap kebakaran"),
        ),
        6,
        unless=_set("macet kemacetan"),
    ),
    Telling((_set("sedada seleher seatap"), _set("air banjir")), 4),
    Telling((_set("setinggi sampai"), _set("dada leher atap"), _set("air banjir")), 5, unless=_set("bocor hujan")),
    Telling((_set("kapal"), _set("terbalik karam tenggelam"), _set(_PERSON + " awak abk")), 9),
    # earth, trees, walls
    Telling(
        (
            _set("menimpa nimpa tertimpa ketimpa menimbun tertimbun ketiban timbun"),
            _set(
                """
    pohon tiang tembok tebing longsor longsoran tanah papan baliho crane atap bangunan reruntuhan plafon
    """
            ),
            _set(_THINGS),
        ),
        5,
    ),
    Telling((_set("longsor tsunami"),), 0, sign=True, unless=_LONG | _set("jalan bahu talud")),
    # bridges and holes
    Telling(
        (
            _set("jembatan"),
            _set(_WILL),
            _set("roboh putus runtuh ambrol jebol patah"),
            _set("dilewati lewat melintas dilintasi melewati menyeberang dilalui nyebrang"),
        ),
        12,
        unless=_LONG,
    ),
    Telling(
        (
            _set("jatuh terjun tercebur kecemplung terperosok terjatuh nyemplung masuk"),
            _set("jurang sumur sungai septic laut"),
            _set(_PERSON + " mobil bus motor truk"),
        ),
        5,
        unless=_set("sampah limbah bantuan"),
    ),
    # violence
    Telling(
        (
            _set(
                "dipukul dikeroyok dibacok ditusuk ditikam ditembak disiksa dianiaya diperkosa dicekik dihajar diamuk "
                "dibegal dirampok ditodong dibunuh"
            ),
            _set(_PERSON + " yang"),
        ),
        6,
        sign=True,
    ),
    Telling(
        (_set("disandera sandera penyanderaan menyandera diculik"), _set(_PERSON)), 4, unless=_set("ijazah isu hoaks")
    ),
    Telling((_set("tawuran bentrok bentrokan begal perampokan penembakan rampok"),), 0, sign=True),
    Telling(
        (_set("parang golok senjata pistol pisau celurit samurai clurit"), _set("mengamuk ngamuk mengancam ngancam")), 7
    ),
    Telling((_set("odgj gila stres"), _set("mengamuk ngamuk")), 4, sign=True),
    Telling((_set("bom"), _set("ditemukan mencurigakan rakitan temuan")), 4, unless=_set("ikan")),
    # poison, illness, accidents
    Telling((_set("keracunan"), _set("massal puluhan ratusan belasan sekeluarga pingsan murid santri anak warga")), 6),
    Telling(
        (
            _set("kritis sekarat kejang pingsan pendarahan perdarahan sesak overdosis"),
            _set(_PERSON + " pasien bayi mertua korban"),
        ),
        4,
        sign=True,
    ),
    Telling(
        (
            _set("kecelakaan tabrakan tertabrak ketabrak ditabrak"),
            _set("terjepit kejepit terkapar berdarah tergeletak kritis pingsan"),
        ),
        10,
    ),
    Telling((_set("melahirkan lahiran"), _set("ambulans ambulan")), 8, sign=True),
    # a life somebody wants to end
    Telling((_set("bunuh"), _set("diri"), _set(_WANT)), 4),
    Telling((_set("gantung"), _set("diri"), _set(_WANT)), 4),
    Telling((_set("mengakhiri akhiri"), _set("hidup nyawa")), 2),
    Telling((_set("mati"), _set("saya"), _set("ingin mau pengen pingin"), _set("saja")), 4, unless=_set("lampu pajak")),
    Telling(
        (
            _set("lompat melompat loncat terjun"),
            _set("jembatan gedung tower menara flyover atap"),
            _set(_PERSON),
            _set("mau hendak akan ingin nekat"),
        ),
        9,
    ),
    Telling((_set("bayi orok"), _set("dibuang ditemukan penemuan ditinggal tergeletak")), 5),
    # animals
    Telling(
        (
            _set("gajah harimau buaya beruang macan"),
            _set("menyerang menerkam diserang dimangsa diterkam memangsa nyerang"),
            _set(_PERSON),
        ),
        7,
    ),
    Telling(
        (_set("gajah harimau"), _set("masuk mengamuk ngamuk"), _set("desa permukiman pemukiman rumah")), 6, sign=True
    ),
    # in English, as visitors write
    Telling((_set("fire"), _set("house building on help")), 3, unless=_set("station truck")),
    Telling((_set("drowning drowned trapped bleeding unconscious"),), 0),
)

NOW = _set("sekarang sedang barusan ambulans ambulan damkar evakuasi darurat sos urgent emergency now")
"""Words that say that it is happening, or call for those who save lives."""
TOGETHER_NOW = frozenset(
    {
        *(
            ("saat", "ini"),
            ("detik", "ini"),
            ("malam", "ini"),
            ("pagi", "ini"),
            ("siang", "ini"),
            ("sore", "ini"),
            ("hari", "ini"),
            ("baru", "saja"),
        ),
        *(("tolong", "tolong"), ("lagi", "terjadi"), ("masih", "terjadi"), ("butuh", "bantuan"), ("minta", "bantuan")),
        *(
            ("butuh", "pertolongan"),
            ("minta", "tolong"),
            ("minta", "pertolongan"),
            ("masih", "menyala"),
            ("butuh", "cepat"),
        ),
        *(
            ("tolong", "cepat"),
            ("cepat", "tolong"),
            ("lagi", "dipukul"),
            ("lagi", "dikeroyok"),
            ("masih", "berlangsung"),
        ),
        *(
            ("ada", "kebakaran"),
            ("terjadi", "kebakaran"),
            ("lagi", "kebakaran"),
            ("lagi", "tawuran"),
            ("lagi", "ngamuk"),
        ),
    }
)
"""Two words, one after the other, that say the same. A plain cry of fire is one."""

NOT_SO = _set(
    """
    dikhawatirkan mengkhawatirkan ditakutkan tanggal tgl
    takut khawatir kuatir cemas was rawan kalau jika apabila bila mungkin berpotensi potensi seandainya andai
    jangan sebelum nanti antisipasi mengantisipasi mencegah pencegahan cegah simulasi latihan pelatihan
    penyuluhan sosialisasi edukasi seminar lomba proposal usul usulan anggaran hidran sering kadang rutin setiap
    biasa terancam prosedur cara syarat formulir berita film hoaks isu asuransi santunan penyebab statistik
    bagaimana apakah retribusi sertifikat apar rekrutmen honorer gaji bertahun berbulan pernah dulu dahulu
    kemarin sempat dipadamkan ludes hangus bedah material sembako renovasi rehab relokasi trauma almarhum
    almarhumah mengenang alhamdulillah untung jenggot diskon menyebabkan mengakibatkan pelaku tersangka vonis
    sidang kasih terimakasih memadamkan apresiasi salut could might if drill training risk afraid last ago
    """
)
"""Words of the same part of a sentence that make of a danger a fear, a habit, a memory, or a matter of an office."""
WERE_SO = frozenset(("tahun", "bulan", "minggu", "pekan", "hari", "waktu", "tempo", "yang", "malam", "pagi", "sore"))
"""Before “lalu” these say that it is over."""
OVER = _set(
    """
    mati padam ditangani selesai dievakuasi ditolong aman diamankan tertangani dipadamkan reda surut teratasi
    """
)
"""After “sudah” these say the same."""
NO = _set("tidak bukan tanpa belum jangan dudu not no")
CARRIED = _set("kalau jika apabila bila seandainya andai takut khawatir kuatir tahun dulu pernah kemarin if setiap")
"""Those of NOT_SO that also hold for what follows in the same sentence."""
NEARLY = _set("hampir nyaris")
"""Right before a word of a danger these say that it was none."""
CAN = _set("bisa dapat can")
"""These too, unless somebody cannot."""
SPANS = _set("tahun bulan")
"""These too, unless they tell somebody's age."""
AGE = _set("usia umur berusia berumur anak bocah balita bayi")
AFTER = _set(
    """
    korban penyintas bekas pasca setelah sesudah usai sejak kasus laporan trauma petugas dinas mobil pos alat
    asuransi nomor markas selesai
    """
)
"""Right before the word for a danger these speak of something else."""
