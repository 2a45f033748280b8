"""Form: keys, types and values, each fault with the place where it is, and all of them in one run."""

import pytest

from tests.unit.linting.rooms import ENTRY, GOOD, HEAD, faults_of, rules_of

SITUATION = (
    'situation = "card_swallowed"\nname = "Kartu tertelan"\nauthor = "Tim"\napprover = "Komite"\n'
    "effective = 2026-01-01\nexamples = [{examples}]\n" + ENTRY + 'stage = "closing"\n'
)
EIGHT = ", ".join(f'"kartu saya ketelen {word}"' for word in ("lagi", "tadi", "pak", "bu", "mas", "nih", "dong", "ya"))


def test_a_good_file_has_no_fault() -> None:
    assert faults_of(GOOD) == ()
    assert faults_of(SITUATION.format(examples=EIGHT)) == ()


@pytest.mark.parametrize(
    ("text", "rule", "field"),
    [
        (GOOD + 'colour = "red"\n', "key", "colour"),
        (GOOD + 'mood = ["calm"]\n', "key", "mood"),
        ('colour = "red"\n' + GOOD, "key", "colour"),
        (GOOD.replace('id = "a"\n', ""), "missing", "id"),
        (GOOD.replace('id = "a"', 'id = "A b"'), "id", "id"),
        (GOOD.replace('why = "Penutup yang singkat."\n', ""), "missing", "why"),
        (GOOD.replace('"Penutup yang singkat."', "3"), "type", "why"),
        (GOOD.replace('"Penutup yang singkat."', '" "'), "empty", "why"),
        (GOOD.replace('stage = "closing"\n', ""), "missing", "stage"),
        (GOOD.replace('stage = "closing"', 'stage = "ending"'), "value", "stage"),
        (GOOD + "moods = []\n", "empty", "moods"),
        (GOOD + 'moods = "calm"\n', "type", "moods"),
        (GOOD + 'moods = ["glad"]\n', "value", "moods"),
        (GOOD + 'moods = ["calm", "calm"]\n', "value", "moods"),
        (GOOD + 'channels = ["fax"]\n', "value", "channels"),
        (GOOD + 'kinds = ["praise"]\n', "value", "kinds"),
        (GOOD + 'when = ["tomorrow"]\n', "value", "when"),
        (GOOD + 'needs = ["magic"]\n', "value", "needs"),
        (GOOD + 'unless = ["magic"]\n', "value", "unless"),
        (GOOD + 'register = "royal"\n', "value", "register"),
        (GOOD + 'part = "half"\n', "value", "part"),
        (GOOD + 'language = "en"\n', "value", "language"),
        (GOOD + "tells = 1\n", "type", "tells"),
        (GOOD + 'situations = ["Card Swallowed"]\n', "situation", "situations"),
        (GOOD + 'situations = ["card_swallowed"]\n', "situation", "situations"),
        (GOOD.replace("bantu?", "bantu, {siapa}?"), "slot", "text"),
        (GOOD.replace("bantu?", "bantu, {?"), "slot", "text"),
        (GOOD + 'variants = ["Ada lagi soal {title}?"]\n', "variants", "variants[0]"),
        (GOOD + "variants = []\n", "empty", "variants"),
        (GOOD + "apology = true\n", "apology", "text"),
        (HEAD, "empty", "phrase"),
        ("phrase = 3\n" + HEAD, "type", "phrase"),
        (SITUATION.format(examples='"kartu ketelen"'), "examples", "examples"),
        (SITUATION.format(examples=EIGHT + ', "kartu saya ketelen lagi"'), "examples", "examples"),
        (SITUATION.format(examples=EIGHT).replace('name = "Kartu tertelan"\n', ""), "missing", "name"),
        (SITUATION.format(examples=EIGHT).replace('"card_swallowed"', '"Card swallowed"'), "situation", "situation"),
        ('name = "Penutup"\n' + GOOD, "key", "name"),
    ],
)
def test_a_fault_of_form_is_told_with_its_field(text: str, rule: str, field: str) -> None:
    assert (rule, field) in [(fault.rule.value, fault.field) for fault in faults_of(text)]


@pytest.mark.parametrize(
    "more",
    [
        'moods = ["calm"]\n',
        'channels = ["phone", "chat"]\n',
        'variants = ["Masih ada yang bisa saya bantu, {voc}?"]\n',
        'register = "formal"\n',
        'quotes = "Standar Layanan"\n',
        "version = 2\nretired = 2027-01-01\n",
    ],
)
def test_what_may_be_written_is_no_fault(more: str) -> None:
    assert faults_of(GOOD + more) == ()


def test_broken_toml_is_told_with_its_line_and_hides_no_other_entry() -> None:
    text = GOOD + '[[phrase]]\nid = "b"\ntext = "Ada lagi\n' + ENTRY.replace('"a"', '"c"').replace("bantu", "bantuu")
    faults = faults_of(text)

    assert [(fault.rule.value, fault.line) for fault in faults if fault.entry is None] == [("toml", 11)]
    assert "spelling" in [fault.rule.value for fault in faults if fault.entry == "c"]


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 5000 + "]" * 5000,
        '[phrase]\nid = "x"\n',
        'phrase = [[1], "x"]\n',
        HEAD + '[[phrase]]\nid = 3\ntext = ["a"]\nmoods = [1, "calm"]\nneeds = [["x"]]\n"" = 1\n',
        HEAD + '[[phrase]]\nid = "x"\ntext = "Saya {title.__class__} {0} %s {}."\nwhy = """a\nb"""\n',
        HEAD + '[[phrase]]\nid = "x"\nvariants = "x"\nsituations = "y"\nretired = 2020\nversion = 1.5\n',
        "\ufeff" + "\x00",
    ],
)
def test_whatever_stands_in_a_file_is_told_and_never_breaks_it(text: str) -> None:
    assert [fault.sentence(str) for fault in faults_of(text)]


def test_a_file_in_another_encoding_is_told() -> None:
    broken = GOOD.replace("Penutup", "Penut\udcfcp")

    assert "toml" in rules_of(broken)


def test_an_id_is_used_once_in_all_files() -> None:
    faults = faults_of({"a.toml": GOOD, "b.toml": GOOD.replace("bisa saya bantu", "ingin ditanyakan soal berkasnya")})

    assert [(fault.file, fault.entry, fault.rule.value) for fault in faults] == [("b.toml", "a", "id")]


def test_a_situation_has_one_file() -> None:
    one = SITUATION.format(examples=EIGHT)
    other = one.replace('id = "a"', 'id = "b"').replace("bisa saya bantu", "ingin ditanyakan soal berkasnya")

    assert rules_of({"a.toml": one, "b.toml": other}) == ["situation"]


def test_all_faults_are_told_in_one_run_with_the_line_of_their_entry() -> None:
    second = ENTRY.replace('"a"', '"b"').replace("bantu?", "bantuu  {magic}") + 'moods = ["glad"]\nversion = 0\n'
    faults = faults_of(GOOD + second)

    assert {fault.rule.value for fault in faults} >= {"spelling", "slot", "value", "governance", "marks"}
    assert {(fault.entry, fault.line) for fault in faults} == {("b", 9)}


def test_a_sentence_says_what_is_wrong_and_what_to_do() -> None:
    (fault,) = faults_of(GOOD + 'mood = ["calm"]\n')

    assert fault.sentence(str) == "“mood” is no key; did you mean “moods”?"
    assert fault.sentence({"“{key}” is no key; did you mean “{near}”?": "bukan {key}, {near}"}.__getitem__) == (
        "bukan mood, moods"
    )
