{{ config(materialized='view') }}

select
    ---------- ids
    report_id,
    file_name,
    sha256,

    ---------- what it is
    file_format,
    line_count,
    loaded_at
from {{ source('raw', 'report_files') }}
