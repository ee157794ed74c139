-- Every printed average of the year so far agrees with its months. The total of a table is printed on
-- each of its pages and counts once.
with averages as (

    select * from {{ ref('int_averages') }}
    {{ new_reports_only() }}

),

row_members as (

    select * from {{ ref('int_row_members') }}
    {{ new_reports_only() }}

)

select
    ---------- ids
    averages.report_id,
    case when averages.is_suppressed then 'suppressed_average' else 'average' end as check_code,
    {{ table_of('row_members') }}
    || ' ' || row_members.measure_code || ' ' || row_members.status_code
    || ' ' || row_members.region_level || ' ' || row_members.region_code
    || ' ' || row_members.demographic_code as table_name,
    min(averages.period_to) as month,
    coalesce(
        min(averages.line_number) filter (where not averages.agrees_with_months),
        min(averages.line_number)
    ) as line_number,

    ---------- bounds
    min(averages.mean_low) as expected_low,
    max(averages.mean_high) as expected_high,
    min(averages.average) as found_low,
    max(averages.average) as found_high,

    ---------- result
    bool_and(averages.agrees_with_months) as passed,
    false as is_cut_short
from averages
inner join row_members
    on averages.report_id = row_members.report_id and averages.line_number = row_members.line_number
group by
    averages.report_id,
    averages.is_suppressed,
    row_members.table_measure_code,
    row_members.table_status_code,
    row_members.table_breakdown,
    row_members.measure_code,
    row_members.status_code,
    row_members.region_level,
    row_members.region_code,
    row_members.demographic_code
