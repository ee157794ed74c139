{{ config(materialized='incremental', incremental_strategy='append') }}

with line_kinds as (select * from {{ of_new_reports(ref('int_line_kinds')) }})

select
    ---------- ids
    report_id,
    line_kind,

    ---------- numbers
    cast(count(*) as integer) as line_count
from line_kinds
group by report_id, line_kind
