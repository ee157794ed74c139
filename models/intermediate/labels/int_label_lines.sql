-- The lines that are no row with its label beside its values: parts of labels that stand on several lines,
-- with the values on the last; rows without values; numbers of pages.
with table_lines as (select * from {{ of_new_reports(ref('int_table_lines')) }}),

numbers_in_labels as (select * from {{ of_new_reports(ref('int_numbers_in_labels')) }}),

text_runs as (select * from {{ of_new_reports(ref('int_text_runs')) }}),

label_beginnings as (select * from {{ of_new_reports(ref('int_label_beginnings')) }}),

lines_without_values as (select * from {{ of_new_reports(ref('int_lines_without_values')) }}),

page_numbers as (

    select
        report_id,
        line_number
    from numbers_in_labels
    where is_page_number

),

lines as (

    select
        report_id,
        line_number
    from text_runs
    union
    select
        report_id,
        line_number
    from page_numbers
    union
    select
        report_id,
        line_number
    from lines_without_values

)

select
    ---------- ids
    lines.report_id,
    lines.line_number,
    table_lines.header_number,

    -- The last line of its row, which holds the values; null for text that belongs to no row.
    coalesce(
        lines_without_values.row_line_number,
        case
            when text_runs.is_text and text_runs.line_number >= label_beginnings.label_line_number
                then label_beginnings.row_line_number
            when not text_runs.is_text and page_numbers.report_id is null then lines.line_number
        end
    ) as row_line_number,

    ---------- its part of the label; null where that is the label beside its values
    text_runs.label_text,

    ---------- why the row is not read
    coalesce(
        lines_without_values.row_reason_code,
        case
            when
                label_beginnings.row_line_number = lines.line_number
                and label_beginnings.label_line_number is null
                then 'label_in_doubt'
        end
    ) as row_reason_code
from lines
inner join table_lines
    on lines.report_id = table_lines.report_id and lines.line_number = table_lines.line_number
left join text_runs on lines.report_id = text_runs.report_id and lines.line_number = text_runs.line_number
left join label_beginnings
    on
        text_runs.report_id = label_beginnings.report_id
        and text_runs.row_line_number = label_beginnings.row_line_number
left join lines_without_values
    on
        lines.report_id = lines_without_values.report_id
        and lines.line_number = lines_without_values.line_number
left join page_numbers
    on lines.report_id = page_numbers.report_id and lines.line_number = page_numbers.line_number
