"""Devices with somebody logged in, made by the commands themselves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.cli.conftest import Answer, Run
from tests.sync.offices import PASSWORD, PROCESS, Office

CSV = "name,customer_number,phone\nRatna Wibowo,A-1,0812-3456-7890\nBudi,A-2,123\n"


@dataclass(frozen=True, slots=True)
class Station:
    """One device with somebody logged in."""

    run: Run
    basedir: Path

    def __call__(self, *words: str, stdin: str | bytes = b"", password: str | None = None) -> Answer:
        return self.run(*words, stdin=stdin, basedir=self.basedir, password=password)

    def sync(self) -> Answer:
        answer = self("sync", "--once", "--json")
        assert answer.doc()["state"] == "ok", answer
        return answer


def station(run: Run, office: Office, folder: Path, login: str = "rina", unit: str | None = None) -> Station:
    words = ("admin", "device", "add", f"Loket {folder.name}", "--branch", "JKT1", "--url", office.url, "--json")
    added = run(*words, *(("--unit", unit) if unit else ())).doc()
    assert set(added) == {"device_id", "token", "url"}
    enrol = run(
        "device", "enrol", "--url", added["url"], "--token-stdin", "--basedir", str(folder), stdin=added["token"]
    )
    assert enrol.status == 0, enrol
    made = Station(run, folder)
    answer = made("login", "--staff", login, "--json", password=PASSWORD)
    assert answer.status == 0, answer
    assert answer.doc()["staff"] == login
    made.sync()
    return made


def with_customer(desk: Station, folder: Path) -> str:
    (folder / "pelanggan.csv").write_text(CSV, encoding="utf-8")
    answer = desk("import", "customers", str(folder / "pelanggan.csv"), "--json")
    assert answer.status == 1
    return str(desk("customer", "find", "wibowo", "--json").doc()["id"])


def with_case(desk: Station, folder: Path) -> str:
    customer = with_customer(desk, folder)
    words = ("case", "open", "--customer", customer, "--process", PROCESS, "--title", "Mesin cuci", "--json")
    return str(desk(*words).doc()["number"])
