-- What the rows of each table add up to, month by month.
with observed_rows as (select * from {{ of_new_reports(ref('int_observations')) }}),

row_members as (select * from {{ of_new_reports(ref('int_row_members')) }}),

-- A row that is printed twice in a table is in it once.
table_members as (

    select
        report_id,
        table_measure_code,
        table_status_code,
        table_breakdown,
        member_key,
        max(line_number) as line_number
    from row_members
    where not is_total and reason_code is null
    group by report_id, table_measure_code, table_status_code, table_breakdown, member_key

),

rows_of_tables as (

    select
        observed_rows.report_id,
        table_members.line_number,
        observed_rows.first_month,
        observed_rows.participants,
        observed_rows.printed_values,
        observed_rows.known_sum,
        observed_rows.suppressed_count,
        table_members.table_measure_code,
        table_members.table_status_code,
        table_members.table_breakdown
    from table_members
    inner join observed_rows
        on
            table_members.report_id = observed_rows.report_id
            and table_members.member_key = observed_rows.member_key

),

observations as (

    {{ by_month('rows_of_tables', [
        'report_id', 'table_measure_code', 'table_status_code', 'table_breakdown', 'line_number'
    ]) }}

)

select
    ---------- ids
    report_id,
    table_measure_code,
    table_status_code,
    table_breakdown,
    month,

    ---------- where to look
    max(line_number) as last_line_number,

    ---------- numbers
    count(*) as row_count,
    count(*) filter (where is_suppressed) as suppressed_count,
    sum(participants_low) as found_low,
    sum(participants_high) as found_high
from observations
group by report_id, table_measure_code, table_status_code, table_breakdown, month
