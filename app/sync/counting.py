"""What the devices of all branches counted of the use of phrases, summed up for every one of them."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.phrase_counts import MOST_ROWS
from app.services.phrase_learning import SHARED_COUNTS
from app.sync.owner import owner, put_reference

DAYS = 90
"""Days that are summed: what helped long ago is forgotten."""

_SUM = """
with told as (
    -- a device that went on as another one may have told a day twice
    select distinct on (f.subject_id) f.doc #>> '{body,day}' as day, f.doc #> '{body,counts}' as counts
    from sync.fact as f
    where f.kind = 'phrase.counted' and not f.deleted
      and f.doc #>> '{body,day}' >= to_char(current_date - %(days)s, 'YYYY-MM-DD')
    order by f.subject_id, f.scope_id, f.ver
),
line as materialized (
    select day, row
    from told cross join lateral jsonb_array_elements(counts) as row
    -- a device may write anything under these names; what does not look like a count goes nowhere
    where jsonb_typeof(row) = 'array' and jsonb_array_length(row) = 7
      and row ->> 0 ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(row ->> 0) <= 80
      and coalesce(row ->> 1, 'a') ~ '^[a-z]+(_[a-z]+)*$' and length(coalesce(row ->> 1, '')) <= 80
      and (row ->> 2) || ',' || (row ->> 3) || ',' || (row ->> 4) || ',' || (row ->> 5) || ',' || (row ->> 6)
          ~ '^[0-9]{1,5}(,[0-9]{1,5}){4}$'
),
-- of what was shown some was taken, and of that alone anything is known
possible as (
    select * from line
    where (row ->> 3)::integer <= (row ->> 2)::integer and (row ->> 4)::integer <= (row ->> 3)::integer
      and (row ->> 5)::integer + (row ->> 6)::integer <= (row ->> 3)::integer
),
summed as (
    select row ->> 0 as phrase, row ->> 1 as situation, sum((row ->> 2)::bigint)::bigint as shown,
        sum((row ->> 3)::bigint)::bigint as taken, sum((row ->> 4)::bigint)::bigint as edited,
        sum((row ->> 5)::bigint)::bigint as better, sum((row ->> 6)::bigint)::bigint as worse
    from possible group by 1, 2 order by 3 desc, 1, 2 nulls first limit %(most)s
)
select (select max(day) from line), (select count(*) from told),
    (select coalesce(
        jsonb_agg(jsonb_build_array(phrase, situation, shown, taken, edited, better, worse)
            order by phrase, situation nulls first), '[]')
     from summed)
"""


@dataclass(frozen=True, slots=True)
class Summed:
    """What was summed: the last day in it (None where nobody has counted yet), reports of devices, and rows."""

    until: str | None
    reports: int
    rows: int


def sum_counts(url: str) -> Summed:
    """Add up what devices counted in the last days and share the sum; doing it again changes nothing."""
    with owner(url) as connection:
        found = connection.execute(_SUM, {"days": DAYS, "most": MOST_ROWS}).fetchone()
        until, reports, counts = found or (None, 0, [])
        if until is not None:
            put_reference(connection, "setting", SHARED_COUNTS, {"until": until, "days": DAYS, "counts": counts})
    return Summed(until, reports, len(counts))
