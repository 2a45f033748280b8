"""What front-liners write of cases: promises, reasons and questions, by process and unit."""

from __future__ import annotations

from collections.abc import Mapping

PROMISES: Mapping[str, str] = {
    "bank.account_opening": "rekening siap dipakai",
    "bank.failed_transfer": "dana kembali ke rekening",
    "bank.loan_documents": "dokumen siap diambil",
    "bank.swallowed_card": "kartu pengganti siap diambil",
    "electronics.order_setup_delivery": "komputer selesai dirakit",
    "electronics.repair": "barang selesai diservis",
    "insurance.motor_claim": "kabar hasil klaim kendaraan",
    "internal.workstation_repair": "perangkat kerja siap dipakai",
    "telecom.fibre_installation": "internet di rumah terpasang",
    "telecom.missing_credit": "pulsa masuk ke nomor tujuan",
    "utility.bill_question": "penjelasan tagihan listrik",
    "utility.new_connection": "listrik di rumah menyala",
}
"""What is promised, as a clause without its time: the time is a value of its own."""

WEIGHTS: Mapping[str, int] = {
    "bank.account_opening": 9,
    "bank.failed_transfer": 12,
    "bank.loan_documents": 6,
    "bank.swallowed_card": 13,
    "electronics.order_setup_delivery": 14,
    "electronics.repair": 11,
    "insurance.motor_claim": 7,
    "internal.workstation_repair": 1,
    "telecom.fibre_installation": 11,
    "telecom.missing_credit": 9,
    "utility.bill_question": 7,
    "utility.new_connection": 6,
}
"""How often each process is asked for; one that is not named counts 1."""

LATE_REASONS = (
    "antrean pengerjaan sedang panjang",
    "ada pekerjaan lain yang harus didahulukan",
    "petugas yang menangani sedang di lapangan",
    "perlu pemeriksaan ulang agar hasilnya benar",
    "menunggu kiriman dari gudang pusat",
    "cuaca buruk sejak pagi",
)
REJECTIONS = (
    "data pemohon belum sesuai dengan dokumen",
    "syarat yang diminta belum terpenuhi",
    "lokasi belum terjangkau layanan kami",
)
QUESTIONS = (
    "Apakah masih ada yang perlu dilengkapi pelanggan?",
    "Kapan perkiraan terbaru selesainya? Pelanggan akan datang lagi.",
    "Apakah bisa didahulukan? Pelanggan memerlukannya pekan ini.",
    "Mohon konfirmasi biaya akhirnya sebelum kami sampaikan.",
)
ANSWERS = (
    "Sudah lengkap, tidak ada yang perlu ditambah.",
    "Masih sesuai perkiraan terakhir.",
    "Bisa kami dahulukan, mohon tunggu kabar dari kami.",
    "Biayanya tetap seperti perkiraan.",
)
_ANSWER_WORDS = (
    (("biaya", "tarif", "harga", "ongkos", "bayar"), 3),
    (("dahulu", "percepat", "segera", "mendesak", "cepat"), 2),
    (("lengkap", "dokumen", "berkas", "syarat", "kurang"), 0),
    (("kapan", "perkiraan", "estimasi", "selesai", "lama", "berapa"), 1),
)
"""Words of a question and the answer that fits, the first that matches."""
_ANSWER_TO_OTHERS = "Sudah kami terima. Kami periksa dulu, hasilnya kami catat di kasus ini."


def answer_to(question: str) -> str:
    """What a unit answers, by the words of the question."""
    asked = question.casefold()
    fitting = (index for words, index in _ANSWER_WORDS if any(word in asked for word in words))
    index = next(fitting, None)
    return _ANSWER_TO_OTHERS if index is None else ANSWERS[index]
