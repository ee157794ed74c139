-- Each row of a table with its whole label, as it is printed. A row stands on the line of its values.
with table_lines as (select * from {{ of_new_reports(ref('int_table_lines')) }}),

lines as (select * from {{ of_new_reports(ref('stg_report_lines')) }}),

label_lines as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('int_label_lines')) }}),

label_beginnings as (

    select
        report_id,
        row_line_number,
        {{ join_strings('label_text', "' '", 'line_number') }} as label_text
    from label_lines
    where line_number < row_line_number
    group by report_id, row_line_number

),

labelled_rows as (

    select
        table_lines.report_id,
        table_lines.line_number,
        table_lines.header_number,
        table_lines.heading_number,
        table_lines.title_number,
        table_lines.section_breakdown,
        table_lines.section_line_number,
        lines.values_text,
        label_lines.row_reason_code,
        {{ trimmed(
            "concat_ws(' ', label_beginnings.label_text, coalesce(label_lines.label_text, lines.label_text))"
        ) }} as label
    from table_lines
    inner join lines
        on table_lines.report_id = lines.report_id and table_lines.line_number = lines.line_number
    left join label_lines
        on
            table_lines.report_id = label_lines.report_id
            and table_lines.line_number = label_lines.line_number
    left join label_beginnings
        on
            table_lines.report_id = label_beginnings.report_id
            and table_lines.line_number = label_beginnings.row_line_number
    where
        case
            when table_lines.line_shape = 'header' then false
            when label_lines.report_id is not null
                then coalesce(label_lines.row_line_number = table_lines.line_number, false)
            else table_lines.line_shape in ('values', 'code')
        end

)

select
    ---------- ids
    report_id,
    line_number,

    ---------- text
    label,
    values_text,

    ---------- where it stands
    header_number,
    heading_number,
    title_number,
    section_breakdown,
    section_line_number,

    ---------- flags
    {{ matches(folded_line('label'), total_pattern()) }} as is_total,
    row_reason_code
from labelled_rows
