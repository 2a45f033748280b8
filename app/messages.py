"""Every refusal as one sentence: what is wrong, where, and what to do. The window and the commands share it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Mapping

from app.domain.errors import ErrorCode, LoketError

Gettext = Callable[[str], str]


def _(message: str) -> str:
    """Marks a message for extraction; it is translated when it is shown."""
    return message


FIELDS: Mapping[str, str] = {
    "address": _("address"),
    "answer_by": _("who will answer"),
    "at": _("time"),
    "birth_date": _("date of birth"),
    "branch": _("branch"),
    "call_name": _("name to call by"),
    "case": _("case"),
    "channel": _("channel"),
    "city": _("city"),
    "code": _("report code"),
    "contact_kind": _("kind of contact"),
    "cost": _("cost"),
    "customer": _("customer"),
    "customer_number": _("customer number"),
    "due_at": _("time promised"),
    "email": _("email"),
    "ended_at": _("end time"),
    "estimate_at": _("estimate"),
    "honorific": _("form of address"),
    "interaction": _("interaction"),
    "kind": _("kind"),
    "login": _("staff name"),
    "mood": _("mood"),
    "name": _("name"),
    "nik": _("NIK"),
    "npwp": _("NPWP"),
    "note": _("note"),
    "outcome": _("outcome"),
    "password": _("password"),
    "phone": _("phone number"),
    "process": _("process"),
    "promise": _("promise"),
    "question": _("question"),
    "reason": _("reason"),
    "staff": _("staff name"),
    "started_at": _("start time"),
    "status": _("status"),
    "step": _("step"),
    "summary": _("summary"),
    "text": _("text"),
    "title": _("title"),
    "to_unit": _("unit"),
    "token": _("token"),
    "unit": _("unit"),
    "url": _("server address"),
    "zone": _("time zone"),
}
"""What a person calls a field; other fields are shown by their key."""

REFUSALS: Mapping[str, str] = {
    "with_another": _("It was done together with something that was refused."),
    "too_large": _("It is too large to be sent."),
    "not_signed_in": _("The session under which it was done was not open any more."),
    "needs_network": _("A session without a network may not do this."),
    "unreadable": _("It holds characters that the shared database cannot keep."),
}
"""Why the shared database refused an operation, where that reads otherwise than what is refused at once."""

_WAITS = "waits"
_LOST_WITH_ANOTHER = _(
    "The server was put back to an older state and has not got back yet what this belongs to. "
    "It is tried again by itself."
)
_SET_ASIDE = _("The shared database could not take it and keeps it aside for the administrator ({code}).")
_NOT_ACCEPTED = _("The shared database did not accept this ({code}).")

SENTENCES: Mapping[ErrorCode, str] = {
    ErrorCode.REQUIRED: _("Fill in {field}."),
    ErrorCode.INVALID: _("Check {field}: the value is not valid."),
    ErrorCode.UNKNOWN_KEY: _("{field} is not known here."),
    ErrorCode.NOT_FOUND: _("Not found: {field}."),
    ErrorCode.DUPLICATE: _("{field} is already in use."),
    ErrorCode.UNREADABLE_FILE: _("The file {file} cannot be read."),
    ErrorCode.PROMISE_WITHOUT_ESTIMATE: _(
        "There is no estimate to rest a promise on. Name who will answer and by when, or ask the back office first."
    ),
    ErrorCode.PROMISE_BEFORE_ESTIMATE: _(
        "The promise is earlier than the back office's estimate. Choose a time after the estimate."
    ),
    ErrorCode.PROMISE_IN_THE_PAST: _("The promised time has already passed. Choose a later time."),
    ErrorCode.APOLOGY_ALONE: _("An apology alone cannot close an interaction. Note what was solved."),
    ErrorCode.OUTCOME_INCOMPLETE: _("The outcome is not complete yet. Add what it needs: {field}."),
    ErrorCode.ALREADY_CLOSED: _("This is already closed and cannot be changed."),
    ErrorCode.REASON_REQUIRED: _("Give a reason. It is recorded."),
    ErrorCode.STALE: _("This has been changed or decided meanwhile. Look at how it stands now, then decide."),
    ErrorCode.NOT_SIGNED_IN: _("Nobody is logged in on this device. Log in first."),
    ErrorCode.NOT_PERMITTED: _("Your role may not do this."),
    ErrorCode.WRONG_PASSWORD: _("The staff name or password is wrong."),
    ErrorCode.LOCKED_OUT: _("Too many wrong passwords. Log in again while connected to the server."),
    ErrorCode.UNKNOWN_STAFF: _(
        "This staff name is not known on this device. Log in while connected to the server first."
    ),
    ErrorCode.WRONG_TOKEN: _("The server does not know this device's token. Ask the administrator for a new one."),
    ErrorCode.DEVICE_REVOKED: _("This device may no longer connect. Ask the administrator."),
    ErrorCode.SERVER_TRUSTS_ANYONE: _(
        "The server lets anyone in without a password, so it is not used. Ask the administrator to require one (SCRAM)."
    ),
    ErrorCode.NEEDS_NETWORK: _(
        "This needs a session opened with the server. Once the network is back, log out and log in again."
    ),
    ErrorCode.OFFLINE_EXPIRED: _(
        "The last log-in with the server was too long ago to log in without it. Log in while connected to the server."
    ),
    ErrorCode.CLOCK_SET_BACK: _(
        "This computer's clock is earlier than it was before. Set it right, or log in while connected to the server."
    ),
    ErrorCode.SERVER_NOT_PROVED: _(
        "The server could not prove who it is, so nothing was sent to it. Ask the administrator to check its"
        " certificate, and the file of the authority on this device."
    ),
    ErrorCode.NOT_ENROLLED: _("This device is not enrolled yet. Enrol it with an address and a token first."),
    ErrorCode.ALREADY_ENROLLED: _("This device is already enrolled."),
    ErrorCode.UNREACHABLE: _("The server cannot be reached. Check the network, then try again."),
    ErrorCode.WRONG_KEY: _(
        "The store on this device cannot be opened with its key. Nothing was changed. Ask the administrator."
    ),
    ErrorCode.STORE_DAMAGED: _("The store on this device is damaged. Nothing was changed. Ask the administrator."),
    ErrorCode.STORE_NEWER: _("The store on this device is from a newer Loket. Update Loket first."),
    ErrorCode.STORE_NOT_ENCRYPTED: _(
        "The store on this device is not encrypted, so it is not opened. Ask the administrator."
    ),
    ErrorCode.STORE_IN_USE: _(
        "The store on this device is in use by another program. Close that program, then try again."
    ),
    ErrorCode.NO_DISPLAY: _("There is no display here. Start the console on a desktop, or walk the tour: loket demo."),
    ErrorCode.DISK_FULL: _("The disk is full, so this was not saved. Free some space, then try again."),
    ErrorCode.SCHEMA_MISSING: _("The shared database is not ready for Loket. Ask the administrator to set it up."),
    ErrorCode.TOO_OLD: _("This Loket is too old for the server. Update Loket; what waits to be sent is kept."),
    ErrorCode.HELD_ASIDE: _("The server keeps this aside for the administrator, who settles it there."),
}

WITHOUT_FIELD: Mapping[ErrorCode, str] = {
    ErrorCode.REQUIRED: _("Something is still empty."),
    ErrorCode.INVALID: _("A value is not valid."),
    ErrorCode.UNKNOWN_KEY: _("An entry is not known here."),
    ErrorCode.NOT_FOUND: _("Not found."),
    ErrorCode.DUPLICATE: _("This already exists."),
    ErrorCode.UNREADABLE_FILE: _("The file cannot be read."),
    ErrorCode.OUTCOME_INCOMPLETE: _("The outcome is not complete yet."),
}
"""The same where the error names no field (or file)."""

OF_FIELD: Mapping[tuple[ErrorCode, str], str] = {
    (ErrorCode.INVALID, "phone"): _("Check the phone number: write it like 0812 3456 7890."),
    (ErrorCode.INVALID, "nik"): _("Check the NIK: it has 16 digits, as on the identity card."),
    (ErrorCode.INVALID, "npwp"): _("Check the NPWP: it has 15 or 16 digits."),
    (ErrorCode.INVALID, "email"): _("Check the email address: write it like name@example.com."),
    (ErrorCode.INVALID, "birth_date"): _("Check the date of birth: write it like 1990-12-31."),
    (ErrorCode.INVALID, "url"): _("Check the server address: it begins with postgresql://."),
    (ErrorCode.WRONG_PASSWORD, "password"): _("The password is wrong."),
    (ErrorCode.WRONG_PASSWORD, "url"): _(
        "The server does not accept the login of this address. Check its user, password and database."
    ),
    (ErrorCode.SERVER_NOT_PROVED, "url"): _(
        "This address does not make the server prove who it is. Add sslmode=verify-full and sslrootcert=FILE to it."
    ),
    (ErrorCode.NOT_PERMITTED, "branch"): _("This staff member belongs to another branch. Log in on a device there."),
    (ErrorCode.NOT_PERMITTED, "author"): _("Another person approves this: who writes a phrase does not approve it."),
    (ErrorCode.NOT_PERMITTED, "session"): _("The server has ended this session. Log in again."),
    (ErrorCode.NOT_PERMITTED, "customer"): _("The server does not know this customer yet. Sync first, then try again."),
    (ErrorCode.NOT_PERMITTED, "staff"): _("This login is no staff member of Loket. Ask the administrator."),
    (ErrorCode.NOT_FOUND, "tx_id"): _("Nothing refused has this id. See what was refused: loket outbox."),
    (ErrorCode.ALREADY_CLOSED, "tx_id"): _("The server has this already. Withdraw it here, nothing is lost."),
    (ErrorCode.ALREADY_CLOSED, "conflict"): _("This has already been settled."),
    (ErrorCode.NOT_FOUND, "customer"): _("This customer is not on this device."),
    (ErrorCode.NOT_FOUND, "case"): _("This case is not on this device."),
    (ErrorCode.NOT_FOUND, "phrase"): _("There is no such phrase on this device."),
    (ErrorCode.NOT_FOUND, "process"): _("There is no such process."),
    (ErrorCode.NOT_FOUND, "to_unit"): _("There is no such unit."),
    (ErrorCode.NOT_FOUND, "step"): _("This process has no such step."),
    (ErrorCode.NOT_FOUND, "promise"): _("This promise is not on this device."),
    (ErrorCode.NOT_FOUND, "interaction"): _("This interaction is not on this device."),
    (ErrorCode.DUPLICATE, "column"): _("A column stands twice in the header. Rename or remove one."),
    (ErrorCode.DUPLICATE, "branch"): _("There is already a branch with this code."),
    (ErrorCode.DUPLICATE, "unit"): _("There is already a unit with this code."),
    (ErrorCode.DUPLICATE, "login"): _("The database already uses this name for something else. Choose another one."),
    (ErrorCode.DUPLICATE, "customer_number"): _("Another customer already has this customer number."),
    (ErrorCode.OUTCOME_INCOMPLETE, "promise_id"): _("Make the promise first (F8), then close as promised."),
    (ErrorCode.OUTCOME_INCOMPLETE, "handed_to"): _("Name the person or unit who takes over."),
    (ErrorCode.OUTCOME_INCOMPLETE, "alternative"): _("Say what the customer can do instead."),
}
"""Sentences for one field, where more can be said."""

SYNC_DETAILS: Mapping[str, str] = {
    "unreachable": _("The network or the server is out of reach. Go on working; everything is sent once it is back."),
    "login": _(
        "The server no longer accepts the login that devices share. Go on working, and tell the administrator: "
        "this device needs the new address."
    ),
    "wrong_token": _(
        "The server does not know this device any more. What waits to be sent is kept here; tell the administrator."
    ),
    "device_revoked": _(
        "The administrator has blocked this device. What waits to be sent is kept here; ask the administrator."
    ),
    "too_old": _("This Loket is too old for the server. Update Loket; what waits is sent all the same."),
    "schema_missing": _(
        "The server is older than this Loket. Go on working, and ask the administrator to bring the server up to date."
    ),
    "disk_full": _(
        "The disk of this computer is full, so nothing new can be received. Free some space; nothing is lost."
    ),
    "server_trusts_anyone": _(
        "The server lets anyone in without a password, so nothing is sent to it. Tell the administrator."
    ),
    "fork": _(
        "This device's data was copied or put back from a backup. Loket goes on as a new device by itself; "
        "go on working."
    ),
    "fork_limit": _(
        "This device's data was copied or put back too many times today. What waits is kept here; "
        "tell the administrator."
    ),
    "epoch": _(
        "The server was restored from a backup. Loket compares everything and sends again what was lost there; "
        "go on working."
    ),
    "invalid": _(
        "The server's answer does not fit what is known here. Loket compares everything; if this stays, "
        "tell the administrator."
    ),
    "fault": _(
        "Something went wrong in Loket itself. It tries again by itself; if this stays, tell the administrator."
    ),
}
"""Why sync does not go on, by `SyncStatus.detail`, each with what to do next."""

# the words of the system are in its own language, not in that of the screen
REASONS: Mapping[str, str] = {
    "empty": _("it is empty"),
    "nul": _("it is no text file"),
    "broken_quotes": _("a quotation mark in the header is opened and not closed"),
    "undecodable": _("the header holds characters that cannot be read; save the file as UTF-8"),
    "not_writable": _("this user may not write it or its folder"),
    "with_file": _("it cannot stand beside --file"),
    os.strerror(errno.ENOENT): _("there is no such file"),
    os.strerror(errno.EACCES): _("this user may not open it"),
    os.strerror(errno.EISDIR): _("it is a folder"),
    os.strerror(errno.ENOTDIR): _("a part of its path is no folder"),
    os.strerror(errno.EROFS): _("the disk is read-only"),
    "workbook": _("it is a spreadsheet; save it as CSV first"),
}

_FOR_THE_LOG = frozenset({"connect", "lost", "login", "server", "not_scram", "weak", "certificate"})

_FILE = _("{file}: {sentence}")
_FILE_LINE = _("{file}, line {line}: {sentence}")
_FILE_LINE_COLUMN = _("{file}, line {line}, column {column}: {sentence}")
_REASON = _("Reason: {reason}.")
_VALUE = _("Found: {value}.")
_EXPECTED = _("Expected: {expected}.")
_KNOWN = _("Known: {known}.")
_NEAREST = _("Did you mean {nearest}?")
_LEFT = _("Tries left: {left}.")
_LEAST = _("At least {least} characters.")


def sentence(error: LoketError, gettext: Gettext) -> str:
    """The error in the language of `gettext`: one line, with where it happened and what would be right."""
    main = _main(error, gettext)
    details = (main, *_details(error, gettext))
    return _placed(error, " ".join(part for part in details if part), gettext)


def refusal(code: str, about: str | None, gettext: Gettext, *, held: bool = False) -> str:
    """Why the shared database refused an operation, in words; it tells codes."""
    if code == _WAITS:
        return gettext(_LOST_WITH_ANOTHER)
    if held:
        return gettext(_SET_ASIDE).format(code=code)
    if code in REFUSALS:
        return gettext(REFUSALS[code])
    known = next((known for known in ErrorCode if known.value == code), None)
    return gettext(_NOT_ACCEPTED).format(code=code) if known is None else sentence(LoketError(known, about), gettext)


def sync_detail(detail: str | None, gettext: Gettext) -> str:
    """Why this device is offline, and what to do next; a detail without words of its own is that of a refusal."""
    known = SYNC_DETAILS.get(detail or "unreachable")
    if known is not None:
        return gettext(known)
    code = next((code for code in ErrorCode if code.value == detail), None)
    unforeseen = SYNC_DETAILS["fault"]
    return gettext(unforeseen) if code is None else sentence(LoketError(code), gettext)


def field_name(field: str, gettext: Gettext) -> str:
    """What a person calls the field, or the key itself where it has no other name."""
    return gettext(FIELDS[field]) if field in FIELDS else field


def _main(error: LoketError, gettext: Gettext) -> str:
    field = error.field or ""
    special = OF_FIELD.get((error.code, field))
    if special is not None:
        return gettext(special)
    # with a line, the file is named in front of the sentence
    file = "" if "line" in error.facts else error.facts.get("file", "")
    if error.code in WITHOUT_FIELD and not (file if error.code is ErrorCode.UNREADABLE_FILE else field):
        return gettext(WITHOUT_FIELD[error.code])
    words = gettext(SENTENCES[error.code]).format(field=field_name(field, gettext), file=file)
    # a key of a file is shown as it is written
    return words if words.startswith(field) and field not in FIELDS else words[:1].upper() + words[1:]


def _details(error: LoketError, gettext: Gettext) -> tuple[str, ...]:
    facts = error.facts
    known = facts.get("known") or facts.get("allowed")
    # where a network fails is for the log; a person is told what to do
    reason = facts.get("reason", "") if facts.get("reason") not in _FOR_THE_LOG else ""
    return (
        gettext(_REASON).format(reason=gettext(REASONS[reason]) if reason in REASONS else reason) if reason else "",
        gettext(_VALUE).format(value=facts["found"]) if facts.get("found") else "",
        gettext(_EXPECTED).format(expected=facts["expected"]) if facts.get("expected") else "",
        gettext(_NEAREST).format(nearest=facts["nearest"]) if facts.get("nearest") else "",
        gettext(_KNOWN).format(known=known) if known and "nearest" not in facts else "",
        gettext(_LEFT).format(left=facts["left"]) if facts.get("left") else "",
        gettext(_LEAST).format(least=facts["least"]) if facts.get("least") else "",
    )


def _placed(error: LoketError, words: str, gettext: Gettext) -> str:
    facts = error.facts
    if "file" not in facts:
        return words
    if "line" not in facts:
        in_sentence = error.code is ErrorCode.UNREADABLE_FILE
        return words if in_sentence else gettext(_FILE).format(file=facts["file"], sentence=words)
    place = _FILE_LINE_COLUMN if "column" in facts else _FILE_LINE
    return gettext(place).format(file=facts["file"], line=facts["line"], column=facts.get("column", ""), sentence=words)
