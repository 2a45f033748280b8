"""Finding a customer: any part of a name or number, as people type them, best first."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.facts import FactKind
from app.domain.names import fold
from app.storage.store import SqlStore
from tests.storage.conftest import OpenStore
from tests.storage.samples import NOW, add, case_fact, case_file, customer

PEOPLE = (
    customer(
        "Mohammad Saleh",
        customer_number="CIF-0001",
        phone="+6281234567890",
        nik="3174012345678901",
        city="Jakarta",
    ),
    customer("Muhammad Ali", customer_number="CIF-0002", phone="+6281398765432"),
    customer("Moh. Rizky Pratama", customer_number="CIF-0003", phone="+622150201234"),
    customer("Ali Muhammad Zulkarnain", customer_number="CIF-0004"),
    customer("Siti Nurhaliza", customer_number="CIF-0005", npwp="095556667012000"),
    customer("José Ramos-Horta", customer_number="CIF-0006"),
    customer("Ma'ruf Amin", customer_number="CIF-0007"),
    customer("PT Maju Jaya 88", customer_number="B/77-001"),
    customer("Soekarno Kusuma", customer_number="CIF-0008"),
)


@pytest.fixture
def known(store: SqlStore) -> SqlStore:
    add(store, *PEOPLE)
    return store


def names(store: SqlStore, text: str, limit: int = 20) -> list[str]:
    return [hit.name for hit in store.find_customers(text, limit)]


@pytest.mark.parametrize(
    "typed", ["moh", "Moh.", "moha", "mocham", "muhammad", "Mohammad", "MOHAMMAD", "mochamad", "Muh"]
)
def test_any_spelling_finds_every_muhammad(known: SqlStore, typed: str) -> None:
    assert set(names(known, typed)) == {
        "Mohammad Saleh",
        "Muhammad Ali",
        "Moh. Rizky Pratama",
        "Ali Muhammad Zulkarnain",
    }


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("jose", "José Ramos-Horta"),
        ("JOSÉ", "José Ramos-Horta"),
        ("ramoshorta", "José Ramos-Horta"),
        ("ramos-horta", "José Ramos-Horta"),
        ("maruf", "Ma'ruf Amin"),
        ("ma'ruf", "Ma'ruf Amin"),
        ("ma’ruf amin", "Ma'ruf Amin"),
        ("sukarno", "Soekarno Kusuma"),
        ("soekarno", "Soekarno Kusuma"),
        ("haliz", "Siti Nurhaliza"),
        ("nurhaliza siti", "Siti Nurhaliza"),
        ("st nurh", "Siti Nurhaliza"),
        ("moh sal", "Mohammad Saleh"),
        ("saleh moham", "Mohammad Saleh"),
        ("rizky moch", "Moh. Rizky Pratama"),
        ("rizky mocha", "Moh. Rizky Pratama"),
        ("m saleh", "Mohammad Saleh"),
        ("sa mo", "Mohammad Saleh"),
        ("0812-3456-7890", "Mohammad Saleh"),
        ("+62 812 3456 7890", "Mohammad Saleh"),
        ("081234", "Mohammad Saleh"),
        ("62812", "Mohammad Saleh"),
        ("4567", "Mohammad Saleh"),
        ("(021) 5020-1234", "Moh. Rizky Pratama"),
        ("3174012345678901", "Mohammad Saleh"),
        ("0123456789", "Mohammad Saleh"),
        ("saleh 7890", "Mohammad Saleh"),
        ("09.555.666.7-012.000", "Siti Nurhaliza"),
        ("cif-0005", "Siti Nurhaliza"),
        ("CIF0005", "Siti Nurhaliza"),
        ("b/77", "PT Maju Jaya 88"),
        ("77001", "PT Maju Jaya 88"),
        ("maju 88", "PT Maju Jaya 88"),
    ],
)
def test_one_is_found_by_any_part(known: SqlStore, typed: str, found: str) -> None:
    assert names(known, typed) == [found]


@pytest.mark.parametrize(
    "typed", ["", "   ", "--", "'", '"', "*", "zzz", "siti ramos", "99", "muhammad 7890123", "\x00"]
)
def test_what_is_not_there_is_not_found(known: SqlStore, typed: str) -> None:
    assert names(known, typed) == []


@pytest.mark.parametrize(
    ("typed", "found"), [("s", "Siti Nurhaliza"), ("zu", "Ali Muhammad Zulkarnain"), ("08", "Muhammad Ali")]
)
def test_one_or_two_letters_find_beginnings(known: SqlStore, typed: str, found: str) -> None:
    assert found in names(known, typed)


def test_a_short_part_inside_a_word_is_not_a_beginning(known: SqlStore) -> None:
    assert names(known, "li") == []
    assert set(names(known, "al")) == {"Ali Muhammad Zulkarnain", "Muhammad Ali"}


def test_best_comes_first(store: SqlStore) -> None:
    inside, second, first = customer("Budi Saliman"), customer("Wati Aliana"), customer("Ali Akbar")
    number = customer("Zainal", customer_number="ALI-01")
    add(store, inside, second, first, number)
    assert names(store, "ali") == ["Ali Akbar", "Wati Aliana", "Zainal", "Budi Saliman"]
    assert names(store, "ali-01") == ["Zainal"]
    assert names(store, "ali", 1) == ["Ali Akbar"]


def test_names_come_by_the_alphabet(store: SqlStore) -> None:
    add(store, *(customer(f"Siti {word}") for word in ("Zahra", "Aminah", "Maryam")))
    assert names(store, "siti") == ["Siti Aminah", "Siti Maryam", "Siti Zahra"]


def test_a_hit_is_masked_and_says_what_matched(known: SqlStore) -> None:
    (by_phone,) = known.find_customers("081234567890", 20)
    assert (by_phone.matched, by_phone.city, by_phone.customer_number) == ("phone", "Jakarta", "CIF-0001")
    assert by_phone.phone is not None
    assert by_phone.phone.endswith("890")
    assert "1234567" not in by_phone.phone
    for typed, field in (("3174012345678901", "nik"), ("cif-0001", "customer_number"), ("saleh", "name")):
        assert [hit.matched for hit in known.find_customers(typed, 20)] == [field]


@pytest.mark.parametrize("typed", ["JKT01-K1-000123", "jkt01-k1-000123", "K1-000123", "000123", "jkt01k1000123"])
def test_a_case_number_finds_its_customer(store: SqlStore, typed: str) -> None:
    owner = customer("Siti Nurhaliza")
    add(store, owner, customer("Budi"), case_file(owner), case_file(owner, "JKT01-K1-000999"))
    (hit,) = store.find_customers(typed, 20)
    assert (hit.id, hit.matched, hit.open_cases) == (owner.id, "case_number", 2)


def test_open_cases_are_counted(store: SqlStore) -> None:
    owner = customer("Siti Nurhaliza")
    closed, opened = case_file(owner, "A-1"), case_file(owner, "A-2")
    add(store, owner, closed, opened, case_fact(closed, FactKind.CASE_RESOLVED, {}))
    assert [hit.open_cases for hit in store.find_customers("siti", 20)] == [1]


def test_a_rare_combination_is_found_among_many(store: SqlStore) -> None:
    common = [{"name": f"Muhammad Budiman {place}", "customer_number": f"X{place:06d}"} for place in range(3_000)]
    rare = {"name": "Budi Muhammad Wicaksono", "phone": "+6281234567890"}
    for _ in store.import_customers([*common, rare], 11, None, NOW):
        pass
    assert names(store, "wicak muham") == ["Budi Muhammad Wicaksono"]
    assert names(store, "muhammad w") == ["Budi Muhammad Wicaksono"]
    assert len(names(store, "muhammad", 50)) == 50
    assert names(store, "x002999") == ["Muhammad Budiman 2999"]
    assert names(store, "002999") == ["Muhammad Budiman 2999"]


def test_the_index_follows_a_rebuild(known: SqlStore) -> None:
    known.rebuild()
    assert names(known, "haliz") == ["Siti Nurhaliza"]
    assert len(names(known, "c", 50)) == 8


WORDS = st.sampled_from(["Siti", "Sitompul", "Ali", "Muhammad", "Nur", "Khalifah", "Dewi", "An", "Bo'a"])
NAMES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    people=st.lists(NAMES, min_size=1, max_size=30),
    typed=st.lists(
        st.sampled_from(["siti", "sit", "al", "ali", "hal", "a", "nur", "dew", "an"]), min_size=1, max_size=3
    ),
)
def test_the_index_finds_what_looking_at_every_name_finds(
    opened: OpenStore, tmp_path_factory: pytest.TempPathFactory, people: list[str], typed: list[str]
) -> None:
    store = opened(tmp_path_factory.mktemp("search") / "loket.db")
    add(store, *(customer(name) for name in people))

    def has(name: str, part: str) -> bool:
        words = [*fold(name).split(), *fold(name.replace("'", "")).split()]
        return any(part in word if len(part) > 2 else word.startswith(part) for word in words)

    expected = sorted(name for name in people if all(has(name, part) for part in typed))
    assert sorted(names(store, " ".join(typed), 100)) == expected
    store.close()
