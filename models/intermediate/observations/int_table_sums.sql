-- What the rows of each table add up to, month by month.
with observations as (

    select * from {{ of_new_reports(ref('int_observations')) }}

),

row_members as (

    select * from {{ of_new_reports(ref('int_row_members')) }}

),

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
    where not is_total and problem is null
    group by report_id, table_measure_code, table_status_code, table_breakdown, member_key

)

select
    ---------- ids
    table_members.report_id,
    table_members.table_measure_code,
    table_members.table_status_code,
    table_members.table_breakdown,
    observations.month,
    {{ table_of('table_members') }} as table_name,

    ---------- where to look
    max(table_members.line_number) as last_line_number,

    ---------- numbers
    count(*) as row_count,
    count(*) filter (where observations.is_suppressed) as suppressed_count,
    sum(observations.participants_low) as found_low,
    sum(observations.participants_high) as found_high
from table_members
inner join observations
    on
        table_members.report_id = observations.report_id
        and table_members.member_key = observations.member_key
group by
    table_members.report_id,
    table_members.table_measure_code,
    table_members.table_status_code,
    table_members.table_breakdown,
    observations.month
