"""Sums over rows that tell whether two stores hold the same; computed from data alone, the same here and in SQL."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping

from app.domain.replication import BucketSum

PRIME = 2**61 - 1


def bucket_of(row_id: str) -> int:
    """The last byte of an id: random in a UUIDv7, so that buckets fill evenly."""
    return int(row_id[-2:], 16)


def mix(row_id: str, ver: int) -> int:
    """61 bits of SHA-256 over `id:ver`."""
    return int.from_bytes(hashlib.sha256(f"{row_id}:{ver}".encode()).digest()[:8], "big") & PRIME


def digest(table: str, rows: Iterable[tuple[str, int]]) -> dict[tuple[str, int], BucketSum]:
    """Sums by bucket of (id, version) pairs of one table."""
    counts: defaultdict[int, int] = defaultdict(int)
    values: defaultdict[int, int] = defaultdict(int)
    for row_id, ver in rows:
        bucket = bucket_of(row_id)
        counts[bucket] += 1
        values[bucket] += mix(row_id, ver)
    return {(table, bucket): BucketSum(count, values[bucket] % PRIME) for bucket, count in counts.items()}


def differing(
    ours: Mapping[tuple[str, int], BucketSum], theirs: Mapping[tuple[str, int], BucketSum]
) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Tables with the buckets in which two digests differ, in order."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for table, bucket in sorted(ours.keys() | theirs.keys()):
        if ours.get((table, bucket)) != theirs.get((table, bucket)):
            found[table].append(bucket)
    return tuple((table, tuple(buckets)) for table, buckets in found.items())
