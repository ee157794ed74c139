-- Tables of the bundled reports have as many rows as they were reviewed to have. Different, missing and
-- unexpected tables fail; reports that the seed does not know have nothing to be compared with.
with table_sums as (select * from {{ of_new_reports(ref('int_table_sums')) }}),

report_files as (select * from {{ of_new_reports(ref('stg_report_files')) }}),

expected as (

    select expected_row_count.*
    from {{ ref('expected_row_count') }} as expected_row_count
    inner join report_files on expected_row_count.report_id = report_files.report_id

),

found as (

    select
        report_id,
        table_measure_code as measure_code,
        table_status_code as status_code,
        table_breakdown as breakdown,
        sum(row_count) as row_count,
        sum(suppressed_count) as suppressed_count
    from table_sums
    where report_id in (select expected.report_id from expected)
    group by report_id, table_measure_code, table_status_code, table_breakdown

),

compared as (

    select
        coalesce(expected.report_id, found.report_id) as report_id,
        coalesce(expected.measure_code, found.measure_code) as measure_code,
        coalesce(expected.status_code, found.status_code) as status_code,
        coalesce(expected.breakdown, found.breakdown) as breakdown,
        count.check_code,
        count.expected_count,
        count.found_count
    from expected
    full outer join found
        on {{ same_values('expected', 'found', ['report_id', 'measure_code', 'status_code', 'breakdown']) }}
    {{ rows_beside('count', ['check_code', 'expected_count', 'found_count'], [
        ["'expected_rows'", 'expected.row_count', 'found.row_count'],
        ["'expected_suppressed'", 'expected.suppressed_count', 'found.suppressed_count'],
    ]) }}

)

select
    ---------- ids
    report_id,
    check_code,
    {{ subject_columns('table', 'measure_code', 'status_code', 'breakdown') }},
    cast(null as date) as month,
    1 as line_number,

    ---------- bounds
    expected_count as expected_low,
    expected_count as expected_high,
    found_count as found_low,
    found_count as found_high,

    ---------- result
    coalesce(expected_count = found_count, false) as passed,
    false as lacks_rows
from compared
