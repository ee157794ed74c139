-- A total is printed again at the top of every page, and in every breakdown: one observation, however
-- often it is printed.
with cells as (

    select * from {{ ref('int_cells') }}
    {{ new_reports_only() }}

),

row_members as (

    select * from {{ ref('int_row_members') }}
    {{ new_reports_only() }}

)

select
    ---------- ids
    cells.report_id,
    row_members.measure_code,
    row_members.status_code,
    row_members.region_level,
    row_members.region_code,
    row_members.demographic_dimension,
    row_members.demographic_code,
    cells.month,

    ---------- where it is printed first
    min(cells.line_number) as line_number,
    min_by(cells.printed_value, cells.line_number) as printed_value,
    count(*) as print_count,

    ---------- the value
    cast(min_by(coalesce(cells.printed_number, -1), cells.line_number) as integer) as first_number,
    min_by(cells.is_suppressed, cells.line_number) as is_suppressed,

    ---------- whether all prints agree
    count(distinct coalesce(cells.printed_number, -1)) > 1 as is_contradicted
from cells
inner join row_members
    on cells.report_id = row_members.report_id and cells.line_number = row_members.line_number
where cells.month is not null
group by all
