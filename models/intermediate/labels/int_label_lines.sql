-- Which lines make up the label of which row. A label may stand on several lines, with the values on the
-- last.
with table_lines as (

    select * from {{ of_new_reports(ref('int_table_lines')) }}

),

lone_numbers as (

    select * from {{ of_new_reports(ref('int_lone_numbers')) }}

),

text_runs as (

    select * from {{ of_new_reports(ref('int_text_runs')) }}

),

label_beginnings as (

    select * from {{ of_new_reports(ref('int_label_beginnings')) }}

),

lines_without_values as (

    select * from {{ of_new_reports(ref('int_lines_without_values')) }}

),

-- Few lines are in runs with text: for the others all of this is null.
lines as (

    select
        table_lines.report_id,
        table_lines.line_number,
        table_lines.header_number,
        table_lines.heading_number,
        table_lines.title_number,
        table_lines.section_breakdown,
        table_lines.values_text,
        coalesce(text_runs.label_text, table_lines.label_text) as label_text,
        not coalesce(text_runs.is_text, false)
        and table_lines.line_shape in ('values', 'code')
        and not coalesce(lone_numbers.is_page_number, false) as has_values,
        case
            when text_runs.is_text and text_runs.line_number >= label_beginnings.label_line_number
                then label_beginnings.row_line_number
        end as label_row_number,
        lines_without_values.row_line_number as row_without_values_number,
        coalesce(
            lines_without_values.row_problem,
            case
                when
                    label_beginnings.row_line_number = table_lines.line_number
                    and label_beginnings.label_line_number is null
                    then 'label_in_doubt'
            end
        ) as row_problem
    from table_lines
    left join lone_numbers
        on
            table_lines.report_id = lone_numbers.report_id
            and table_lines.line_number = lone_numbers.line_number
    left join text_runs
        on table_lines.report_id = text_runs.report_id and table_lines.line_number = text_runs.line_number
    left join label_beginnings
        on
            text_runs.report_id = label_beginnings.report_id
            and text_runs.row_line_number = label_beginnings.row_line_number
    left join lines_without_values
        on
            table_lines.report_id = lines_without_values.report_id
            and table_lines.line_number = lines_without_values.line_number
    where table_lines.line_shape <> 'header'

)

select
    ---------- ids
    report_id,
    line_number,
    header_number,
    heading_number,
    title_number,
    section_breakdown,

    -- The last line of its row, which holds the values; null for text that belongs to no row.
    coalesce(row_without_values_number, label_row_number, case when has_values then line_number end)
        as row_line_number,

    ---------- text
    label_text,
    values_text,

    ---------- flags
    has_values,
    row_problem
from lines
