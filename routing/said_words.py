"""Words by which a message shows what it is: thanks, a test, an advertisement, a matter, a place, a time."""

from routing.spelling import plainly


def _set(words: str) -> frozenset[str]:
    """The words as they are read, whatever way they were written here."""
    return frozenset(plainly(word) for word in words.split())


GREETINGS = _set(
    """
    halo hallo hai hello hi hey hei permisi punten maaf mohon selamat pagi siang sore malam assalamualaikum
    asalamualaikum salam waalaikumsalam wr wb tabik pun sugeng enjing dalu ndalu horas om swastiastu shalom namo
    buddhaya pak bapak bu ibu mas mbak kak kakak bang abang bro min admin mimin yth dear team tim semua sekalian
    gubernur bupati walikota wali kota kepala dinas pemerintah pemprov pemkab pemkot izin bertanya tanya numpang
    dari saya
    """
)
"""Words of greeting, and whom one greets."""

TESTS = _set(
    """
    tes test testing tester coba cobacoba percobaan uji ujicoba cek ngecek check ping hello dummy asdf asd
    qwerty
    """
)
TESTED = _set(
    """
    aplikasi laporan lapor sistem fitur form formulir pengaduan saja ya doang kirim pesan ini mengirim ombak
    sound satu dua tiga
    """
)
"""Words that may stand beside a test without making it a report."""

THANKS = _set("terimakasih makasih thanks thank suwun nuwun apresiasi salut bravo terimo matur")
POLITE = _set(
    """
    terima kasih terimakasih makasih matur nuwun suwun banyak atas kepada untuk dan yang bantuan bantuannya
    perhatian perhatiannya kerjasama kerjasamanya kerja sama responnya respon tanggapan tanggapannya tindak
    lanjut lanjutnya semoga sukses selalu sehat jaya terus dari warga kami saya semua tim jajaran petugas
    pelayanan pelayanannya telah sudah sangat sekali ya nya lampung semarang kepahiang bisa langsung sebelum
    sebelumnya tolong mohon dibantu bantu ditindak tindaklanjuti ditindaklanjuti segera secepatnya harap
    diperhatikan info infonya
    """
)
"""Words of courtesy, which say nothing of a matter."""
PRAISE = _set(
    """
    ramah cepat bagus baik mantap sigap tanggap memuaskan puas hebat membantu sukses keren luar top jempol
    profesional senang bangga gembira membanggakan lancar mudah ramahnya sabar
    """
)
DONE = _set(
    """
    diperbaiki dipasang dibenahi diaspal ditambal dibangun diganti dibersihkan diangkut dikeruk dicor menyala
    nyala mulus terang bersih cair tersalurkan diterima ditindaklanjuti tindaklanjuti ditanggapi direspon
    dibantu ditangani selesai rampung normal lancar jadi terbit dilayani dipulihkan pulih hidup
    """
)
"""What was done, after which somebody thanks."""
COMPLAINING = _set(
    """
    belum tidak mohon tolong minta kapan kenapa mengapa tapi tetapi namun padahal sayang kurang masih keluhan
    harap kecewa lambat lama menunggu percuma bohong palsu hanya cuma ternyata tetap usul saran sebaiknya
    kapankah jangan keluh lapor melaporkan laporkan lagi kembali terlambat telat sia percuma sementara sayangnya
    seharusnya bagaimana segera but not still please
    """
)
"""Words that say that something is wanted, or still wrong."""

ADVERTS = _set(
    """
    slot gacor maxwin jackpot rtp togel casino kasino scatter zeus olympus pragmatic sbobet depo deposit
    withdraw wd freebet freespin jp toto bandarq poker domino sensasional cuan investasi profit pinjaman dana
    cair agunan bunga tenor promo diskon murah termurah order followers jasa dropship reseller transfer daftar
    link bonus member klik gratis backlink seo viagra crypto bitcoin trading
    """
)
GAMBLING = _set("slot gacor maxwin jackpot rtp togel casino kasino scatter sbobet freebet freespin bandarq depo")
AGAINST = _set(
    """
    blokir berantas tutup ditutup meresahkan merajalela marak tertipu ditipu penipuan korban kecanduan bandar
    judi laporkan lapor melaporkan tolong mohon tindak ditindak basmi oknum warga desa polisi suami anak siswa
    murid teror diteror penagih debt ancam
    """
)
"""Words of those who complain of gambling and loans and do not advertise them."""

PROBLEMS = _set(
    """
    bergelombang kerusakan mengganggu ganggu renovasi dipangkas dipangkaskan kerja pekerjaan lowongan
    rusak lubang berlubang hancur parah ambles longsor banjir tergenang genangan mampet mati gelap padam macet
    sampah tumpuk bau kotor limbah asap polusi debu bising kering keruh bocor roboh tumbang miring retak putus
    jebol hilang curi maling begal pungli pungutan suap korupsi sogok liar ilegal palsu langka mahal habis
    kosong antre lambat bolos judes kasar ditolak dipersulit diskriminasi bullying perundungan pelecehan
    kekerasan kdrt dipukul aniaya ancam keracunan sakit wabah demam stunting miskin bansos bantuan pupuk gaji
    upah phk thr ijazah zonasi ppdb spmb pajak samsat ktp kk akta bpjs obat dokter guru internet sinyal aplikasi
    error gangguan menjuntai semrawut terbengkalai mangkrak telantar bocah odgj pengemis gelandangan tawuran
    judi miras narkoba asusila parkir pkl reklame sengketa serobot tambang galian tebang hama gagal panen
    irigasi selokan drainase saluran trotoar jembatan rambu marka pju berantakan bangkai tikus nyamuk anjing
    pohon kabel tiang aspal talud tanggul beasiswa perbaikan izin layanan
    """
)
"""Words of which one is enough to say what it is about."""
NO_DEED = _set(
    """
    perumahan pertigaan perempatan persimpangan perhatian pengaduan pelayanan pertokoan perkantoran pemerintahan
    pelaporan penyampaian permukiman pemukiman perkenalan pekalongan
    """
)
"""Words that are built like the name of a deed (“perbaikan”) and are none."""
ASKING = _set(
    """
    belum tidak kapan kenapa mengapa bagaimana apakah apa berapa cara syarat jadwal usul saran diperbaiki
    dipasang dibangun diaspal
    """
)
"""Words with which something is asked or wanted."""

INCIDENT = _set(
    """
    tertabrak ditabrak dipukul ditampar dibentak dimarahi dimaki dihina diusir ditolak dipersulit diancam diintimidasi
    dilecehkan dimintai dipalak pungli suap sogok kemalingan dicuri dirampok dibegal dipotong terpotong terdebet dobel
    dipecat diberhentikan mangkir bolos membentak memukul memalak keracunan malpraktik
    """
)
"""Words of what happened once, of how somebody in office behaved, of a payment: to answer one has to know when."""
TIMES = _set(
    """
    kemarin tadi barusan sekarang senin selasa rabu kamis jumat sabtu ahad januari februari maret april mei juni
    juli agustus september oktober november desember jan feb mar apr jun jul agu agt ags sep okt nov des sejak
    semalam kemaren tanggal tgl pukul jam setiap tiap selalu sering lusa dini subuh yesterday today
    """
)
COUNTED = _set("hari minggu pekan bulan tahun jam menit kali")
"""After a number, or before “ini” and “lalu”, these say when or for how long."""
NUMBERS = _set(
    """
    satu dua tiga empat lima enam tujuh delapan sembilan sepuluh beberapa berapa seminggu sebulan setahun ber
    """
)
ONE_LONG = _set("seminggu sebulan setahun sehari semalam berhari berminggu berbulan bertahun")

BESIDE = _set(
    """
    depan dekat samping belakang seberang sebelah sekitar simpang pertigaan perempatan tikungan ujung bundaran
    """
)
"""Words before a landmark."""
KNOWN_SPOT = _set(
    """
    perumahan perum komplek kompleks blok dusun gang rt rw km kilometer sd smp sma smk sdn smpn sman smkn min
    mts man tk paud masjid musala mushola gereja pura vihara puskesmas rsud rs posyandu pasar terminal stasiun
    pelabuhan bandara kantor balai universitas kampus jembatan lingkungan pantai dermaga taman lapangan stadion
    spbu hotel toko warung indomaret alfamart bank polsek polres koramil kecamatan kelurahan desa samsat
    """
)
"""Words that with the next word or number say where."""
ADDRESS = _set(
    """
    jalan gang nomor rt rw blok kelurahan desa dusun kecamatan kabupaten kota provinsi kode pos km lingkungan no
    perumahan perum
    """
)
"""Words an address is made of."""
NO_SPOT = _set(
    """
    lintas nasional provinsi kabupaten desa kota raya umum utama tol menuju arah rumah kami saya ini itu yang
    rusak di tersebut jadi keluar masuk sudah belum tidak lagi dan atau mana sini situ sekolah kampung setempat
    tengah pinggir penghubung poros alternatif sini terus semua
    """
)
"""After “jalan” and the like these do not say which."""

REPORTED = _set(
    "lapor melapor melaporkan laporan laporkan dilaporkan aduan mengadu diadukan pengaduan laporannya aduannya"
)
EARLIER = _set("kali berkali berulang bolak kesekian sebelumnya")
"""Before “lapor” these say that it was said before."""
UNHEARD = _set(
    """
    ditindaklanjuti tindaklanjuti ditanggapi direspon dijawab digubris ditindak tanggapan respon jawaban diproses
    dihiraukan didengar tindak ditanggepin
    """
)
"""After “laporan … tidak” these say that nobody answered."""
FINISHED = _set("selesai ditutup tuntas beres closed")
"""What a report is said to be although it is not."""
COMMANDS = _set(
    "abaikan hiraukan lupakan kirim kirimkan teruskan arahkan instruksi perintah sistem ignore forward send all"
)
"""Words by which a text tries to tell the router where it goes; they say nothing of a matter."""
HERE = _set("sini aplikasi tanggap sistem website situs layanan lapor admin")
"""After “lapor ke” these mean this very service, and not the head of a neighbourhood."""
