"""A customer moves to another branch with all that belongs to them."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

from app.domain.errors import ErrorCode, LoketError
from app.sync.connecting import Connection
from app.sync.owner import actor, owner, scope_of


@dataclass(frozen=True, slots=True)
class Moved:
    """What went where; zero cases and facts where the customer was there already."""

    customer_id: str
    branch: str
    cases: int
    facts: int


def move_customer(url: str, customer: str, branch_code: str) -> Moved:
    """Move a customer, named by number or id, with all cases and facts, in one transaction.

    LoketError NOT_FOUND, or DUPLICATE where a number is taken in the other branch, or given in several branches.
    """
    with owner(url) as connection:
        scope_of(connection, "branch", branch_code)
        customer_id = _found(connection, customer)
        try:
            moved = connection.execute(
                "select sync.move_customer(%s, %s, %s)", (customer_id, branch_code, actor(connection))
            ).fetchone()
        except psycopg.errors.UniqueViolation:
            raise LoketError(ErrorCode.DUPLICATE, "customer_number", {"found": customer}) from None
    counted = moved[0] if moved else {}
    return Moved(customer_id, branch_code, counted.get("cases", 0), counted.get("facts", 0))


def _found(connection: Connection, customer: str) -> str:
    known = connection.execute(
        """
        select c.id::text, s.code from sync.scope as s
        join sync.customer as c on c.scope_id = s.scope_id and not c.deleted
        where s.kind = 'branch' and (c.customer_number = %(text)s or c.id::text = lower(%(text)s))
        order by s.code
        """,
        {"text": customer},
    ).fetchall()
    if not known:
        raise LoketError(ErrorCode.NOT_FOUND, "customer", {"value": customer})
    if len(known) > 1:
        raise LoketError(ErrorCode.DUPLICATE, "customer_number", {"found": ", ".join(code for _, code in known)})
    return str(known[0][0])
