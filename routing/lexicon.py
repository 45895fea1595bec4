"""How citizens shorten and respell words, and which words carry nothing: our own short lexicon."""

_GROUPS: dict[str, str] = {
    # to the left how it should be read, to the right how it is written
    "yang": "yg yng yang2",
    "jalan": "jln jl jlan jaln jlanan jalanan jlnan jalnan ruas",
    "dengan": "dgn dg dngn dengn",
    "sudah": "sdh udah udh sdah dah sudh udeh uda wes wis",
    "belum": "blm blom blum belom blon durung",
    "tidak": "tdk ga gak gk g nggak ngga ngak enggak engga kagak kaga tak tdak tidk ndak gx ora mboten",
    "jangan": "jgn jng jangn",
    "untuk": "utk unt untk buat bwt",
    "karena": "krn karna krna krena gara",
    "dapat": "dpt dapet dapt",
    "sangat": "sgt sngat bgt bngt banget bangt",
    "terhadap": "thd trhdp",
    "pada": "pd",
    "jadi": "jd jdi",
    "cuma": "cm cuman cma",
    "saja": "aja aj ajja ajh sj",
    "lagi": "lg lgi",
    "orang": "org orng",
    "sama": "sm ama",
    "harus": "hrs hrus kudu",
    "mohon": "mhn mohn mohom",
    "tolong": "tlg tlong tulung tlng tolongg",
    "ada": "ad ade",
    "di": "d",
    "dan": "n dn",
    "saya": "sy sya sayah gw gue gua aku ak",
    "kami": "km kmi kita kta",
    "kalau": "klo kalo kl klw kalou",
    "kalian": "klian",
    "bagaimana": "gmn gimana bgmn bgaimana piye",
    "kenapa": "knp knpa napa",
    "kapan": "kpn kpan",
    "berapa": "brp brapa",
    "apakah": "apkh apkah",
    "dari": "dri drpd",
    "sampai": "smp2 sampe smpai ampe nyampe",
    "setiap": "tiap tiap2 stiap",
    "banyak": "byk bnyk bnyak",
    "sekarang": "skrg skrang skr skg",
    "kemarin": "kmrn kmaren kemaren",
    "malam": "mlm malem mlam",
    "hari": "hr hri",
    "minggu": "mgg mnggu",
    "bulan": "bln bulam",
    "tahun": "thn th taun",
    "dekat": "dkt deket",
    "depan": "dpn dpan",
    "belakang": "blkg blakang",
    "sebelah": "sblh sbelah",
    "seberang": "sebrang sbrg",
    "samping": "smping",
    "sekitar": "skitar sktr",
    "warga": "wrga wrg",
    "masyarakat": "masy masyrkt masyarkat",
    "pemerintah": "pmrnth pemrintah pemerinth",
    "provinsi": "prov propinsi provnsi prop",
    "kabupaten": "kab kbupaten kabupatn",
    "kecamatan": "kec kcamatan",
    "kelurahan": "kel klurahan",
    "gang": "gg",
    "nomor": "no nmr nomer",
    "rusak": "rsk rusk ruksak rusakk remuk ajur",
    "hancur": "ancur hncur ancor",
    "parah": "prah parahh",
    "lubang": "lobang lbg lobangnya lubangan lobang2",
    "berlubang": "berlobang brlubang berlobang2 bolong bolong2 blobang",
    "ambles": "amblas ambleg amblek",
    "tenggelam": "kelelep",
    "genangan": "gnangan genengan",
    "tergenang": "kegenang nggenang menggenang",
    "macet": "mcet mct",
    "mampet": "mampat mampeg tersumbat kesumbat buntu",
    "tumpuk": "numpuk menumpuk tumpukan bertumpuk nimbun",
    "sampah": "smpah samph sampa",
    "mati": "mti mate pedot padam pdm",
    "lampu": "lmpu lamp lampuu",
    "penerangan": "penrangan pnerangan",
    "pju": "lpju ppju",
    "listrik": "lstrik listrk setrum",
    "jembatan": "jmbtn jembtan jmbatan",
    "selokan": "slokan got parit siring",
    "banjir": "bnjir banjr",
    "sungai": "sungei sngai",
    "irigasi": "irigrasi",
    "sekolah": "sklh skolah sekola skul",
    "guru": "gru",
    "murid": "siswa siswi",
    "anak": "ank anaknya",
    "rumah": "rmh ruma omah",
    "sakit": "skt",
    "dokter": "dktr doktr dokternya",
    "obat": "obt",
    "pasien": "pasen psien",
    "antre": "antri ngantri ngantre antrian antrean antriannya mengantri mengantre",
    "pelayanan": "pelayann plyanan playanan layanan",
    "petugas": "ptugas pertugas ptgs",
    "pegawai": "pgawai pegawe",
    "rsudam": "rsam rsuam abdoelmoeloek abdulmuluk",
    "puskesmas": "pkm puskes puskemas",
    "kesehatan": "kshatan",
    "pupuk": "ppuk rabuk",
    "petani": "ptani tani",
    "sawah": "swah sabin",
    "harga": "hrga rego",
    "mahal": "mhal",
    "beras": "bras",
    "bantuan": "bantuanya bntuan bantuann bantwan",
    "bansos": "bansoss bnsos",
    "uang": "duit duwit uwang doit",
    "minta": "mnta mintak dimintain jaluk njaluk",
    "dimintai": "dimintain dimintak",
    "bayar": "byr bayer mbayar",
    "pungli": "pungly pungutanliar",
    "sogok": "nyogok menyogok disogok",
    "suap": "menyuap disuap nyuap",
    "pajak": "pjak",
    "kendaraan": "kndaraan kendraan knd",
    "motor": "mtr mtor sepedamotor",
    "mobil": "mbl mobl",
    "truk": "truck trek truks",
    "batubara": "batubra btubara",
    "asap": "asep",
    "pabrik": "pabrk pabrek",
    "limbah": "limba",
    "hutan": "htan utan",
    "pohon": "phon pohn",
    "roboh": "rubuh ambruk mbrubuh",
    "izin": "ijin izn perizinan perijinan",
    "surat": "srt",
    "berkas": "brkas",
    "kerja": "krj kerjaan",
    "gaji": "gajih upah",
    "perusahaan": "prusahaan pt perush",
    "buruh": "bruh kuli",
    "tindaklanjuti": "tindaklanjut ditindaklanjuti ditl tinjaklanjuti",
    "diperbaiki": "dibenerin dibenahi diperbaikin dibaikin dibetulin dbenerin dibagusin",
    "diganti": "digantiin",
    "dipasang": "dipasangin",
    "ditangkap": "ditangkep",
    "terima kasih": "tks trims makasih terimakasih mksh trimakasih thx tq suwun",
    "selamat": "met slmt",
    "pagi": "pg pgi",
    "ijazah": "ijasah ijazahnya ijasahnya",
    "elpiji": "lpg elpigi",
    "bensin": "bbm",
    "internet": "inet internt",
    "sinyal": "signal snyal singal",
    "situs": "web website wesite",
    "aplikasi": "apk app aplikasinya",
    "masuk": "msk mlebu",
    "keluar": "klr kluar",
    "lama": "lma suwe",
    "cepat": "cpt cepet",
    "lambat": "lemot lelet lmbat lamban",
    "bau": "mambu baunya",
    "kotor": "kotr reget",
    "gelap": "peteng glap gelep remang",
    "suami": "swami bojo",
    "pukul": "gebuk gebukin digebukin mukul mukulin",
    "dipukul": "dipukulin digebuk dipukuli",
    "ikan": "iwak",
    "air": "banyu aer",
    "besar": "gede gde bsar",
    "kecil": "kcil cilik",
    "jatuh": "jatoh jtuh",
    "bahaya": "bahayaa mbahayain membahayakan berbahaya",
    "kecelakaan": "laka kclakaan",
    "perempuan": "cewek cewe wanita",
    "pelecehan": "plecehan",
    "judes": "jutek galak ketus",
    "bolos": "mangkir",
    "korupsi": "korup korupsinya ngorupsi tilep nilep",
    "desa": "dsa pekon tiyuh kampung kmpung kampong",
    "dusun": "dsn umbul",
    "kepala": "kpla kepla",
    "langka": "lngka kosong kosng ksong habis abis entek",
    "sampaikan": "smpaikan",
    "kambing": "wedus",
    "sapi": "sapine lembu",
    "sakitan": "sakit2an",
    "keliling": "kliling",
    "perpustakaan": "perpus",
    "olahraga": "olahrga olhraga",
    "wisata": "pariwisata wisatanya",
    "nelayan": "nlayan nelayannya",
    "kapal": "kpal prahu perahu",
}

SPELLING: dict[str, str] = {
    written: read.replace(" ", "")
    for read, spellings in _GROUPS.items()
    for written in spellings.split()
    if written.isalnum()
}
"""An informal word to the one it stands for; both in lower case."""

_FILLERS = """
    yang dan di ke dari ini itu untuk dengan pada adalah sudah akan juga oleh karena atau saya kami kalau saja
    lagi mohon tolong agar supaya sangat sih dong kok ya lah deh nih tuh kan pun terimakasih selamat pagi
    siang sore pak bapak bu ibu min admin yth assalamualaikum wr wb nya kak bang sekali cuma terus masih
    sampai sekarang setiap banyak bagaimana kapan kenapa apakah berapa ada jadi sama para bagi agak lebih
    hanya sering selalu semua padahal tetapi tapi tetap mereka dia hampir tentang katanya sebuah
"""

FILLERS = frozenset(_FILLERS.split())
"""Words that say nothing of the matter; they may stand between the words of a phrase."""

_IN_EVERY_REPORT = """
    lapor laporan pelapor adu aduan pengaduan keluhan tanggapan tindak lanjut tindaklanjuti terima kasih salam nama
    mau ingin bisa harus pihak atas bawah dalam luar waktu satu dua orang lama baru selesai tersebut nomor data
    dinas instansi petugas pemerintah warga masyarakat bantu hubungi informasi alamat daerah tempat lokasi
"""

IN_EVERY_REPORT = frozenset(_IN_EVERY_REPORT.split())
"""Words that a report on any matter may hold: part of a phrase they count, alone they say nothing."""

WRONGDOING = (
    *("pungli", "pungutan liar", "korupsi", "dikorupsi", "sogok", "disogok", "uang pelicin", "uang rokok"),
    *("dimintai uang", "diminta uang", "minta uang", "meminta uang", "minta imbalan", "minta setoran", "dipalak"),
    *("minta jatah", "uang terima kasih", "uang di bawah meja", "bayar biar cepat", "tarif tidak resmi"),
    *("pemotongan dana", "dana dipotong", "bantuan dipotong", "disunat", "tanpa kuitansi", "tanpa kwitansi"),
)
"""What is wrong whoever does it; berkadar pengawasan only where somebody in office does."""

WRONGDOING_IN_OFFICE = (
    *("suap", "menyuap", "gratifikasi", "jual beli jabatan", "penyalahgunaan wewenang", "penyalahgunaan jabatan"),
    *("menyalahgunakan wewenang", "menyalahgunakan jabatan", "absen fiktif", "titip absen", "spj fiktif"),
    *("perjalanan dinas fiktif", "tender diatur", "tender titipan", "minta fee", "setor fee", "fee proyek"),
    *("uang rokok petugas", "nepotisme", "kwitansi fiktif", "kuitansi fiktif", "nota fiktif", "proyek fiktif"),
    *("bayar masuk honorer", "masuk honorer bayar", "bayar jabatan", "persekongkolan tender", "netralitas asn"),
    *("pns bolos", "asn bolos", "pns selingkuh", "asn selingkuh", "asn kampanye", "pns main judi", "kkn"),
    *("pengadaan fiktif", "anggaran fiktif", "laporan fiktif", "harga digelembungkan", "mark up anggaran"),
)
"""What only somebody in office can do."""

OFFICIALS = (
    *("pns", "asn", "p3k", "pppk", "pegawai", "pegawai negeri", "pejabat", "oknum dinas", "oknum petugas", "oknum pns"),
    *("oknum asn", "oknum guru", "oknum pegawai", "oknum pejabat", "oknum camat", "oknum lurah"),
    *("kepala sekolah", "kepsek", "wakil kepala sekolah", "bendahara sekolah", "komite sekolah", "kepala uptd"),
    *("kepala puskesmas", "petugas loket", "petugas pelayanan", "petugas samsat", "petugas dinas", "petugas puskesmas"),
    *("petugas rumah sakit", "petugas dishub", "petugas pajak", "petugas timbangan", "petugas perizinan", "kabid"),
    *("kasubag", "sekretaris dinas", "staf dinas", "staf kantor", "oknum kepala dinas", "oknum polisi"),
    *("kepala desa", "kades", "peratin", "perangkat desa", "aparat desa", "panitia ppdb", "petugas pupuk"),
)
"""People in office, as an accusation names them."""

IN_OFFICE = (
    *("sekolah", "sma", "smk", "smp", "sd", "smpn", "sman", "smkn", "sdn", "puskesmas", "rsud", "rumah sakit"),
    *("samsat", "kantor", "dinas", "loket", "kelurahan", "uptd", "balai desa", "disdukcapil", "ppdb", "bpn", "kua"),
    *("petugas", "atasan", "kepala dinas", "kadis", "camat", "lurah", "bupati", "wali kota", "walikota", "gubernur"),
    *("jembatan timbang", "proyek", "anggaran", "dana desa", "dana bos", "apbd", "bansos", "blt", "pkh"),
)
"""Where people in office work, the money they look after, and titles by which reports address them."""

ON_THE_STREET = (
    *("jukir", "juru parkir", "tukang parkir", "parkir", "preman", "minimarket", "indomaret", "alfamart", "alfamidi"),
    *("pengamen", "ormas", "debt collector", "karang taruna", "pkl", "tukang ojek", "calo tiket", "pak ogah"),
    *("ketua rt", "ketua rw", "pengurus rt", "oknum rt", "oknum rw", "pak rt", "pak rw", "rt dan rw", "penjaga pantai"),
)
"""Others who take money from people: police, Satpol PP or the village see to them, not the inspectorate."""
