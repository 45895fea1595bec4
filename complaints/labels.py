"""The names people read for statuses, kinds, events and moves, said once, in the source language."""

from complaints.kinds import ArchiveReason, Channel, Kind, PauseReason, Priority, Stage, Status, Suspicion, Visibility
from foundation.language import mark as _
from people.actor import Capacity, Role

STATUS: dict[Status, str] = {
    Status.SUBMITTED: _("Menunggu verifikasi"),
    Status.RETURNED: _("Perlu dilengkapi"),
    Status.FORWARDED: _("Diteruskan ke unit"),
    Status.IN_PROCESS: _("Sedang ditangani"),
    Status.WAITING: _("Menunggu jawaban Anda"),
    Status.PLEDGED: _("Dijanjikan"),
    Status.RESOLVED: _("Selesai, menunggu konfirmasi"),
    Status.DISPUTED: _("Disanggah"),
    Status.CLOSED: _("Ditutup"),
    Status.FORWARDED_OUT: _("Diteruskan ke instansi lain"),
    Status.ARCHIVED: _("Diarsipkan"),
    Status.DUPLICATE: _("Digabung dengan aduan lain"),
    Status.SPLIT: _("Dibagi menjadi beberapa aduan"),
}

KIND: dict[Kind, str] = {
    Kind.ORDINARY: _("Pengaduan layanan"),
    Kind.OVERSIGHT: _("Pengaduan penyimpangan"),
    Kind.SUGGESTION: _("Aspirasi"),
    Kind.INFORMATION: _("Permintaan informasi"),
    Kind.FORMAL_INFORMATION: _("Permohonan informasi publik (PPID)"),
}

PRIORITY: dict[Priority, str] = {
    Priority.NORMAL: _("Biasa"),
    Priority.URGENT: _("Mendesak"),
    Priority.DANGER: _("Membahayakan jiwa"),
}

SUSPICION: dict[Suspicion, str] = {
    Suspicion.TRAP: _("kolom yang tidak terlihat oleh orang ikut terisi"),
    Suspicion.QUICK: _("dikirim lebih cepat daripada orang membaca formulirnya"),
    Suspicion.UNSIGNED: _("dikirim tanpa kunci dari halaman formulirnya"),
    Suspicion.MANY: _("banyak kiriman dari satu alamat jaringan dalam semenit"),
}

PAUSE_REASON: dict[PauseReason, str] = {
    PauseReason.CITIZEN: _("Menunggu pelapor"),
    PauseReason.LETTER: _("Menunggu balasan surat dari pihak lain"),
    PauseReason.ANSWERED: _("Jawaban sudah diberikan, menunggu tanggapan pelapor"),
    PauseReason.PLEDGED: _("Dijanjikan untuk kemudian hari"),
}

VISIBILITY: dict[Visibility, str] = {
    Visibility.PUBLIC: _("Terbuka"),
    Visibility.ANONYMOUS: _("Anonim"),
    Visibility.CONFIDENTIAL: _("Rahasia"),
}

CHANNEL: dict[Channel, str] = {
    Channel.WEB: _("Situs web"),
    Channel.TELEGRAM: _("Telegram"),
    Channel.WHATSAPP: _("WhatsApp"),
    Channel.TELEPHONE: _("Telepon"),
    Channel.LETTER: _("Surat"),
    Channel.COUNTER: _("Loket"),
    Channel.VILLAGE: _("Kantor desa"),
    Channel.LAPOR: _("SP4N-LAPOR!"),
    Channel.API: _("Aplikasi lain"),
}

STAGE: dict[Stage, str] = {
    Stage.VERIFY: _("Diperiksa dan diteruskan"),
    Stage.FIRST_RESPONSE: _("Tanggapan pertama"),
    Stage.NEXT_UPDATE: _("Kabar berikutnya"),
    Stage.COMPLETION: _("Selesai ditangani"),
    Stage.SILENT_CLOSE: _("Ditutup bila tidak ada tanggapan"),
    Stage.SUPPLEMENT: _("Diarsipkan bila tidak dilengkapi"),
    Stage.PLEDGE: _("Janji dipenuhi"),
    Stage.OBJECTION: _("Keberatan dijawab"),
    Stage.UNIT: _("Unit menyapa pelapor"),
    Stage.REROUTE: _("Diteruskan kembali"),
    Stage.ACKNOWLEDGE: _("Panggilan petugas piket"),
}

ARCHIVE_REASON: dict[ArchiveReason, str] = {
    ArchiveReason.NOT_A_COMPLAINT: _("Bukan pengaduan, aspirasi, atau permintaan informasi"),
    ArchiveReason.SPAM: _("Pesan berulang atau iklan"),
    ArchiveReason.TOO_GENERAL: _("Isi terlalu umum untuk ditindaklanjuti"),
    ArchiveReason.INCOMPLETE: _("Tidak dilengkapi sampai batas waktu"),
    ArchiveReason.IN_COURT: _("Sedang dalam proses hukum"),
    ArchiveReason.WITHDRAWN: _("Ditarik oleh pelapor"),
}

ROLE: dict[Role, str] = {
    Role.COORDINATOR: _("Admin koordinator"),
    Role.OFFICER: _("Pejabat penghubung"),
    Role.HEAD: _("Kepala unit"),
    Role.SUPERVISOR: _("Pengawas daerah"),
    Role.SECRETARY: _("Sekretaris daerah"),
    Role.INSPECTORATE: _("Inspektorat"),
    Role.ANALYST: _("Analis kompetensi"),
    Role.ADMINISTRATOR: _("Administrator"),
}

STANDING_IN: dict[Capacity, str] = {
    Capacity.PLH: _("Plh."),
    Capacity.PLT: _("Plt."),
    Capacity.LEAVE: _("Pengganti"),
}
"""What stands before a post that somebody holds for a while."""

EVENT: dict[str, str] = {
    "complaint.filed": _("Laporan diterima"),
    "routing.suggested": _("Unit disarankan"),
    "promise.given": _("Batas waktu ditetapkan"),
    "promise.moved": _("Batas waktu disesuaikan"),
    "promise.paused": _("Hitungan waktu berhenti"),
    "promise.resumed": _("Hitungan waktu berjalan lagi"),
    "complaint.forwarded": _("Diteruskan ke unit penanggung jawab"),
    "complaint.forwarded_out": _("Diteruskan ke instansi lain"),
    "outside.answered": _("Instansi lain sudah menjawab"),
    "outside.received": _("Instansi lain sudah menerima"),
    "outside.asked": _("Instansi lain bertanya kepada koordinator"),
    "outside.told": _("Koordinator memberi keterangan kepada instansi lain"),
    "outside.declined": _("Instansi lain menyatakan bukan kewenangannya"),
    "outside.reminded": _("Instansi lain diingatkan"),
    "complaint.joined": _("Warga lain ikut melaporkan"),
    "complaint.returned": _("Pelapor diminta melengkapi"),
    "complaint.supplemented": _("Pelapor menambahkan keterangan"),
    "complaint.sent_back": _("Dikembalikan unit ke koordinator"),
    "complaint.reclassified": _("Jenis atau topik diperbaiki"),
    "complaint.prioritised": _("Tingkat kedaruratan ditetapkan"),
    "danger.paged": _("Petugas piket dipanggil"),
    "danger.acknowledged": _("Petugas piket menangani"),
    "complaint.taken": _("Mulai ditangani petugas"),
    "complaint.assigned": _("Diserahkan kepada petugas"),
    "citizen.informed": _("Perkembangan disampaikan"),
    "question.asked": _("Petugas bertanya kepada pelapor"),
    "question.answered": _("Pelapor menjawab"),
    "attachment.added": _("Berkas ditambahkan"),
    "photo.reviewed": _("Foto ditinjau untuk umum"),
    "recording.transcribed": _("Isi rekaman ditulis petugas"),
    "transcript.judged": _("Pelapor menanggapi tulisan isi rekaman"),
    "reference.added": _("Nomor rujukan ditambahkan"),
    "complaint.resolved": _("Dinyatakan selesai oleh unit"),
    "resolution.proposed": _("Jawaban menunggu pemeriksaan kedua"),
    "resolution.sent_back": _("Jawaban dikembalikan oleh pemeriksa kedua"),
    "complaint.pledged": _("Dijanjikan untuk tanggal tertentu"),
    "pledge.lapsed": _("Tanggal janji lewat tanpa bukti"),
    "complaint.confirmed": _("Pelapor menyatakan sudah selesai"),
    "complaint.rated": _("Pelapor memberi nilai"),
    "survey.answered": _("Pelapor mengisi survei kepuasan"),
    "complaint.disputed": _("Pelapor menyatakan belum selesai"),
    "complaint.reopened": _("Ditangani kembali"),
    "complaint.closed": _("Aduan ditutup"),
    "complaint.archived": _("Aduan diarsipkan"),
    "complaint.marked_duplicate": _("Digabung dengan aduan yang sama"),
    "complaint.split": _("Dibagi menjadi beberapa aduan"),
    "deadline.warned": _("Batas waktu hampir tiba"),
    "deadline.missed": _("Batas waktu terlewati"),
    "deadline.escalated": _("Keterlambatan disampaikan ke jenjang berikutnya"),
    "unit.asked": _("Unit lain ditanya"),
    "unit.answered": _("Unit lain menjawab"),
    "unit.ask_withdrawn": _("Pertanyaan kepada unit lain dibatalkan"),
    "unit.ask_warned": _("Batas waktu jawaban unit lain hampir tiba"),
    "unit.ask_missed": _("Unit lain belum menjawab sampai batas waktunya"),
    "note.added": _("Catatan internal"),
    "case.linked": _("Dihubungkan dengan aduan lain"),
    "case.unlinked": _("Hubungan dengan aduan lain dilepas"),
    "paper.made": _("Surat dinas dibuat"),
    "paper.signed": _("Surat bertanda tangan disimpan"),
    "escalation.acknowledged": _("Eskalasi ditangani pejabat yang diberi tahu"),
    "complaint.words_erased": _("Isi dan data pribadi dihapus"),
}

MOVES: dict[str, str] = {
    "Forward": _("teruskan ke unit"),
    "ForwardOut": _("teruskan ke instansi lain"),
    "RecordReply": _("catat jawaban instansi lain"),
    "ReceiveOutside": _("nyatakan sudah menerima"),
    "AskBack": _("tanya koordinator"),
    "TellOutside": _("beri keterangan kepada instansi lain"),
    "DeclineOutside": _("catat bukan kewenangan instansi itu"),
    "AttachOutside": _("tambah berkas jawaban instansi lain"),
    "AskUnit": _("tanya unit lain"),
    "AnswerUnit": _("jawab unit lain"),
    "WithdrawAsk": _("batalkan pertanyaan kepada unit lain"),
    "Join": _("ikut melaporkan"),
    "Return": _("minta dilengkapi"),
    "Supplement": _("tambah keterangan"),
    "Reclassify": _("perbaiki jenis atau topik"),
    "MarkDuplicate": _("gabungkan dengan aduan lain"),
    "Split": _("bagi menjadi beberapa aduan"),
    "Archive": _("arsipkan"),
    "Prioritise": _("tetapkan kedaruratan"),
    "Acknowledge": _("tangani bahaya"),
    "Pause": _("hentikan hitungan sementara"),
    "Resume": _("jalankan lagi hitungan"),
    "Extend": _("perpanjang batas waktu"),
    "Pledge": _("janjikan untuk tanggal tertentu"),
    "Take": _("ambil dan tangani"),
    "Assign": _("serahkan kepada petugas"),
    "SendBack": _("kembalikan ke koordinator"),
    "Inform": _("sampaikan perkembangan"),
    "Ask": _("tanya pelapor"),
    "Answer": _("jawab pertanyaan"),
    "Attach": _("tambah berkas"),
    "ReviewPhoto": _("tinjau foto untuk umum"),
    "Transcribe": _("tulis isi rekaman"),
    "JudgeTranscript": _("pastikan tulisan isi rekaman"),
    "AddReference": _("tambah nomor rujukan"),
    "Resolve": _("nyatakan selesai"),
    "ApproveResolution": _("setujui jawaban"),
    "SendBackResolution": _("kembalikan jawaban"),
    "AcknowledgeEscalation": _("tangani eskalasi"),
    "Confirm": _("nyatakan sudah selesai"),
    "Dispute": _("sanggah"),
    "Rate": _("beri nilai"),
    "Survey": _("isi survei kepuasan"),
    "Erase": _("hapus isi dan data pribadi"),
    "Note": _("tulis catatan internal"),
    "Link": _("hubungkan dengan aduan lain"),
    "Unlink": _("lepas hubungan"),
    "MakePaper": _("buat surat dinas"),
    "AttachSigned": _("simpan surat bertanda tangan"),
}
