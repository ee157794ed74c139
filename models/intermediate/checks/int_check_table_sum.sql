-- The rows of a table add up to its total, month by month.
with observations as (

    select * from {{ ref('int_observations') }}
    {{ new_reports_only() }}

),

row_members as (

    select * from {{ ref('int_row_members') }}
    {{ new_reports_only() }}

),

-- A row that is printed twice in a table is in it once.
table_members as (

    select
        report_id,
        table_measure_code,
        table_status_code,
        table_breakdown,
        measure_code,
        status_code,
        region_level,
        region_code,
        demographic_dimension,
        demographic_code,
        max(line_number) as line_number
    from row_members
    where not is_total and problem is null
    group by all

),

sums as (

    select
        table_members.report_id,
        table_members.table_measure_code,
        table_members.table_status_code,
        table_members.table_breakdown,
        observations.month,
        max(table_members.line_number) as last_line_number,
        sum(observations.participants_low) as found_low,
        sum(observations.participants_high) as found_high
    from table_members
    inner join observations
        on {{ same_member('table_members', 'observations') }}
    group by
        table_members.report_id,
        table_members.table_measure_code,
        table_members.table_status_code,
        table_members.table_breakdown,
        observations.month

),

last_rows as (

    {{ last_rows() }}

),

totals as (

    select *
    from observations
    where region_level = 'country' and demographic_dimension = '_T'

)

select
    ---------- ids
    sums.report_id,
    'table_sum' as check_code,
    {{ table_of('sums') }} as table_name,
    sums.month,
    sums.last_line_number as line_number,

    ---------- bounds
    totals.participants_low as expected_low,
    totals.participants_high as expected_high,
    sums.found_low,
    sums.found_high,

    ---------- result: a total that is missing fails too
    {{ sum_agrees('totals', 'sums') }} as passed,
    {{ is_cut_short('totals.participants_low', 'sums.found_high', 'sums.last_line_number') }} as is_cut_short
from sums
left join totals
    on
        sums.report_id = totals.report_id
        and sums.table_measure_code = totals.measure_code
        and sums.table_status_code = totals.status_code
        and sums.month = totals.month
left join last_rows on sums.report_id = last_rows.report_id
