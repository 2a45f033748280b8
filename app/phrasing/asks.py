"""What nobody has reported yet, as questions that can be sent to the back office as they are."""

from collections.abc import Iterator

from app.domain.cases import CaseStatus
from app.domain.interactions import Channel, Stage
from app.domain.processes import StepStatus
from app.phrasing.answers import Missing
from app.phrasing.context import Case, Context
from app.phrasing.plain import PlainValues, for_staff, says_nothing
from app.phrasing.situation import SOLVED, Situation, State, coming_estimate, new_promise_estimate

_NEEDS_FACTS = frozenset({Stage.EXPLANATION, Stage.SOLUTION, Stage.COMMITMENT})
_WHERE = {
    Channel.COUNTER: "Pelanggan sedang menunggu di loket.",
    Channel.PHONE: "Pelanggan sedang menunggu di telepon.",
    Channel.CHAT: "Pelanggan sedang menunggu di chat.",
}
_CONTRADICTED = {
    State.DISPUTED: (
        "case.status",
        "Catatan {case} sudah selesai, dan pelanggan menyampaikan masalahnya masih ada. Apa yang belum beres?",
    ),
    State.SAID_FIXED: (
        "case.status",
        "Pelanggan menyampaikan {case} sudah beres, dan catatannya masih terbuka. Apakah memang sudah selesai?",
    ),
    State.SAID_SENT: (
        "case.missing_documents",
        "Pelanggan menyampaikan berkas untuk {case} sudah diserahkan. Apakah berkasnya sudah diterima?",
    ),
}


def missing_facts(context: Context, situation: Situation) -> tuple[Missing, ...]:
    return tuple(Missing(fact, f"{ask} {_WHERE[context.channel]}") for fact, ask in _asks(context, situation))


def _asks(context: Context, situation: Situation) -> Iterator[tuple[str, str]]:
    case = context.case
    if case is None:
        if context.incident is None and context.stage in _NEEDS_FACTS:
            yield "case", _about_customer(context)
    elif situation.state in _CONTRADICTED:
        yield _CONTRADICTED[situation.state][0], _CONTRADICTED[situation.state][1].format(case=_case_name(case))
    elif situation.record is State.REJECTED:
        yield from _of_rejected(context, case)
    elif situation.record not in SOLVED:
        yield from _of_open(context, case, situation)
    elif situation.record is State.DONE:
        yield (
            "case.status",
            f"Semua langkah {_case_name(case)} tercatat selesai. Apakah hasilnya sudah bisa diserahkan?",
        )
    if context.incident is not None and (
        context.incident.estimate_at is None or context.incident.estimate_at <= context.now
    ):
        title = for_staff(context.incident.title)
        name = f"gangguan “{title}”" if title else "gangguan ini"
        yield "incident.estimate_at", f"Kapan perkiraan {name} pulih?"


def _about_customer(context: Context) -> str:
    name = for_staff(context.customer.name, 60) if context.customer else None
    whose = f"atas nama {name}" if name else "untuk pelanggan ini"
    return f"Apakah ada permintaan atau laporan {whose}? Mohon nomor, langkah terakhir, dan perkiraan selesainya."


def _of_rejected(context: Context, case: Case) -> Iterator[tuple[str, str]]:
    if PlainValues(context).reason(case.status_reason) is None:
        yield "case.status_reason", f"Apa alasan {_case_name(case)} belum bisa disetujui?"
    if all(says_nothing(option) for option in case.options):
        yield "case.options", f"Pilihan apa yang masih bisa kami tawarkan untuk {_case_name(case)}?"


def _of_open(context: Context, case: Case, situation: Situation) -> Iterator[tuple[str, str]]:
    if situation.record in {State.PROMISE_AT_RISK, State.PROMISE_BROKEN}:
        if new_promise_estimate(context, situation) is not None:
            return
        yield "case.promise.new_estimate_at", _promise_ask(case)
    elif situation.record is State.WAITING_CUSTOMER:
        if not case.missing_documents and case.status_reason is None:
            yield "case.missing_documents", f"Berkas apa yang masih diperlukan untuk {_case_name(case)}?"
        if not _runs_meanwhile(case, situation.focus):
            return
    if situation.focus is None:
        yield "case.steps", f"Sampai di mana {_case_name(case)}, dan kapan perkiraan selesainya?"
        return
    step_name = _step_name(case, situation.focus)
    if coming_estimate(context, situation) is None:
        yield f"case.steps[{situation.focus}].estimate_at", f"{step_name}: kapan perkiraan selesainya?"
    if situation.stale:
        yield f"case.steps[{situation.focus}].reported_at", f"{step_name}: bagaimana keadaan terakhirnya sekarang?"
    elif case.steps[situation.focus].status is None:
        yield f"case.steps[{situation.focus}].status", f"{step_name}: sudah sampai di mana?"


def _runs_meanwhile(case: Case, focus: int | None) -> bool:
    """Whether work goes on while the customer still owes something, so that its end can be asked."""
    if focus is None:
        return False
    status = case.steps[focus].status
    if case.status is CaseStatus.WAITING_CUSTOMER:
        return status is StepStatus.IN_PROGRESS
    return status is not None and status is not StepStatus.DONE


def _promise_ask(case: Case) -> str:
    text = for_staff(case.promise.text) if case.promise else None
    what = f"janji “{text}”" if text else "janji kepada pelanggan"
    return (
        f"Kapan perkiraan baru untuk {what} pada {_case_name(case)}, dan apa yang bisa kami tawarkan sambil menunggu?"
    )


def _case_name(case: Case) -> str:
    number, title = for_staff(case.number, 40), for_staff(case.title)
    if number and title:
        return f"{number} “{title}”"
    return number or (f"permintaan “{title}”" if title else "permintaan ini")


def _step_name(case: Case, index: int) -> str:
    step = case.steps[index]
    unit, name, number = for_staff(step.unit), for_staff(step.name), for_staff(case.number, 40)
    greeting = f"Mohon bantuan {unit}. " if unit else ""
    what = f"Langkah {name}" if name else "Langkah ini"
    return greeting + (f"{what} untuk {number}" if number else what)
