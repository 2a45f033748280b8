"""What each role may do, and what needs the network. The shared database decides; what it would refuse is not begun."""

from __future__ import annotations

from app.domain.errors import ErrorCode, LoketError
from app.domain.facts import FactKind
from app.domain.people import Role, Session
from app.domain.phrases import PHRASE_KINDS
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
_OWN_PHRASES = frozenset({FactKind.PHRASE_WRITTEN, FactKind.PHRASE_RETIRED})
_COUNTING = frozenset({FactKind.PHRASE_COUNTED})

RIGHTS: dict[Role, frozenset[str]] = {
    Role.FRONTLINER: _LOOKING | _RECORDS | _SERVING | _ASKING | _ENDING | _OWN_PHRASES | _COUNTING,
    Role.SUPERVISOR: _LOOKING
    | _RECORDS
    | _SERVING
    | _ASKING
    | _ENDING
    | _CARRYING
    | PHRASE_KINDS
    | _COUNTING
    | {FactKind.CUSTOMER_TRAIL_READ},
    Role.BACKOFFICE: _LOOKING | _ASKING | _ENDING | _CARRYING,
    Role.OWNER: _LOOKING | PHRASE_KINDS | {FactKind.CUSTOMER_TRAIL_READ},
    Role.ADMIN: _LOOKING | _RECORDS | {FactKind.CASE_REPORT, FactKind.CUSTOMER_TRAIL_READ},
}

NEEDS_NETWORK: frozenset[str] = PHRASE_KINDS | {
    FactKind.CUSTOMER_REVEALED,
    FactKind.CASE_REJECTED,
    FactKind.CUSTOMER_TRAIL_READ,
}
"""What a session that the device opened by itself may not do: `sync.role_right.offline` says the same."""

IMPORT = "import"
"""Many customers at once: both acts on records, by somebody whom the server has let in."""


def check_right(session: Session, act: str) -> None:
    """Refuse an operation, a fact of a kind, or an import that may not be brought about under this session."""
    wanted = _RECORDS if act == IMPORT else {act}
    if not wanted <= RIGHTS[session.role]:
        raise LoketError(ErrorCode.NOT_PERMITTED, act, {"role": session.role})
    if not session.online and (act in NEEDS_NETWORK or act == IMPORT):
        raise LoketError(ErrorCode.NEEDS_NETWORK, act)


def may(session: Session, act: str) -> bool:
    """Whether `check_right` would let it pass: what a menu should offer."""
    try:
        check_right(session, act)
    except LoketError:
        return False
    return True
