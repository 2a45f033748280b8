"""Catalogues: `update` carries the sources' texts into messages.pot and each loket.po, `check` says what is wrong."""

from __future__ import annotations

import re
import sys
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("app", "ui")
# `mark` is for constants: extracted here, translated where they are shown.
KEYWORDS = {**DEFAULT_KEYWORDS, "mark": None}
TEMPLATE = ROOT / "locale" / "messages.pot"
# Indonesian has one plural form; Babel does not know it and would write two.
PLURALS = {"id": "nplurals=1; plural=0;", "en": "nplurals=2; plural=(n != 1);"}
COMPLETE = "id"
HEADER = "# Texts of Loket. Same licence as Loket."
# Dates would make every extraction differ; the others only ask for a person's address.
NOISE = ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team", "Report-Msgid", "Generated-By")
PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def extracted() -> Catalog:
    catalog = Catalog(project="loket", version="0", charset="utf-8", header_comment=HEADER, fuzzy=False)
    for source in SOURCES:
        found = extract_from_dir(
            ROOT / source, [("**.py", "python")], keywords=KEYWORDS, comment_tags=("Translators:",)
        )
        for name, line, message, comments, context in found:
            catalog.add(message, None, [(f"{source}/{name}", line)], auto_comments=comments, context=context)
    return catalog


def rendered(catalog: Catalog) -> str:
    buffer = BytesIO()
    write_po(buffer, catalog, width=0, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    lines = buffer.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(tuple(f'"{name}' for name in NOISE)))


def path_of(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "loket.po"


def catalogue(language: str) -> Catalog:
    path = path_of(language)
    head = f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Plural-Forms: {PLURALS[language]}\\n"\n'
    head += '"Content-Type: text/plain; charset=utf-8\\n"\n'
    read = read_po(BytesIO(path.read_bytes() if path.exists() else head.encode()), locale=language)
    read.project, read.version, read.header_comment, read.fuzzy = "loket", "0", HEADER, False
    return read


def updated(language: str, template: Catalog) -> Catalog:
    result = catalogue(language)
    result.update(template, no_fuzzy_matching=True)
    return result


def update() -> int:
    template = extracted()
    TEMPLATE.write_text(rendered(template), encoding="utf-8")
    for language in PLURALS:
        path = path_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        result = updated(language, template)
        path.write_text(rendered(result), encoding="utf-8")
        print(f"{language}: {len(result)} texts, {sum(not all(strings(m)) for m in result if m.id)} not translated")
    return 0


def several(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def strings(message: Message) -> tuple[str, ...]:
    return several(message.string)


def faults_of(language: str, message: Message) -> list[str]:
    ids = several(message.id)
    texts = strings(message)
    where = f"{language}: {ids[0]!r}"
    if not all(texts):
        return [f"{where} is not translated"] if language == COMPLETE else []
    if message.fuzzy:
        return [f"{where} is marked fuzzy"]
    if language == COMPLETE and len(texts) != (1 if message.pluralizable else len(texts)):
        return [f"{where} has more than one plural form"]
    wanted = set(PLACEHOLDER.findall(ids[-1]))
    return [f"{where}: placeholders differ in {text!r}" for text in texts if set(PLACEHOLDER.findall(text)) != wanted]


def check() -> int:
    template = extracted()
    faults = []
    if not TEMPLATE.exists() or TEMPLATE.read_text(encoding="utf-8") != rendered(template):
        faults.append("locale/messages.pot is not what the sources say: run `make messages`")
    for language, plurals in PLURALS.items():
        if not path_of(language).exists():
            faults.append(f"{language}: no catalogue: run `make messages`")
            continue
        if f'"Plural-Forms: {plurals}\\n"' not in path_of(language).read_text(encoding="utf-8"):
            faults.append(f"{language}: Plural-Forms is not {plurals}")
        current = catalogue(language)
        if {message.id for message in current} != {message.id for message in template}:
            faults.append(f"{language}: other texts than the sources': run `make messages`")
        faults += [fault for message in current if message.id for fault in faults_of(language, message)]
    print("\n".join(faults) if faults else f"catalogues: {len(template)} texts, complete")
    return 1 if faults else 0


if __name__ == "__main__":
    commands = {"update": update, "check": check}
    command = commands.get(" ".join(sys.argv[1:]))
    sys.exit(command() if command else "usage: .ci/messages.py update|check")
