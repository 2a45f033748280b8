"""Fits the checker's weights offline, on our own sentences and the library: python -m tests.fitting.fit_checks."""

from __future__ import annotations

import argparse
import gzip
import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy import ndarray as Array  # noqa: N812 - a type here
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from app.phrasing.checking.leaning import signs_of
from app.phrasing.checking.promising import promise_faults
from app.phrasing.checking.refusals import deadend_faults
from app.phrasing.checking.structure import read

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "resources" / "checks" / "model.tsv.gz"
SENTENCES = ROOT / "tests" / "fixtures" / "checks"
LABELS = (
    "blame",
    "argue",
    "deadend",
    "jargon",
    "empty_promise",
    "rude",
    "discloses_data",
    "careless_tone",
)
SEEN_IN, KEPT, STRENGTH, FOLDS, FULL = 2, 9000, 8.0, 5, 100
LIBRARY_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Row:
    source: str
    text: str
    label: str
    signs: dict[str, float]


def own() -> Iterator[Row]:
    """What only the record can tell (`ungrounded`) cannot be seen in the words."""
    for path in sorted(SENTENCES.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            doc = json.loads(line)
            if "ungrounded" not in doc["labels"]:
                label = doc["labels"][0] if doc["labels"] else ""
                yield Row(path.stem, doc["text"], label, signs_of(read(doc["text"])))


def library() -> Iterator[Row]:
    texts = {
        text.replace("{", "").replace("}", "")
        for path in sorted((ROOT / "resources" / "phrases").glob("*.toml"))
        for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("phrase", ())
        for text in (entry["text"], *entry.get("variants", ()))
    }
    for text in sorted(texts):
        reading = read(text)
        yield Row("library", text, "", signs_of(reading))
        if len(reading.sentences) > 1:
            yield from _alone(text[each.start : each.end].strip() for each in reading.sentences)


def _alone(sentences: Iterable[str]) -> Iterator[Row]:
    """A sentence of the library by itself, but for those that are good only with the next one."""
    for sentence in sentences:
        reading = read(sentence)
        if not any(True for rules in (deadend_faults(reading), promise_faults(reading)) for _ in rules):
            yield Row("library", sentence, "", signs_of(reading))


@dataclass(frozen=True, slots=True)
class Fitted:
    names: list[str]
    weights: Array
    bias: Array

    def scores(self, rows: Sequence[Row]) -> Array:
        return matrix(rows, self.names) @ self.weights + self.bias


def matrix(rows: Sequence[Row], names: Sequence[str]) -> csr_matrix:
    index = {name: at for at, name in enumerate(names)}
    data, columns, starts = [], [], [0]
    for row in rows:
        for name, share in row.signs.items():
            if name in index:
                columns.append(index[name])
                data.append(share)
        starts.append(len(data))
    return csr_matrix((data, columns, starts), shape=(len(rows), len(names)))


def fit(rows: Sequence[Row], kept: int | None = None) -> Fitted:
    counts = Counter(name for row in rows for name in row.signs)
    names = [name for name, count in sorted(counts.items()) if count >= SEEN_IN]
    at_fault = np.array([bool(row.label) for row in rows])
    share = np.array([LIBRARY_SHARE if row.source == "library" else 1.0 for row in rows])
    x = matrix(rows, names)
    fault = LogisticRegression(C=STRENGTH, max_iter=300).fit(x, at_fault, sample_weight=share)
    bad = [row for row in rows if row.label]
    which = LogisticRegression(C=STRENGTH, max_iter=300).fit(matrix(bad, names), [row.label for row in bad])
    order = [list(which.classes_).index(label) for label in LABELS]
    weights = np.vstack([fault.coef_, which.coef_[order]]).T
    bias = np.concatenate([fault.intercept_, which.intercept_[order]])
    if kept is not None:
        heavy = np.sort(np.argsort(-np.abs(weights[:, 0]))[:kept])
        return Fitted([names[at] for at in heavy], weights[heavy], bias)
    return Fitted(names, weights, bias)


def report(rows: Sequence[Row], others: Sequence[Row]) -> None:
    scores = np.zeros(len(rows))
    right = 0
    for fold in range(FOLDS):
        test = [at for at in range(len(rows)) if at % FOLDS == fold]
        found = fit([rows[at] for at in range(len(rows)) if at % FOLDS != fold] + list(others))
        got = found.scores([rows[at] for at in test])
        scores[test] = got[:, 0]
        right += sum(
            LABELS[int(each)] == rows[at].label
            for at, each in zip(test, got[:, 1:].argmax(axis=1), strict=True)
            if rows[at].label
        )
    bad = np.array([bool(row.label) for row in rows])
    for alarms in (1, 2, 3, 5):
        border = np.percentile(scores[~bad], 100 - alarms)
        print(f"alarms {alarms}%: border {border:.2f} recall {np.mean(scores[bad] > border):.3f}")
    lost = [f"{border}: {np.mean(scores[bad] < border):.3f}" for border in (-3, -2.5, -2, -1.5, -1)]
    print("label right", right / bad.sum(), "| faulty below", *lost)


def write(found: Fitted) -> None:
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    lines = ["\t".join(("sign", "fault", *LABELS)), "\t".join(("bias", *_whole(found.bias)))]
    lines += ["\t".join((name, *_whole(row))) for name, row in zip(found.names, found.weights, strict=True)]
    with TARGET.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as packed:
        packed.write(("\n".join(lines) + "\n").encode())


def _whole(row: Array) -> list[str]:
    return [str(round(float(each) * FULL)) for each in row]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--report", action="store_true")
    options = parser.parse_args()
    rows, others = list(own()), list(library())
    if options.report:
        report(rows, others)
    if options.write:
        write(fit([*rows, *others], KEPT))


if __name__ == "__main__":
    main()
