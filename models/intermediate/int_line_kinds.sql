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

)

select
    ---------- ids
    lines.report_id,
    lines.line_number,

    ---------- kind
    case
        when lines.line_shape not in ('values', 'code', 'text') then lines.line_shape
        -- Before the first header and the first total nothing is a table, unless its values fit one.
        when
            row_members.block_number = 0
            and table_lines.header_number = 0
            and row_members.problem <> 'no_total'
            then 'text'
        when row_members.problem is not null then 'rejected'
        when row_members.is_total then 'total'
        when row_members.line_number is not null then 'row'
        when label_lines.row_line_number is not null then 'label'
        else 'text'
    end as line_kind,
    row_members.problem,
    -- The last row of a file that ends in the middle of it.
    coalesce(
        row_members.problem = 'wrong_value_count'
        and row_members.line_number = row_members.last_row_line_number,
        false
    ) as is_cut_off
from lines
left join table_lines
    on lines.report_id = table_lines.report_id and lines.line_number = table_lines.line_number
left join label_lines
    on lines.report_id = label_lines.report_id and lines.line_number = label_lines.line_number
left join row_members
    on lines.report_id = row_members.report_id and lines.line_number = row_members.line_number
