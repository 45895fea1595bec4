"""Questions of a test as somebody writes them."""

TWO = """Apa yang ditulis lebih dahulu?
- Ucapan terima kasih
* Jawaban atas pertanyaannya

Kepada siapa aduan diteruskan?
* Unit yang berwenang
- Unit yang kosong
- Tidak kepada siapa pun
"""
"""The second of the first, the first of the second is right."""
