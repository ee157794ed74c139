with lines as (

    select * from {{ ref('stg_report_lines') }}
    {{ new_reports_only() }}

),

table_lines as (

    select * from {{ ref('int_table_lines') }}
    {{ new_reports_only() }}

),

label_lines as (

    select * from {{ ref('int_label_lines') }}
    {{ new_reports_only() }}

),

row_members as (

    select
        *,
        max(line_number) over (partition by report_id) as last_row_line_number
    from {{ ref('int_row_members') }}
    {{ new_reports_only() }}

),

-- Each line with the row whose values or label it holds.
lines_with_rows as (

    select
        lines.report_id,
        lines.line_number,
        lines.line_shape,
        row_members.line_number as row_line_number,
        row_members.is_total,
        row_members.problem,
        -- Before the first header and the first total nothing is a table, unless its values fit one.
        row_members.line_number is null
        or coalesce(
            row_members.block_number = 0
            and table_lines.header_number = 0
            and row_members.problem <> 'no_total',
            false
        ) as is_outside_tables,
        row_members.line_number = row_members.last_row_line_number as is_last_row
    from lines
    left join table_lines
        on lines.report_id = table_lines.report_id and lines.line_number = table_lines.line_number
    left join label_lines
        on lines.report_id = label_lines.report_id and lines.line_number = label_lines.line_number
    left join row_members
        on
            label_lines.report_id = row_members.report_id
            and label_lines.row_line_number = row_members.line_number

)

select
    ---------- ids
    report_id,
    line_number,

    ---------- kind
    case
        when line_shape not in ('values', 'code', 'text') then line_shape
        when is_outside_tables then 'text'
        when line_number < row_line_number then 'label'
        when problem is not null then 'rejected'
        when is_total then 'total'
        else 'row'
    end as line_kind,
    problem,
    -- The last row of a file that ends in the middle of it.
    coalesce(problem = 'wrong_value_count' and is_last_row, false) as is_cut_off
from lines_with_rows
