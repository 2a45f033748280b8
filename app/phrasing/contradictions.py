"""What a customer claims about the outcome, clause by clause, to be held against the record."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from app.phrasing.normalising import words

_LONGEST = 800
_BREAK = re.compile(r"([.,;:!?\n]+)")
_JOINTS = frozenset({"tapi", "tetapi", "namun", "padahal", "terus", "lalu", "cuma", "cuman", "hanya", "sedangkan", "eh",
                     "soalnya", "karena", "ternyata", "malah", "malahan"})  # fmt: skip
_NOT = frozenset({"tidak", "belum", "bukan", "tak", "gagal", "kurang", "jangan", "tanpa", "nihil", "susah", "sulit"})
_WORKS = frozenset({
    "bisa", "dapat", "berfungsi", "fungsi", "jalan", "berjalan", "beres", "selesai", "kelar", "masuk", "nyala",
    "menyala", "lancar", "normal", "pulih", "terbuka", "kembali", "cair", "terima", "diterima", "sampai", "tuntas",
    "aktif", "nyambung", "tersambung", "konek", "terkirim", "ada", "muncul", "keluar", "sembuh", "betul", "benar",
    "oke", "ok", "aman", "rampung", "jadi", "clear", "terselesaikan", "teratasi", "dibayar", "ditangani", "diperbaiki",
    "dipasang", "diganti", "dikembalikan", "sesuai", "membaik", "memuaskan", "diproses", "datang", "berubah", "tenang",
    "terbit", "hidup", "semua", "semuanya", "sepenuhnya", "lunas", "turun", "pas", "berhasil",
})  # fmt: skip
_RESULT = _WORKS - {"ada", "jadi", "terima", "dapat", "semua", "semuanya", "keluar", "datang", "benar", "betul",
                    "jalan", "kembali", "turun", "tenang", "ditangani", "diproses", "ok", "oke"}  # fmt: skip
_TROUBLE = frozenset({
    "rusak", "mati", "error", "eror", "macet", "hilang", "lemot", "lambat", "terblokir", "diblokir", "bocor", "putus",
    "terputus", "gangguan", "bermasalah", "masalah", "salah", "terpotong", "kepotong", "padam", "ngadat", "hang",
    "tertelan", "terkunci", "kumat", "kambuh", "trouble", "begitu", "gitu", "begini", "gini", "muter", "loading",
    "sama", "buram", "pecah", "kosong", "nol", "menunggu", "nunggu", "terulang", "rewel", "tersendat", "kedip",
    "berkedip", "merah", "bunyi", "berisik", "cacat", "retak", "keblokir", "ngelag", "force", "mental", "keluhan",
    "kendala", "dipotong", "ditagih", "kena", "gagal",
})  # fmt: skip
_STILL = frozenset({"masih", "tetap", "lagi", "kembali", "juga", "terus", "malah", "sampai", "kok", "makin", "tambah",
                    "semakin", "muncul", "sama", "balik"})  # fmt: skip
_DONE = frozenset({"sudah", "telah", "akhirnya", "langsung", "kini", "sekarang", "alhamdulillah", "syukurlah", "syukur",
                   "barusan", "tadi", "baru", "puji"})  # fmt: skip
_MAYBE = frozenset({"kalau", "jika", "bila", "semoga", "mudah-mudahan", "moga", "supaya", "agar", "biar", "nanti",
                    "takut", "khawatir", "besok", "akan", "mau", "ingin", "andai", "misalnya", "harap", "harapan",
                    "seandainya", "seharusnya", "harusnya", "mestinya", "tolong", "mohon", "minta"})  # fmt: skip
_HEARSAY = frozenset({"katanya", "kata", "bilang", "bilangnya", "tertulis", "tulisannya", "tercatat", "statusnya",
                      "status", "catatan", "sms", "laporan", "dibilang", "ngomong", "menurut", "keterangannya",
                      "mengaku", "klaimnya", "infonya", "keterangan", "sistem",
                      "pengajuan", "aduan", "komplain", "berkas", "dokumen", "permohonan"})  # fmt: skip
_ASKING = frozenset({"apakah", "kapan", "apa", "bagaimana", "berapa", "gimana", "mana", "siapa", "adakah"})
_ASKED_AT_END = frozenset({"belum", "tidak", "ya", "kah", "sih", "kan", "bukan"})
_MOCKED = frozenset({"apanya", "darimana", "siapa"})
_HANDED = frozenset({
    "kirim", "kirimkan", "mengirim", "mengirimkan", "dikirim", "kirimin", "serahkan", "menyerahkan", "diserahkan",
    "serahin", "antar", "antarkan", "mengantar", "kasih", "berikan", "memberikan", "kasihkan", "unggah", "mengunggah",
    "diunggah", "upload", "lengkapi", "melengkapi", "dilengkapi", "setor", "setorkan", "kumpulkan", "mengumpulkan",
    "titip", "titipkan", "masukkan", "memasukkan", "email", "submit", "lampirkan", "melampirkan", "dilampirkan",
    "bawa", "bawakan", "emailkan", "sampaikan", "terkirim", "lengkap", "drop", "taruh", "fotokopikan", "diterima",
})  # fmt: skip
_PAPERS = frozenset({
    "dokumen", "berkas", "syarat", "persyaratan", "fotokopi", "foto", "ktp", "kk", "surat", "slip", "scan", "formulir",
    "akta", "npwp", "sertifikat", "bukti", "kwitansi", "kuitansi", "salinan", "kelengkapan", "lampiran", "kartu",
    "rekening", "nota", "faktur", "paspor", "ijazah", "legalisir", "materai", "meterai", "resep", "kuasa",
})  # fmt: skip
_CLITICS = ("nya", "ku", "mu")
_REACH = 3
_SHORT = 4


class Claim(StrEnum):
    """What the customer says of the outcome; the last clause that says anything of it counts."""

    BROKEN = "broken"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims in an utterance: about the outcome, and whether papers have been handed in."""

    outcome: Claim | None = None
    handed_in: bool = False


def claims_of(utterance: str | None) -> Claims:
    """Reads the claims; questions, hopes, conditions and what somebody else is said to have said are none."""
    if not utterance:
        return Claims()
    outcome: Claim | None = None
    handed_in = False
    clauses = [(_bare(tokens), asked) for tokens, asked in _clauses(utterance[:_LONGEST])]
    papers = any(token in _PAPERS for tokens, _ in clauses for token in tokens)
    for tokens, asked in clauses:
        outcome = _outcome(tokens, asked=asked) or outcome
        handed_in = handed_in or _handed_in(tokens, asked=asked, papers=papers)
    return Claims(outcome, handed_in)


def _clauses(text: str) -> Iterator[tuple[tuple[str, ...], bool]]:
    """The words of each clause, and whether a question mark ends it."""
    parts = _BREAK.split(text)
    for part, mark in zip(parts[::2], [*parts[1::2], ""], strict=False):
        clause: list[str] = []
        for token in words(part):
            if token in _JOINTS and clause:
                yield tuple(clause), False
                clause = [token] if token in _STILL else []
            else:
                clause.append(token)
        if clause:
            yield tuple(clause), "?" in mark


def _bare(tokens: Sequence[str]) -> tuple[str, ...]:
    """Without a clitic where that leaves a word that is known here: "kartunya", "berkasnya"."""
    known = _WORKS | _TROUBLE | _HANDED | _PAPERS | _NOT
    return tuple(next((bare for bare in _hosts(token) if bare in known), token) for token in tokens)


def _hosts(token: str) -> Iterator[str]:
    yield token
    yield from (token.removesuffix(clitic) for clitic in _CLITICS if token.endswith(clitic))


def _outcome(tokens: Sequence[str], *, asked: bool) -> Claim | None:
    said = set(tokens)
    if said & _MOCKED and said & _WORKS and not said & {"saya"}:
        return Claim.BROKEN
    if said & _MAYBE:
        return None
    if said & _HEARSAY:
        # "statusnya selesai" is what others say; "statusnya belum berubah" is seen by the customer
        return Claim.BROKEN if _denied(tokens, _WORKS - {"ada"}) and not asked else None
    if said & _TROUBLE and not said & _ASKING:
        if (said - {"gagal"}) & _TROUBLE and _denied(tokens, _TROUBLE):
            return Claim.FIXED if not asked and said & {"lagi", "sudah"} and "sama" not in said else None
        if said & _STILL:
            return Claim.BROKEN
    return _result(tokens, said, asked=asked)


def _result(tokens: Sequence[str], said: AbstractSet[str], *, asked: bool) -> Claim | None:
    if _asks(tokens, asked=asked):
        return None
    if _denied(tokens, _WORKS):
        return Claim.BROKEN
    if asked or said & _TROUBLE or said & _NOT or not _ends_well(tokens):
        return None
    return Claim.FIXED if said & _DONE or len(tokens) <= _SHORT else None


def _ends_well(tokens: Sequence[str]) -> bool:
    """A word of a good result that does not only lead to what was done: not "selesai mengisi"."""
    after = [*tokens[1:], ""]
    return any(
        token in _RESULT and not follower.startswith(("me", "di"))
        for token, follower in zip(tokens, after, strict=True)
    )


def _asks(tokens: Sequence[str], *, asked: bool) -> bool:
    """As "sudah bisa belum?" and "kapan selesai": asks, and claims nothing; "kok belum bisa?" claims and asks why."""
    if set(tokens) & _ASKING:
        return True
    ends_open = tokens[-1] in _ASKED_AT_END or (len(tokens) > 1 and tokens[-2] in {"belum", "tidak"})
    negated_before = _denied(tokens[:-1], _WORKS)
    return (asked or tokens[-1] in {"belum", "tidak"}) and ends_open and not negated_before


def _denied(tokens: Sequence[str], what: frozenset[str]) -> bool:
    """A negation shortly before one of the words, itself not denied: "bukannya tidak bisa" denies nothing."""
    for at, token in enumerate(tokens):
        if token not in what or tokens[at : at + 2] == ("ada", "yang"):
            continue
        before = tokens[max(0, at - _REACH) : at]
        count = sum(each in _NOT for each in before)
        if count % 2 == 1:
            return True
    return False


def _handed_in(tokens: Sequence[str], *, asked: bool, papers: bool) -> bool:
    said = set(tokens)
    if asked or said & _MAYBE or said & _ASKING or said & _NOT or not said & _HANDED:
        return False
    done = bool(said & {"sudah", "telah", "kemarin", "tadi", "lalu", "pernah", "semua", "minggu", "barusan"})
    return done and (papers or len(tokens) <= _SHORT + 1)
