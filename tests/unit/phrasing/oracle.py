"""The 13 rules, written from the contract's text alone: nothing here comes from the engine or from its own check."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from itertools import combinations

from app.phrasing.answers import Answer, Suggestion
from tests.unit.phrasing.moments import Json

ZONES = {"Asia/Jakarta": (7, "WIB"), "Asia/Makassar": (8, "WITA"), "Asia/Jayapura": (9, "WIT")}
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
NEAR = {-1: "kemarin", 0: "hari ini", 1: "besok", 2: "lusa"}
FORMS = {
    "Bapak": {"Bapak", "Pak"},
    "Ibu": {"Ibu", "Bu"},
    "Kak": {"Kak", "Kakak"},
    "Mas": {"Mas"},
    "Mbak": {"Mbak"},
    None: {"Bapak/Ibu"},
}
GREETINGS = {
    "Selamat": {"pagi": "pagi", "siang": "siang", "sore": "sore", "malam": "malam"},
    "Sugeng": {"pagi": "enjing", "siang": "siang", "sore": "sonten", "malam": "dalu"},
    "Wilujeng": {"pagi": "enjing", "siang": "siang", "sore": "sonten", "malam": "wengi"},
}
OF_LANGUAGE = {"jv": {"Selamat", "Sugeng"}, "su": {"Selamat", "Wilujeng"}}
DATE = re.compile(
    r"(?:(?P<near>kemarin|hari ini|besok|lusa),? )?(?:(?P<weekday>[A-Z]\w+), (?P<day>\d{1,2}) (?P<month>[A-Z]\w+) "
    r"(?P<year>\d{4}) )?pukul (?P<hour>\d\d)\.(?P<minute>\d\d) (?P<zone>WITA|WIT|WIB)"
)
PROMISE = re.compile(
    r"\b(?:akan|segera|secepatnya|secepat mungkin|pasti|dijamin|jamin|nanti|berjanji|sebentar lagi|paling lambat|"
    r"(?:saya|kami) (?:kabari|hubungi|telepon))\b",
    re.IGNORECASE,
)
ACKNOWLEDGED = re.compile(
    r"mengerti|paham|wajar|dengar|betul|benar|maaf|terima kasih|memang|kecewa|kesal|menyesal|merepotkan|mengganggu|"
    r"\b(?:berat|lelah|keberatan|terlewat|repot|kekeliruan|akui|terganggu|menyita|janji|seharusnya|sepatutnya)\b",
    re.IGNORECASE,
)
JARGON = re.compile(
    r"\b(?:pending|on hold|rekon|recon|switching|reversal|settlement|eskalasi|escalate|SLA|SOP|PIC|back office|"
    r"front-?liner|provisioning|dispute|suspect|maker|checker|in_progress|on_hold|resolved|null|None)\b"
)
MISSPELLED = re.compile(
    r"\b(?:silahkan|terimakasih|trimakasih|antri|antrian|dimana|disini|kemana|ijin|resiko|praktek|analisa|merubah|"
    r"nasehat|jaman|kwitansi|anda|nggak|gak|udah|kalo)\b"
)
MARKS = re.compile(r"[\[\]{}()<>|`\\_$&@#*\"^~=]|%[a-z]")


def local(instant: str, zone: str) -> datetime:
    return datetime.fromisoformat(instant).astimezone(timezone(timedelta(hours=ZONES[zone][0])))


def part_of_day(moment: Json) -> str:
    hour = local(str(moment["now"]), str(moment["zone"])).hour
    return "pagi" if hour < 11 else "siang" if hour < 15 else "sore" if hour < 18 else "malam"


def table(moment: Json, *path: str) -> Json:
    """An object of the context, empty where it is missing."""
    found: object = moment
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def rows(moment: Json, *path: str) -> list[Json]:
    found = table(moment, *path[:-1]).get(path[-1]) if len(path) > 1 else moment.get(path[0])
    return found if isinstance(found, list) else []


def leaves(data: object) -> Iterator[object]:
    if isinstance(data, dict):
        for item in data.values():
            yield from leaves(item)
    elif isinstance(data, list):
        for item in data:
            yield from leaves(item)
    else:
        yield data


def instants(moment: Json) -> list[datetime]:
    """Every instant of the context but now, on the branch's clock."""
    given = [*leaves({key: value for key, value in moment.items() if key != "now"})]
    written = [leaf for leaf in given if isinstance(leaf, str) and re.match(r"\d{4}-\d\d-\d\dT", leaf)]
    return [local(leaf, str(moment["zone"])) for leaf in written]


def said(moment: Json) -> str:
    """All texts of the context, folded."""
    return " ".join(" ".join(leaf.split()) for leaf in leaves(moment) if isinstance(leaf, str)).casefold()


def is_solved(moment: Json) -> bool:
    case = table(moment, "case")
    steps = rows(moment, "case", "steps")
    all_done = bool(steps) and all(each.get("status") == "done" for each in steps)
    return case.get("status") == "resolved" or (all_done and case.get("status") in {None, "open"})


def broke_promise(moment: Json) -> bool:
    case, promise = table(moment, "case"), table(moment, "case", "promise")
    due = promise.get("due_at")
    settled = case.get("status") in {"resolved", "rejected"}
    return bool(due) and not settled and datetime.fromisoformat(str(due)) < datetime.fromisoformat(str(moment["now"]))


def sentences(text: str) -> list[str]:
    """Cut after every full stop, even that of a title."""
    return re.split(r"(?<=[.!?])\s+", text)


def own_words(each: Suggestion) -> str:
    """The text without what it tells as facts."""
    text = each.text
    for fact in sorted(each.facts, key=lambda fact: -len(fact.text)):
        text = re.sub(rf"(?<!\w){re.escape(fact.text)}(?!\w)", "@", text)
    return text


def rule_1(each: Suggestion, moment: Json) -> None:
    own, zone = own_words(each), str(moment["zone"])
    assert all(fact.text in each.text for fact in each.facts)
    assert not re.search(r"\d|\bpukul\b|\bRp", own), each.text
    assert not re.search(r"\b(?:kemarin|hari ini|besok|lusa)\b", own), each.text
    names = re.findall(r"(?<=[\w,] )[A-Z]\w+", own)
    assert {*names} <= {"Bapak", "Ibu", "Pak", "Bu", "Kak", "Kakak", "Mas", "Mbak", "Anda"}, each.text
    today = local(str(moment["now"]), zone)
    for found in DATE.finditer(each.text):
        matching = [at for at in instants(moment) if is_told(found, at)]
        assert matching, each.text
        if found["near"]:
            assert found["near"] in {NEAR.get((at.date() - today.date()).days) for at in matching}, each.text
    written = said(moment)
    for fact in each.facts:
        if not re.search(r"_at$|^now$|cost", fact.source):
            assert " ".join(fact.text.split()).casefold() in written, each.text
        if "cost" in fact.source:
            assert int(re.sub(r"\D", "", fact.text)) in [*leaves(moment)], each.text


def is_told(found: re.Match[str], at: datetime) -> bool:
    if (int(found["hour"]), int(found["minute"])) != (at.hour, at.minute):
        return False
    if not found["weekday"]:
        return True
    day = (DAYS[at.weekday()], at.day, MONTHS[at.month - 1], at.year)
    return (found["weekday"], int(found["day"]), found["month"], int(found["year"])) == day


def rule_2(each: Suggestion, moment: Json) -> None:
    coming = [at for at in instants(moment) if at > local(str(moment["now"]), str(moment["zone"]))]
    if not coming:
        assert not re.search(r"\b(?:saya|kami) (?:kabari|hubungi)\b[^.]*paling lambat", each.text), each.text
    if PROMISE.search(own_words(each)):
        assert DATE.search(each.text), each.text
    if not instants(moment):
        assert not DATE.search(each.text), each.text
        assert not re.search(r"\b(?:" + "|".join(MONTHS + DAYS) + r")\b", own_words(each)), each.text


def rule_3(each: Suggestion, moment: Json) -> None:
    assert not MARKS.search(each.text), each.text
    assert each.text.isprintable()
    assert all(unicodedata.bidirectional(char) not in {"R", "AL"} for char in each.text), each.text
    assert each.text[0].isupper()
    assert each.text[-1] in ".?!"
    assert not re.search(r"\s\s|\s[,.?!]|,,|\.\.|,[.?!]|\bNone\b", each.text), each.text
    assert len(each.text) < 600
    assert not JARGON.search(own_words(each)), each.text
    for step in rows(moment, "case", "steps"):
        code, note, unit = step.get("code"), step.get("note"), step.get("unit")
        assert not (code and str(code) in each.text), each.text
        for secret in (note, unit):
            if isinstance(secret, str) and len(secret.strip()) >= 8:
                assert secret.strip() not in each.text, each.text


def rule_4(each: Suggestion, moment: Json) -> None:
    own = own_words(each)
    forms = set(re.findall(r"Bapak/Ibu|\b(?:Bapak|Ibu|Pak|Bu|Kakak|Kak|Mas|Mbak)\b", own))
    honorific = table(moment, "customer").get("honorific")
    assert forms <= FORMS[honorific if isinstance(honorific, str) else None], each.text
    assert not re.search(r"\b(?:bapak|ibu|pak|bu|kak|kakak|mas|mbak)\b", own), each.text
    assert not re.search(r"(?<!, )\b(?:Pak|Bu)\b|\b(?:Pak|Bu)\b(?![,.?!])", own), each.text
    assert not re.search(r"\b(?:Bos|Boss|Ketua|Say|Sis|Gan|Bro)\b", own), each.text
    assert not re.search(r"(?:Bapak|Ibu|Kak|Mas|Mbak) (?:PT|CV|UD|Yayasan|Koperasi|Toko)\b", each.text), each.text
    for name in re.findall(r"(?:Bapak/Ibu|Bapak|Ibu|Kak|Mas|Mbak)((?: [A-Z][\w'-]+)+)", each.text):
        assert name.strip().casefold() in said(moment), each.text


def rule_5(each: Suggestion, moment: Json) -> None:
    own, part = own_words(each), part_of_day(moment)
    languages = OF_LANGUAGE.get(str(moment.get("language")), {"Selamat"})
    for found in re.finditer(r"(\w+) (pagi|siang|sore|malam|enjing|sonten|dalu|wengi)\b", own):
        assert found[1] in languages, each.text
        assert found[2] == GREETINGS[found[1]][part], each.text
    for found in re.finditer(r"pukul (\S+ \w+)", each.text):
        assert re.fullmatch(rf"\d\d\.\d\d {ZONES[str(moment['zone'])][1]}", found[1]), each.text
    for amount in re.findall(r"Rp\s?[\d.,]+", each.text):
        assert re.fullmatch(r"Rp\d{1,3}(?:\.\d{3})*[.,]?", amount), each.text


def rule_6(each: Suggestion, moment: Json) -> None:
    count = len(re.findall(r"\b(?:maaf|pangapunten|hapunten|ngapunten)\b", each.text, re.IGNORECASE))
    licensed = moment.get("contact_kind") == "complaint" or broke_promise(moment)
    assert count <= (1 if licensed and not moment.get("apologised") else 0), each.text


def rule_7(each: Suggestion, _moment: Json) -> None:
    assert not re.search(r"\b(?:tapi|tetapi|namun)\b", each.text, re.IGNORECASE), each.text
    last = sentences(own_words(each))[-1]
    assert not re.search(r"\b(?:tidak|belum) (?:bisa|dapat|disetujui|berhasil|terpenuhi)\b[^,?]*\.$", last), each.text


def rule_8(each: Suggestion, moment: Json) -> None:
    assert "tenang" not in each.text.casefold(), each.text
    if moment.get("mood") == "angry":
        said_now = sentences(each.text)
        assert len(said_now) <= 2, each.text
        if each.stage.value in {"empathy", "explanation", "solution", "commitment"}:
            assert ACKNOWLEDGED.search(said_now[0]), each.text


def rule_9(each: Suggestion, moment: Json) -> None:
    if moment["channel"] != "chat":
        assert all(len(sentence.split()) <= 20 for sentence in sentences(each.text)), each.text
        bare = DATE.sub("", re.sub(r"Rp[\d.]+", "", each.text))
        assert not re.search(r"\d(?:[ .-]?\d){5,}", bare), each.text


def rule_10(each: Suggestion, moment: Json) -> None:
    if each.stage.value == "closing" and is_solved(moment):
        questions = "".join(re.findall(r"[^.!?]*\?", each.text))
        works = r"sesuai|lancar|berjalan|berfungsi|beres|terbantu|cocok|memuaskan|dipakai|digunakan"
        assert re.search(works, questions), each.text
        assert re.search(r"\b(?:[Aa]da|[Aa]dakah)\b.*\b(?:lagi|lain|lainnya)\b", questions), each.text
    if moment.get("mood") in {"anxious", "disappointed", "angry"}:
        assert not re.search(r"\b(?:promo|diskon|penawaran|produk baru|beli)\b", own_words(each)), each.text
        assert not any(fact.source.startswith("offers") for fact in each.facts), each.text


def rule_11(each: Suggestion, _moment: Json) -> None:
    assert not MISSPELLED.search(each.text), each.text


def rule_12(each: Suggestion, moment: Json) -> None:
    now = datetime.fromisoformat(str(moment["now"]))
    for index, step in enumerate(rows(moment, "case", "steps")):
        told = [fact for fact in each.facts if fact.source.startswith(f"case.steps[{index}].")]
        reported = step.get("reported_at")
        if told and reported and now - datetime.fromisoformat(str(reported)) > timedelta(hours=24):
            assert "catatan terakhir" in each.text.casefold(), each.text


RULES = (
    rule_1, rule_2, rule_3, rule_4, rule_5, rule_6, rule_7, rule_8, rule_9, rule_10, rule_11, rule_12,
)  # fmt: skip


def check_answer(answer: Answer, moment: Json, limit: int = 5) -> None:
    """All that the contract says of an answer, but that it is the same again."""
    assert len(answer.suggestions) <= limit
    for each in answer.suggestions:
        assert each.stage.value == moment["stage"]
        for rule in RULES:
            rule(each, moment)
        assert all(re.fullmatch(r"[a-z_]+(?:\[\d+\])?(?:\.[a-z_]+(?:\[\d+\])?)*", fact.source) for fact in each.facts)
    for one, other in combinations(answer.suggestions, 2):
        assert distinct(one, other), (one.text, other.text)
    for missing in answer.missing:
        assert not re.search(r"[{}<>\[\]\n\r\t\u202e\u200f]", missing.ask), missing.ask
        assert "?" in missing.ask


def distinct(one: Suggestion, other: Suggestion) -> bool:
    """They differ in more than a word here and there, and are not the same with another acknowledgement before it."""
    cut, against = sentences(one.text), sentences(other.text)
    if one.stage.value in {"explanation", "solution", "commitment"} and cut[1:] == against[1:] != []:
        return False
    first, second = ({*re.findall(r"\w+", each.text.casefold())} for each in (one, other))
    return len(first & second) < 0.9 * len(first | second)
