"""The rows of the sync centre: what waits, what was refused, what conflicts, and how far each scope is known."""

from __future__ import annotations

from app import messages
from app.domain.customers import SENSITIVE_FIELDS, mask
from app.domain.errors import ErrorCode
from app.domain.people import CustomerKind
from app.services.views import DigestCheck, ProfileConflict, RefusedGroup, ScopeLine, WaitingGroup
from ui.presenters.acts import act_words
from ui.presenters.labels import CUSTOMER_KINDS, FIELDS
from ui.presenters.rows import ListRow, short_mask
from ui.presenters.voice import Voice
from ui.words import _, mark, ngettext

MORE_FIELDS = {
    "name": mark("Name"),
    "call_name": mark("Call name"),
    "honorific": mark("How to address"),
    "kind": mark("Kind of customer"),
    "preferences": mark("Preferences"),
    "note": mark("Note"),
    "title": mark("Title"),
    "text": mark("Text"),
}

_BOUND = {ErrorCode.NOT_PERMITTED.value}
"""Refusals whose `about` names an act or a column: no word of a person's."""


def field_words(field: str) -> str:
    """What a person calls a field of a profile or form."""
    known = FIELDS.get(field) or MORE_FIELDS.get(field)
    if known is not None:
        return _(known)
    words = messages.field_name(field, _)
    return words[:1].upper() + words[1:]


def refusal(group: RefusedGroup) -> str:
    """Why it was refused, in one sentence."""
    about = None if group.code in _BOUND else group.about
    return messages.refusal(group.code, about, _, held=group.held)


def subject(group: WaitingGroup | RefusedGroup) -> str:
    """Whom or what it is about: the customer, else the case."""
    return group.customer_name or group.case_number or _("Without a customer")


def waiting_row(group: WaitingGroup, voice: Voice) -> ListRow:
    """Who, which case, since when."""
    tries = group.attempts
    parts = [group.case_number if group.customer_name else "", act_words(group.acts)]
    if tries:
        parts.append(ngettext("tried {count} time", "tried {count} times", tries).format(count=tries))
    return ListRow(subject(group), voice.near(group.since), " · ".join(part for part in parts if part))


def refused_row(group: RefusedGroup, voice: Voice) -> ListRow:
    """Who, when, and the reason in short."""
    if group.held:
        return ListRow(subject(group), _("with the administrator"), act_words(group.acts), side_tone="warn", badge=True)
    return ListRow(subject(group), voice.near(group.done_at), refusal(group), tone="danger")


def refused_about(group: RefusedGroup, voice: Voice) -> str:
    """What was done, by whom and when."""
    parts = [act_words(group.acts)]
    if group.case_number and group.customer_name:
        parts.append(group.case_number)
    done = voice.near(group.done_at)
    parts.append(_("by {staff}, {time}").format(staff=group.staff_login, time=done) if group.staff_login else done)
    return " · ".join(parts)


def conflict_row(conflict: ProfileConflict, voice: Voice) -> ListRow:
    """Whose field, and who typed something else here."""
    field = field_words(conflict.field)
    line = _("{field}, typed by {staff}").format(field=field, staff=conflict.staff_login or _("a colleague"))
    return ListRow(conflict.customer_name, voice.near(conflict.at), line)


def version_words(field: str, value: str | None, *, whole: bool) -> str:
    """A version of a field: masked where the field is sensitive and not asked for in full."""
    if not value:
        return _("(empty)")
    if field == "kind" and value in set(CustomerKind):
        return _(CUSTOMER_KINDS[CustomerKind(value)])
    return value if whole or field not in SENSITIVE_FIELDS else short_mask(mask(field, value))


_SCOPES = {"reference": mark("Reference data"), "branch": mark("Branch {name}"), "unit": mark("Unit {name}")}


def scope_words(scope: ScopeLine, last: str) -> tuple[str, str]:
    """What the scope is, and how far it is known here; `last` says when everything was last compared."""
    name = _(_SCOPES.get(scope.kind, mark("{name}"))).format(name=scope.name or scope.scope_id)
    if scope.is_resyncing:
        return name, _("being made anew; you can go on working")
    return name, last if scope.ver else _("nothing received yet")


def check_words(check: DigestCheck, voice: Voice) -> tuple[str, str]:
    """The result of a comparison as tone and sentence."""
    number, at = voice.formats.number, voice.near(check.at)
    rows = ngettext("{count} row compared", "{count} rows compared", check.rows).format(count=number(check.rows))
    if not check.differing_buckets:
        return "ok", _("{time}: {rows}, all the same as in the shared database.").format(time=at, rows=rows)
    found = ngettext("{count} part differed", "{count} parts differed", check.differing_buckets)
    mended = ngettext("{count} row was put right", "{count} rows were put right", check.repaired)
    words = _("{time}: {rows}; {found}, {mended}.").format(
        time=at,
        rows=rows,
        found=found.format(count=number(check.differing_buckets)),
        mended=mended.format(count=number(check.repaired)),
    )
    return "warn", words
