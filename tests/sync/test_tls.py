"""Only a server that proves who it is hears anything: TLS with `verify-full`, on the distribution's server."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from app.bootstrap import Paths, enrol_device, open_core
from app.demo.postgres import EmbeddedPostgres
from app.domain.errors import ErrorCode, LoketError
from app.domain.replication import SyncState
from app.sync import admin
from app.sync.connecting import ALLOW_PLAIN, check_address, connect
from app.sync.enrolment import enrol
from tests.sync.certificates import HOST, Authority, Pair, self_signed
from tests.sync.listeners import Impostor
from tests.sync.offices import PASSWORD, make_organisation
from tests.sync.servers import DISTRIBUTION, running

DATABASE = "bank"
EXPIRED = timedelta(days=-1)
LOCAL = (
    "postgresql://a:b@127.0.0.1/d",
    "postgresql://a:b@[::1]:5432/d",
    "postgresql://a:b@localhost,127.0.0.1/d",
    "postgresql://a:b@/d?host=/run/postgresql",
    "postgresql://a:b@db.bank.example/d?hostaddr=127.0.0.1",
)
PROVED = (
    "postgresql://a:b@db.bank.example/d?sslmode=verify-full",
    "postgresql://a:b@10.0.0.1,10.0.0.2/d?sslmode=verify-full&target_session_attrs=read-write",
)
UNPROVED = (
    "postgresql://a:b@db.bank.example/d",
    "postgresql://a:b@db.bank.example/d?sslmode=require",
    "postgresql://a:b@db.bank.example/d?sslmode=verify-ca&sslrootcert=ca.pem",
    "postgresql://a:b@localhost,db.bank.example/d",
    "postgresql://a:b@localhost/d?hostaddr=10.0.0.1",
    "postgresql://a:b@localhost.bank.example/d",
    "postgresql:///d?service=bank",
)


@dataclass(frozen=True)
class Bank:
    """A server with TLS and the authority that signed its certificate."""

    server: EmbeddedPostgres
    authority: Authority
    stranger: Authority

    def address(self, url: str, **options: str) -> str:
        """`url` under the server's proper name, with the proof asked for."""
        wanted = {"hostaddr": "127.0.0.1", "sslmode": "verify-full", "sslrootcert": str(self.authority.file)} | options
        query = "&".join(f"{name}={quote(value)}" for name, value in wanted.items())
        return f"{url.replace('@127.0.0.1', f'@{HOST}')}?{query}"

    @property
    def url(self) -> str:
        return self.address(self.server.url(DATABASE))

    def present(self, pair: Pair | None) -> None:
        """Go on with this certificate, or without TLS."""
        owner = self.server.cluster.stat()
        for name, content in (("server.crt", pair and pair.certificate), ("server.key", pair and pair.key)):
            file = self.server.cluster / name
            file.unlink(missing_ok=True)
            file.touch(mode=0o600)
            file.write_bytes(content or b"")
            os.chown(file, owner.st_uid, owner.st_gid)
        with psycopg.connect(self.server.url(), sslmode="prefer", autocommit=True) as connection:
            connection.execute(b"alter system set ssl = on" if pair else b"alter system set ssl = off")
        self.server.restart()


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    folder = tmp_path_factory.mktemp("authorities")
    with running(DISTRIBUTION) as server:
        make_organisation(server, DATABASE)
        yield Bank(server, Authority(folder, "bank"), Authority(folder, "stranger"))


@pytest.fixture
def honest(bank: Bank) -> Bank:
    """The bank's server as it should be."""
    bank.present(bank.authority.server())
    return bank


IMPOSTORS: dict[str, Callable[[Bank], Pair | None]] = {
    "wrong_authority": lambda bank: bank.stranger.server(),
    "wrong_name": lambda bank: bank.authority.server("other.bank.example"),
    "expired": lambda bank: bank.authority.server(until=EXPIRED),
    "self_signed": lambda _bank: self_signed(),
    "no_tls": lambda _bank: None,
}


def test_a_device_works_over_tls_alone(honest: Bank, tmp_path: Path) -> None:
    added = admin.add_device(honest.url, "Loket TLS", "JKT1")
    assert "sslmode=verify-full" in added.url
    enrol_device(Paths(tmp_path), added.url, added.token)
    with closing(open_core(Paths(tmp_path))) as core:
        core.sessions.login("rina", PASSWORD)
        core.customers.add({"name": "Siti Aminah"})
        report = core.sync.once()
        assert (report.state, report.acked) == (SyncState.OK, 1)
        with psycopg.connect(honest.server.url(DATABASE)) as connection:
            [(lines, plain)] = connection.execute(
                "select count(*), count(*) filter (where not ssl) from pg_stat_ssl join pg_stat_activity using (pid)"
                " where application_name = 'loket'"
            )
    assert lines > 0
    assert plain == 0


@pytest.mark.parametrize("kind", IMPOSTORS)
def test_who_cannot_prove_it_is_refused_by_log_in_and_sync_and_nothing_is_lost(
    honest: Bank, tmp_path: Path, kind: str
) -> None:
    added = admin.add_device(honest.url, f"Loket {kind}", "JKT1")
    enrol_device(Paths(tmp_path), added.url, added.token)
    with closing(open_core(Paths(tmp_path))) as core:
        core.sessions.login("rina", PASSWORD)
        core.customers.add({"name": "Siti Aminah"})
        honest.present(IMPOSTORS[kind](honest))
        with pytest.raises(LoketError) as refused:
            core.sessions.login("rina", PASSWORD)
        assert refused.value.code is ErrorCode.SERVER_NOT_PROVED
        report = core.sync.once()
        assert (report.state, report.detail, report.outbox) == (
            SyncState.OFFLINE,
            ErrorCode.SERVER_NOT_PROVED.value,
            1,
        )
        honest.present(honest.authority.server())
        assert (core.sync.once().state, core.sync.once().outbox) == (SyncState.OK, 0)


@pytest.mark.parametrize("kind", IMPOSTORS)
def test_who_cannot_prove_it_hears_nothing(bank: Bank, tmp_path: Path, kind: str) -> None:
    with Impostor(IMPOSTORS[kind](bank)) as impostor:
        url = bank.address(f"postgresql://loket_client:rahasia@127.0.0.1:{impostor.port}/{DATABASE}")
        with pytest.raises(LoketError) as refused:
            enrol(url, "a-token-of-a-device")
        with pytest.raises(LoketError) as owner_refused:
            admin.status(url)
    assert refused.value.code is owner_refused.value.code is ErrorCode.SERVER_NOT_PROVED
    assert impostor.callers > 0
    assert impostor.heard == b""


def test_a_trusted_impostor_would_be_heard_by_this_test(bank: Bank) -> None:
    with Impostor(bank.authority.server()) as impostor:
        url = bank.address(f"postgresql://loket_client:rahasia@127.0.0.1:{impostor.port}/{DATABASE}")
        with pytest.raises(LoketError) as refused:
            enrol(url, "a-token-of-a-device")
    assert refused.value.code is ErrorCode.UNREACHABLE
    assert b"loket_client" in impostor.heard


def test_without_the_file_of_the_authority_nobody_is_trusted(honest: Bank, tmp_path: Path) -> None:
    url = honest.address(honest.server.url(DATABASE), sslrootcert=str(tmp_path / "none.pem"))
    with pytest.raises(LoketError) as refused:
        connect(url)
    assert refused.value.code is ErrorCode.SERVER_NOT_PROVED


@pytest.mark.parametrize("url", LOCAL + PROVED)
def test_this_machine_and_who_must_prove_it_may_be_asked(url: str) -> None:
    check_address(url)


@pytest.mark.parametrize("url", UNPROVED)
def test_an_address_that_anybody_could_answer_to_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LoketError) as refused:
        check_address(url)
    assert (refused.value.code, refused.value.field) == (ErrorCode.SERVER_NOT_PROVED, "url")
    monkeypatch.setenv(ALLOW_PLAIN, "1")
    check_address(url)


def test_an_address_without_proof_is_not_even_called(monkeypatch: pytest.MonkeyPatch) -> None:
    with Impostor(None) as impostor:
        # every address of this machine, and by its number none of them
        url = f"postgresql://loket_client:rahasia@0.0.0.0:{impostor.port}/{DATABASE}"
        with pytest.raises(LoketError) as refused:
            enrol(url, "a-token-of-a-device")
        assert refused.value.code is ErrorCode.SERVER_NOT_PROVED
        assert impostor.callers == 0
        monkeypatch.setenv(ALLOW_PLAIN, "1")
        with pytest.raises(LoketError) as refused:
            enrol(url, "a-token-of-a-device")
        assert refused.value.code is ErrorCode.UNREACHABLE
    assert impostor.callers > 0
