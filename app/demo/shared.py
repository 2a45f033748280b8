"""The demo's shared database: made and filled once, used again at every later start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import psycopg
from psycopg import sql

from app.demo import organisation, story
from app.demo.decisions import Report
from app.demo.folder import DemoFolder, DemoState, write_private
from app.demo.integrator import integrator
from app.demo.postgres import EmbeddedPostgres
from app.demo.seed import SEED, Amounts, seed_shared, shipped_processes
from app.domain.processes import StepStatus

DATABASE = "loket"
_STORY_CUSTOMER = """
select c.id::text, c.scope_id, max((f.doc ->> 'at')::timestamptz)
from sync.customer as c
left join sync.fact as f on f.scope_id = c.scope_id and f.doc ->> 'customer_id' = c.id::text
where c.customer_number = %s
group by c.id, c.scope_id
"""


@dataclass(frozen=True, slots=True)
class SharedDemo:
    """The database of the demo on its running server."""

    server: EmbeddedPostgres
    folder: DemoFolder

    @property
    def url(self) -> str:
        """The owner's address."""
        return self.server.url(DATABASE)

    def fill(self, customers: int, tell: Callable[[str], None]) -> tuple[DemoState, int]:
        """Make schema, organisation and history from nothing; gives the state and the number of rows."""
        from app.sync.admin import init_shared

        # whatever a start that was cut short has left is thrown away
        with psycopg.connect(self.server.url(), autocommit=True) as connection:
            name = sql.Identifier(DATABASE)
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(name))
            connection.execute(sql.SQL("create database {}").format(name))
        init_shared(self.url)
        seeded = seed_shared(self.url, Amounts.for_customers(customers), datetime.now(UTC), tell)
        with psycopg.connect(self.url, autocommit=True) as connection:
            # the server would find out by itself how much there is now, but only minutes later
            connection.execute("analyze")
        write_private(self.folder.logins_file, logins_text(seeded.passwords))
        state = DemoState(SEED, customers, DATABASE, seeded.passwords)
        self.folder.keep(state)
        return state, seeded.rows

    def bring_up_to_date(self) -> None:
        """What an older program has filled gets the schema of this one."""
        from app.sync.admin import upgrade

        upgrade(self.url)

    def integrator_url(self, state: DemoState) -> str:
        """The address of the back office; its port may differ from that of the last start."""
        from app.demo.seed import INTEGRATOR
        from app.sync.addresses import with_login

        return with_login(self.url, INTEGRATOR, state.passwords[INTEGRATOR])

    def tell_story(self, state: DemoState) -> tuple[DemoState, story.Story]:
        """Finish the tellings of earlier starts and prepare a new one."""
        from app.sync.loading import bulk_load

        url = self.integrator_url(state)
        for number in state.story_cases[-1:]:
            _finish(url, number)
        now = datetime.now(UTC)
        with psycopg.connect(self.url) as connection:
            found = connection.execute(_STORY_CUSTOMER, (story.CUSTOMER_NUMBER,)).fetchone()
        if found is None:
            raise LookupError(story.CUSTOMER_NUMBER)
        customer = replace(story.story_customer(int(found[1]), now, state.seed), id=str(found[0]))
        process = next(one for one in shipped_processes() if one.key == story.PROCESS)
        number = story.story_number(now.year, len(state.story_cases) + 1)
        telling = story.Telling(customer, process, number, now, found[2])
        bulk_load(self.url, customer.scope_id, cases=(telling.case,), facts=telling.facts())
        state = replace(state, story_cases=(*state.story_cases, number))
        self.folder.keep(state)
        return state, story.Story(number, customer.id, telling.due_at, telling.late_estimate_at)

    def count_notes(self, text: str) -> int:
        """How many notes with exactly this text have arrived."""
        with psycopg.connect(self.url) as connection:
            row = connection.execute(
                "select count(*) from sync.fact where kind = 'interaction.note' and doc #>> '{body,text}' = %s", (text,)
            ).fetchone()
        return int(row[0]) if row else 0


def logins_text(passwords: dict[str, str]) -> str:
    """Who can log in, for people."""
    lines = [
        f"{one.login:<14}{passwords[one.login]:<14}{one.role.value:<12}{one.branch:<5}{one.name}"
        for one in organisation.STAFF
    ]
    return "\n".join(lines) + "\n"


def _finish(url: str, number: str) -> None:
    """The order of the last telling reaches its customer after all."""
    process = next(one for one in shipped_processes() if one.key == story.PROCESS)
    with integrator(url) as speaks:
        for step in process.steps[2:]:
            code = next(code for code in step.codes if code.status is StepStatus.DONE)
            speaks.report(Report(number, step.key, code.status, code.code), None)
