{{ config(materialized='view') }}

with report_headings as (select * from {{ ref('int_report_headings') }}),

report_states as (select * from {{ ref('int_report_states') }})

select
    report_headings.report_id,
    report_headings.published_on,
    -- The newer report is the one published later; where no date is printed, the one that covers the later
    -- month. The hash decides what is left, so that the order of loading never does.
    row_number() over (
        order by
            coalesce(
                report_headings.published_on, {{ months_after('report_headings.period_to', 1) }}
            ) asc nulls first,
            report_headings.period_to asc nulls first,
            report_headings.report_id asc nulls first
    ) as vintage_order
from report_headings
inner join report_states on report_headings.report_id = report_states.report_id
where report_states.state = 'accepted'
