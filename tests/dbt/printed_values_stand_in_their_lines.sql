-- Each number, looked up by report and line, stands in that raw line as it was printed (without the
-- markup that a page left in it).
with facts as (

    select
        report_id,
        line_number,
        printed_value
    from {{ ref('fct_participants_vintage') }}
    union all
    select
        report_id,
        line_number,
        printed_value
    from {{ ref('fct_reported_average') }}

)

select facts.*
from facts
left join {{ source('raw', 'report_lines') }} as report_lines
    on facts.report_id = report_lines.report_id and facts.line_number = report_lines.line_number
where not coalesce(contains({{ clean_text('report_lines.line_text') }}, facts.printed_value), false)
