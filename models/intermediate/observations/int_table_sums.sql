-- What the rows of each table add up to, month by month.
with observed_rows as (select * from {{ of_new_reports(ref('int_observations')) }}),

row_members as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('int_row_members')) }}),

-- A table by its first row, which is less to group by than its names.
tables as (

    select
        report_id,
        table_measure_code,
        table_status_code,
        table_breakdown,
        min(line_number) as table_line_number
    from row_members
    where not is_total and problem is null
    group by report_id, table_measure_code, table_status_code, table_breakdown

),

-- A row that is printed twice in a table is in it once.
table_members as (

    select
        row_members.report_id,
        tables.table_line_number,
        row_members.member_key,
        max(row_members.line_number) as line_number
    from row_members
    inner join tables
        on
            {{ same_values('row_members', 'tables', [
                'report_id', 'table_measure_code', 'table_status_code', 'table_breakdown',
            ]) }}
    where not row_members.is_total and row_members.problem is null
    group by row_members.report_id, tables.table_line_number, row_members.member_key

),

rows_of_tables as (

    select
        observed_rows.* replace (table_members.line_number as line_number),
        table_members.table_line_number
    from table_members
    inner join observed_rows
        on
            table_members.report_id = observed_rows.report_id
            and table_members.member_key = observed_rows.member_key

),

observations as (

    {{ by_month('rows_of_tables', ['report_id', 'table_line_number', 'line_number']) }}

),

sums as (

    select
        report_id,
        table_line_number,
        month,
        max(line_number) as last_line_number,
        count(*) as row_count,
        count(*) filter (where is_suppressed) as suppressed_count,
        sum(participants_low) as found_low,
        sum(participants_high) as found_high
    from observations
    group by report_id, table_line_number, month

)

select
    ---------- ids
    sums.report_id,
    tables.table_measure_code,
    tables.table_status_code,
    tables.table_breakdown,
    sums.month,
    {{ table_of('tables') }} as table_name,

    ---------- where to look
    sums.last_line_number,

    ---------- numbers
    sums.row_count,
    sums.suppressed_count,
    sums.found_low,
    sums.found_high
from sums
inner join tables
    on sums.report_id = tables.report_id and sums.table_line_number = tables.table_line_number
