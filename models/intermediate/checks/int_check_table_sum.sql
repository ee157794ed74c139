-- The rows of a table add up to its total, month by month.
with table_sums as (

    select
        *,
        {{ member_key('table_measure_code', 'table_status_code', "'country'", "'NO'") }} as total_key
    from {{ ref('int_table_sums') }}
    {{ new_reports_only() }}

),

observations as (

    select * from {{ ref('int_observations') }}
    {{ new_reports_only() }}

),

row_members as (

    select * from {{ ref('int_row_members') }}
    {{ new_reports_only() }}

),

last_rows as (

    {{ last_rows() }}

)

select
    ---------- ids
    sums.report_id,
    'table_sum' as check_code,
    sums.table_name,
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
from table_sums as sums
left join observations as totals
    on
        sums.report_id = totals.report_id
        and sums.total_key = totals.member_key
        and sums.month = totals.month
left join last_rows on sums.report_id = last_rows.report_id
