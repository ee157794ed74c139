-- What is printed more than once is the same each time: totals on every page and in every breakdown.
with repeated_rows as (

    select * from {{ of_new_reports(ref('int_observations')) }}
    where print_count > 1

),

observations as (

    {{ by_month('repeated_rows', ['report_id', 'member_key', 'line_number', 'is_contradicted']) }}

),

members as (select * from {{ ref('int_members') }})

select
    ---------- ids
    observations.report_id,
    'repeated_cells' as check_code,
    {{ subject_columns('cells', 'members.measure_code', 'members.status_code') }},
    observations.month,
    coalesce(
        min(observations.line_number) filter (where observations.is_contradicted),
        min(observations.line_number)
    ) as line_number,

    ---------- bounds: how many cells are printed with different values
    0 as expected_low,
    0 as expected_high,
    count(*) filter (where observations.is_contradicted) as found_low,
    count(*) filter (where observations.is_contradicted) as found_high,

    ---------- result
    not bool_or(observations.is_contradicted) as passed,
    false as lacks_rows
from observations
inner join members on observations.member_key = members.member_key
group by observations.report_id, members.measure_code, members.status_code, observations.month
