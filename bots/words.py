"""Every sentence of the conversation."""

from foundation.language import Sentence
from foundation.language import mark as _

WELCOME = _("Halo! Di sini Anda bisa menyampaikan aduan, usul, atau pertanyaan kepada pemerintah daerah.")
INVITE = _("Tulis saja apa yang terjadi, kirim foto, atau kirim pesan suara.")
THANKS = _("Terima kasih kembali. Bila ada yang ingin Anda laporkan, tulis saja apa yang terjadi.")
HELP = (
    _("Cara melapor: tulis apa yang terjadi, atau kirim foto, video, pesan suara, atau lokasi. Urutannya bebas."),
    _("Kami hanya menanyakan yang kurang. Sebelum dikirim, laporan Anda ditunjukkan dan bisa diubah."),
    _("Keliru menulis? Ubah saja pesan Anda; laporan ikut diperbaiki."),
    _("Menambah sesuatu pada aduan yang sudah terkirim, atau menjawab petugas: balas (reply) kabar dari kami."),
    _("/aduan: aduan Anda · /status: keadaan sebuah aduan · /batal: batalkan yang sedang ditulis"),
    _("/kabar: kabar aduan baru · /bahasa: ganti bahasa · /hapus_data: hapus data Anda"),
)
COMMANDS = (
    ("lapor", _("Buat laporan baru")),
    ("aduan", _("Aduan saya")),
    ("status", _("Keadaan sebuah aduan")),
    ("kabar", _("Kabar aduan baru yang saya minta")),
    ("bantuan", _("Cara memakai")),
    ("batal", _("Batalkan laporan yang sedang ditulis")),
    ("bahasa", _("Ganti bahasa (Indonesia, English)")),
    ("hapus_data", _("Hapus data saya")),
)
"""Commands and what they do, for the list the app shows."""

# What is asked.
ASK_WHAT = _("Apa yang terjadi? Tulis satu atau dua kalimat, atau kirim pesan suara.")
ASK_WHAT_PHOTO = _(
    "Kiriman Anda sudah kami simpan. Ceritakan dengan satu kalimat apa yang terlihat di situ, atau kirim pesan suara."
)
ASK_WHAT_PLACE = _("Lokasinya sudah kami catat. Apa yang terjadi di situ? Tulis, atau kirim pesan suara.")
ASK_WHAT_MORE = _("Boleh diceritakan sedikit lagi: apa yang terjadi dan apa yang Anda harapkan?")
ASK_WHERE = _("Di mana tepatnya? Tulis nama jalan, desa, atau patokan terdekat, atau kirim lokasi dengan tombol.")
ASK_WHEN = _("Kapan kejadiannya? Pilih, atau tulis tanggalnya, misalnya 12 Maret.")
ASK_WHO = _("Siapa yang boleh membaca laporan ini?")
WHO_PUBLIC = _("Terbuka: setelah diperiksa bisa dibaca siapa saja. Nama dan kontak hanya untuk petugas.")
WHO_ANONYMOUS = _("Anonim: laporan bisa dibaca, tetapi kantor yang menangani pun tidak mengetahui nama Anda.")
WHO_CONFIDENTIAL = _(
    "Rahasia: hanya petugas yang menangani yang bisa membaca. Ditulis lewat tautan web; yang di sini kami hapus."
)
ASK_NAME = _("Nama siapa yang kami catat? Nama Anda hanya untuk petugas.")
NAME_TOO_LONG = _("Tulis namanya saja, paling panjang {limit} karakter. Tulisan tadi belum kami catat.")
ASK_PHONE = _("Kirim nomor HP Anda dengan tombol, atau tuliskan. Nomor hanya untuk petugas, dan boleh tidak diisi.")
PHONE_WRONG = _("Nomor telepon terdiri dari 8 sampai 15 angka, misalnya 0812xxxxxxxx.")
PHONE_OTHERS = _("Kontak orang lain tidak kami simpan.")
PHONE_KEPT = _("Nomor Anda kami catat, hanya untuk petugas.")
ASK_ADDITION = _("Aduan Anda {code} masih berjalan. Apakah kiriman ini tambahan untuk aduan itu, atau laporan baru?")
ASK_ANSWER = _("Ini jawaban untuk pertanyaan petugas tentang aduan {code}?")
ASK_COMPLETION = _("Ini pelengkap untuk aduan {code} yang diminta dilengkapi?")
ASK_WHICH = _("Kiriman ini untuk aduan yang mana?")
CHOOSE = _("Mohon pilih salah satu.")
NEED_WORDS = _("Kami perlu setidaknya satu kalimat atau satu pesan suara.")
ASK_AGAIN_WHERE = _("Tulis tempat yang benar, atau kirim lokasi dengan tombol. Tempat yang lama diganti.")
ASK_AGAIN_WHAT = _(
    "Kirim tambahan cerita Anda, atau ubah pesan yang sudah terkirim. Bisa juga menulis ulang semuanya dari awal."
)
ASK_AGAIN_FILES = _("Kirim foto lagi, atau hapus yang tidak perlu.")

# What is remarked.
PLACE_READ = _("Lokasi: {place} (dari tulisan Anda).")
CALL_FIRST = _("Bila ada yang terancam jiwanya sekarang, telepon dulu:")
CALL_LINE = _("{number} ({who})")
CALL_TOO = _("Laporan ini tidak menggantikan panggilan darurat.")
EDIT_UNKNOWN = _(
    "Pesan yang Anda ubah tidak ada di laporan yang sedang ditulis. Bila penting, kirim sebagai pesan baru."
)
TEXT_FULL = _(
    "Satu laporan paling panjang {longest} karakter, jadi pesan terakhir tidak ikut. Setelah laporan terkirim, kirim "
    "pesan itu lagi sebagai tambahan."
)
PHOTOS_FULL = _("Satu laporan memuat paling banyak {count} foto. Yang pertama kami simpan; selebihnya tidak ikut.")
FILES_FULL = _(
    "Satu laporan memuat paling banyak {count} berkas lain. Yang pertama kami simpan; selebihnya tidak ikut."
)
FILE_TOO_BIG = _(
    "Berkas di atas 20 MB tidak bisa kami ambil dari Telegram. Kirim sebagai foto biasa, atau potong videonya menjadi "
    "lebih pendek."
)
STRANGE = _("Terima kasih. Kiriman seperti itu belum bisa kami baca; tulisan, foto, video, suara, dan lokasi bisa.")
UNKNOWN_COMMAND = _("Perintah itu tidak kami kenal. Tulis /bantuan untuk melihat caranya.")
OLD_BUTTON = _("Tombol ini sudah lama.")
CANCELLED = _("Laporan dibatalkan dan isinya dihapus. Anda bisa menulis yang baru kapan saja.")
NOTHING_TO_CANCEL = _("Tidak ada laporan yang sedang ditulis.")

# The draft shown whole.
REVIEW = _("Laporan Anda. Sudah benar?")
REVIEW_CUT = _("(Tulisan panjang: di sini hanya awalnya, yang dikirim tetap lengkap.)")
REVIEW_PLACE = _("Tempat: {place}")
REVIEW_NO_PLACE = _("Tempat: tidak disebut tersendiri")
REVIEW_POINT = _("titik peta {latitude}, {longitude}")
REVIEW_WHEN = _("Waktu: {day}")
REVIEW_FILES = _("Berkas: {count}")
REVIEW_LEFT_OUT = _("Tidak ikut karena terlalu banyak: {count} berkas")
REVIEW_VISIBILITY = _("Sifat: {visibility}")
REVIEW_NAME = _("Nama: {name} (hanya untuk petugas)")
REVIEW_PHONE = _("Telepon: {phone} (hanya untuk petugas)")
REVIEW_ANONYMOUS = _("Anonim: nama Anda tidak dicatat")
REVIEW_VOICE = _("Pesan suara: {count}. Petugas menuliskan isinya, lalu Anda yang memastikan.")
REVIEW_DANGER = _("Ditandai: ada bahaya bagi jiwa")
NEAR = _("Laporan serupa sudah ada. Bila memang hal yang sama, cukup ikut melaporkan: Anda mendapat kabar yang sama.")
NEAR_LINE = _("{number}. “{beginning}”, {joined} warga ikut melaporkan")
FAULTY = _("Laporan belum terkirim. Yang sudah Anda tulis masih ada.")

# About a case that was filed.
WELCOME_BACK = _("Terima kasih kembali.")
STANDS = _("Aduan {code} sekarang: {status}.")
STANDS_SPLIT = _("Aduan {code} dibagi menjadi beberapa aduan: {parts}. Kirim /status dan salah satu kodenya.")
ASK_REASON = _(
    "Apa yang belum beres pada aduan {code}? Tulis, atau kirim pesan suara. Foto boleh ikut. Ini menjadi alasan "
    "sanggahan Anda."
)
ASK_TRANSCRIPT = _("Apa yang Anda katakan dalam rekaman aduan {code}? Tulis, atau kirim pesan suara yang baru.")
ASK_STILL_WORDS = _(
    "Kiriman Anda sudah kami simpan. Lengkapi dengan satu kalimat atau satu pesan suara untuk aduan {code}."
)
HELD_RESOLVED = _(
    "Aduan {code} sudah dijawab dan dinyatakan selesai. Apakah sudah beres? Bila belum, kiriman Anda tadi bisa "
    "menjadi alasan sanggahan."
)
HELD_OVER = _("Aduan {code} sudah berakhir: {status}. Mau kiriman tadi dijadikan laporan baru?")
HELD_SPLIT = _(
    "Aduan {code} sudah dibagi menjadi beberapa aduan: {parts}. Untuk menambah salah satunya, balas pesan tentang kode "
    "itu. Mau kiriman tadi dijadikan laporan baru?"
)
HELD_FOLLOWED = _("Aduan {code} hanya bisa ditambah oleh pelapornya. Mau kiriman tadi dijadikan laporan baru?")
HELD_OPEN = _("Kiriman tadi belum tercatat. Tambahkan ke aduan {code}?")
HELD_FIRST = _("Kiriman yang baru ini belum kami catat. Jawab dulu yang berikut, lalu kirim lagi.")
ANSWER_FIRST = _("Ada kiriman Anda yang masih menunggu. Jawab dulu yang berikut.")
SEND_AGAIN = _("Kiriman tadi belum tercatat. Silakan kirim sekali lagi.")
LEFT = _("Baik, tidak jadi. Aduan {code} tetap seperti semula.")
DRAFT_WAITS = _("Laporan yang sedang Anda tulis masih ada.")
NOT_HERE = _("Aduan itu tidak diikuti di percakapan ini.")

# What is not for a chat.
SEALED = _(
    "Untuk keamanan Anda: percakapan Telegram dengan bot tidak disandikan dari ujung ke ujung. Laporan rahasia, atau "
    "tentang pungutan liar dan penyalahgunaan wewenang, sebaiknya tidak ditulis di sini."
)
SEALED_EMPTIED = _(
    "Tulisan dan berkas tadi sudah kami hapus dari catatan kami. Gunakan tautan sekali pakai yang kami kirim. Hapus "
    "juga pesan Anda dari percakapan ini bila masih terlihat."
)
SEALED_STILL = _("Tulisan tadi tidak kami simpan. Gunakan tautan sekali pakai untuk laporan yang rahasia.")

SEALED_CASE = _(
    "Untuk keamanan Anda: percakapan Telegram dengan bot tidak disandikan dari ujung ke ujung. Tulisan seperti itu "
    "tidak kami simpan di sini; sampaikan lewat halaman aduan {code}."
)

# Language, data.
ASK_LANGUAGE = _("Pilih bahasa. Choose your language.")
ASK_ERASE = _(
    "Hapus data Anda? Laporan yang sedang ditulis dihapus, juga isi semua aduan Anda yang kabarnya kami kirim di sini: "
    "tulisan, foto, dan kontak. Itu tidak bisa dikembalikan, dan kabarnya tidak kami kirim lagi."
)
ERASE_KEPT = _("Baik, data Anda tetap ada.")

# Buttons.
B_SKIP = _("Lewati")
B_GO_ON = _("Lanjutkan apa adanya")
B_BACK = _("Kembali")
B_PHOTO_PLACE = _("Pakai tempat dari foto")
B_TODAY = _("Hari ini")
B_YESTERDAY = _("Kemarin")
B_PUBLIC_AS = _("Terbuka, nama {name}")
B_PUBLIC_NAMED = _("Terbuka, tulis nama lain")
B_PUBLIC = _("Terbuka, dengan nama")
B_UNNAMED = _("Terbuka, tanpa nama")
B_ANONYMOUS = _("Anonim")
B_CONFIDENTIAL = _("Rahasia (lewat web)")
B_NO_NAME = _("Tanpa nama")
B_NO_PHONE = _("Tanpa nomor")
B_SEND = _("Kirim laporan")
B_EDIT_WHAT = _("Ubah cerita")
B_EDIT_WHERE = _("Ubah tempat")
B_EDIT_WHEN = _("Ubah waktu")
B_EDIT_WHO = _("Ubah nama dan sifat")
B_EDIT_FILES = _("Ubah foto")
B_ADD_FILES = _("Tambah foto")
B_PHONE = _("Tambah nomor HP")
B_CANCEL = _("Batalkan")
B_ANEW = _("Tulis ulang dari awal")
B_NO_PLACE = _("Hapus tempat")
B_NO_DAY = _("Hapus waktu")
B_REMOVE = _("Hapus foto {number}")
B_REMOVE_FILE = _("Hapus berkas {number}")
B_REMOVE_ALL = _("Hapus semua")
B_JOIN = _("Ikut melaporkan {number}")
B_DIFFERENT = _("Laporan saya berbeda")
B_ADD = _("Tambahan untuk {code}")
B_NEW = _("Laporan baru")
B_ANSWER = _("Ya, kirim sebagai jawaban")
B_SETTLED = _("Sudah beres")
B_NOT_SETTLED = _("Belum beres")
B_DISPUTE_BY_THIS = _("Belum beres, kirim ini sebagai alasan")
B_AS_REPORT = _("Jadikan laporan baru")
B_INTO_DRAFT = _("Masukkan ke laporan yang sedang ditulis")
B_NEVER = _("Tidak jadi")
B_RESUME = _("Lanjutkan laporan")
B_PAGE = _("Buka halaman aduan")
B_LINK = _("Minta tautan baru")
B_HERE = _("Laporkan hal lain di sini")
B_ERASE = _("Ya, hapus data saya")
B_KEEP = B_NEVER


def quoted(words: str) -> Sentence:
    """Somebody's own words, which no catalogue may translate."""
    return Sentence("{words}", words=words)
