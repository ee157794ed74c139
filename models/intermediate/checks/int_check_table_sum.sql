-- The rows of a table add up to its total, month by month.
with table_sums as (

    select
        *,
        {{ member_key('table_measure_code', 'table_status_code', "'country'", "'NO'") }} as total_key
    from {{ of_new_reports(ref('int_table_sums')) }}

),

total_keys as (

    select distinct
        report_id,
        total_key
    from table_sums

),

total_rows as (

    select observations.*
    from {{ of_new_reports(ref('int_observations')) }} as observations
    inner join total_keys
        on
            observations.report_id = total_keys.report_id
            and observations.member_key = total_keys.total_key

),

totals as (

    {{ by_month('total_rows', ['report_id', 'member_key']) }}

),

row_members as (select * from {{ of_new_reports(ref('int_row_members')) }}),

last_rows as (

    {{ last_rows('row_members') }}

),

rejected_tables as (

    {{ tables_with_rejected_rows('row_members') }}

),

report_files as (select * from {{ of_new_reports(ref('stg_report_files')) }}),

read_rows as (select * from {{ of_new_reports(ref('int_read_rows')) }}),

headers as (select * from {{ of_new_reports(ref('int_headers')) }}),

-- The last row of a text without a line end: its last number may be cut off. Where an average stands
-- beside it, that tells; elsewhere a longer number must not fit into the total too.
cut_rows as (

    select
        row_members.report_id,
        row_members.table_measure_code,
        row_members.table_status_code,
        row_members.table_breakdown,
        {{ list_element('headers.months', list_length('headers.months')) }} as month,
        9
        * {{ list_element('read_rows.participants', list_length('read_rows.participants')) }}
            as room_needed
    from report_files
    inner join read_rows
        on
            report_files.report_id = read_rows.report_id
            and report_files.line_count = read_rows.line_number
    inner join row_members
        on
            read_rows.report_id = row_members.report_id
            and read_rows.line_number = row_members.line_number
    inner join headers
        on read_rows.report_id = headers.report_id and read_rows.header_number = headers.header_number
    where report_files.file_format = 'text' and not read_rows.is_total and not read_rows.has_average

)

select
    ---------- ids
    sums.report_id,
    'table_sum' as check_code,
    {{ subject_columns(
        'table', 'sums.table_measure_code', 'sums.table_status_code', 'sums.table_breakdown'
    ) }},
    sums.month,
    sums.last_line_number as line_number,

    ---------- bounds
    totals.participants_low as expected_low,
    totals.participants_high as expected_high,
    sums.found_low,
    sums.found_high,

    ---------- result: a total that is missing fails too
    {{ sum_agrees('totals', 'sums') }}
    and coalesce(sums.found_low + cut_rows.room_needed > totals.participants_high, true) as passed,
    cut_rows.report_id is not null
    or {{ lacks_rows(
        'totals.participants_low',
        'sums.found_high',
        'sums.last_line_number',
        'rejected_tables.report_id is not null',
        'last_rows'
    ) }} as lacks_rows
from table_sums as sums
left join totals
    on
        sums.report_id = totals.report_id
        and sums.total_key = totals.member_key
        and sums.month = totals.month
left join last_rows on sums.report_id = last_rows.report_id
left join rejected_tables
    on
        sums.report_id = rejected_tables.report_id
        and sums.table_measure_code = rejected_tables.table_measure_code
        and sums.table_status_code = rejected_tables.table_status_code
        and sums.table_breakdown = rejected_tables.table_breakdown
left join cut_rows
    on
        sums.report_id = cut_rows.report_id
        and sums.table_measure_code = cut_rows.table_measure_code
        and sums.table_status_code = cut_rows.table_status_code
        and sums.table_breakdown = cut_rows.table_breakdown
        and sums.month = cut_rows.month
