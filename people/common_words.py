"""Words people in Indonesia make passwords of, the likeliest first; lists of leaked passwords know few of them."""

_WRITTEN = """
    indonesia bismillah sayang rahasia katasandi sandi password admin administrator petugas pegawai operator kantor
    dinas pemerintah pemprov provinsi kabupaten kota pengaduan aduan tanggap layanan masyarakat warga merdeka garuda
    pancasila bhinneka tunggal ika jakarta bandung surabaya medan semarang yogyakarta makassar palembang lampung
    bandarlampung metro kepahiang bengkulu jawa sumatera kalimantan sulawesi papua bali nusantara presiden gubernur
    bupati walikota sekda kepala seksi bidang subbag umum keuangan kepegawaian perencanaan alhamdulillah subhanallah
    allahuakbar assalamualaikum insyaallah muhammad ahmad abdul siti nur nurul dewi putri putra sari ayu sri agus
    budi andi eko dwi tri joko slamet bambang hendra rudi dian rina wati ningsih aku kamu cinta cantik ganteng manis
    sayangku cintaku mama papa ayah bunda ibu bapak anak keluarga rumah sekolah kuliah kerja semangat sukses bahagia
    selamat pagi siang malam senin selasa rabu kamis jumat sabtu minggu januari februari maret april mei juni juli
    agustus september oktober november desember satu dua tiga empat lima enam tujuh delapan sembilan sepuluh persib
    persija arema bola motor mobil kucing anjing merah putih biru hijau hitam terserah lupa ganti baru masuk
    rahasiabanget qwerty asdfgh zxcvbn
"""
COMMON: tuple[str, ...] = tuple(_WRITTEN.split())
