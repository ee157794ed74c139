select
    ---------- ids
    break_month,
    status_code,

    ---------- words
    description,
    source
from {{ ref('series_break') }}
