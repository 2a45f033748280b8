"""What each role may do. The shared database decides; refused here already, nothing is done that it would refuse."""

from __future__ import annotations

from app.domain.errors import ErrorCode, LoketError
from app.domain.facts import FactKind
from app.domain.people import Role
from app.domain.replication import OperationKind

_LOOKING = frozenset({FactKind.CUSTOMER_VIEWED, FactKind.CUSTOMER_REVEALED, FactKind.CUSTOMER_IDENTIFIED})
_RECORDS = frozenset({OperationKind.CUSTOMER_ADD, OperationKind.CUSTOMER_EDIT})
_SERVING = frozenset(
    {
        OperationKind.CASE_OPEN,
        *(kind for kind in FactKind if kind.startswith(("interaction.", "promise."))),
    }
)
_ASKING = frozenset({FactKind.QUESTION_ASKED, FactKind.QUESTION_ANSWERED})
_ENDING = frozenset({FactKind.CASE_WAITING_CUSTOMER, FactKind.CASE_RESOLVED, FactKind.CASE_REOPENED})
_CARRYING = frozenset({FactKind.CASE_REPORT, FactKind.CASE_REJECTED})

RIGHTS: dict[Role, frozenset[str]] = {
    Role.FRONTLINER: _LOOKING | _RECORDS | _SERVING | _ASKING | _ENDING,
    Role.SUPERVISOR: _LOOKING | _RECORDS | _SERVING | _ASKING | _ENDING | _CARRYING,
    Role.BACKOFFICE: _LOOKING | _ASKING | _ENDING | _CARRYING,
    Role.OWNER: _LOOKING,
    Role.ADMIN: _LOOKING | _RECORDS | {FactKind.CASE_REPORT},
}


def check_right(role: Role, act: str) -> None:
    """Refuse an operation, or a fact of a kind, that the role may not bring about."""
    if act not in RIGHTS[role]:
        raise LoketError(ErrorCode.NOT_PERMITTED, act, {"role": role})
