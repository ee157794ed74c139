with rows_read as (

    select * from {{ ref('int_rows') }}
    {{ new_reports_only() }}

),

row_members as (

    select * from {{ ref('int_row_members') }}
    {{ new_reports_only() }}

),

printed_cells as (

    select
        rows_read.report_id,
        rows_read.line_number,
        rows_read.months,
        cell.position,
        -- Months follow the average, where there is one.
        cell.position - cast(rows_read.has_average as integer) as month_position,
        trim(cell.printed_value) as printed_value
    from rows_read
    inner join row_members
        on rows_read.report_id = row_members.report_id and rows_read.line_number = row_members.line_number
    {{ unnest_with_position('rows_read.printed_values', 'cell', 'printed_value', 'position') }}
    where row_members.problem is null

)

select
    ---------- ids
    report_id,
    line_number,
    position,

    ---------- what it is a value of: a month, or with no month the average of the year so far
    {{ list_element('months', 'nullif(month_position, 0)') }} as month,

    ---------- the value
    printed_value,
    printed_value = '*' as is_suppressed,
    {{ number_of('printed_value') }} as printed_number
from printed_cells
