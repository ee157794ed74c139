-- The headers as they are printed, each of one or more lines.
with table_lines as (select * from {{ of_new_reports(ref('int_table_lines')) }}),

lines as (select * from {{ of_new_reports(ref('stg_report_lines')) }}),

-- Without the marks of footnotes (`Februar 1)`, `Februar*`) and quotation marks.
header_lines as (

    select
        table_lines.report_id,
        table_lines.line_number,
        table_lines.heading_number,
        table_lines.previous_shape,
        lines.clean_text as header_cells,
        {{ without_signs('lines.folded_text') }} as line_text
    from table_lines
    inner join lines
        on table_lines.report_id = lines.report_id and table_lines.line_number = lines.line_number
    where table_lines.line_shape = 'header'

),

described_lines as (

    select
        *,
        {{ matches('line_text', years_pattern()) }} as has_years,
        {{ matches('line_text', month_word_pattern()) }} as has_month,
        {{ matches('line_text', 'gjennom|snitt|hittil|i ar') }} as has_average
    from header_lines

),

-- Lines that follow each other are one header (`Gjennom`, `snitt hittil`, `i år Januar`), unless it is
-- printed again.
lines_and_those_before as (

    select
        *,
        lag(line_text) over report_order as previous_text,
        lag(has_month) over report_order as previous_has_month,
        lag(heading_number) over report_order as previous_heading_number
    from described_lines
    window report_order as (partition by report_id order by line_number asc nulls last)

),

numbered_lines as (

    select
        *,
        count(*) filter (
            where
            previous_shape is distinct from 'header'
            or heading_number <> previous_heading_number
            or line_text = previous_text
            or (has_average and previous_has_month)
        ) over (partition by report_id order by line_number asc nulls last) as header_order
    from lines_and_those_before

)

select
    report_id,
    max(line_number) as header_number,
    min(line_number) as line_number,
    coalesce({{ join_strings('line_text', "' '", 'line_number') }} filter (where not has_years), '')
        as header_text,
    -- The years above the months, where they stand, and the months under them.
    max(header_cells) filter (where has_years) as year_cells,
    case
        when bool_or(has_years) then max(header_cells) filter (where has_month and not has_years)
    end as month_cells,
    -- Averages named on a line of their own stand outside the table and say nothing of its columns.
    coalesce(bool_or(has_month and has_average), false) as names_average,
    -- Months on two lines have no order that a reader could be sure of.
    count(*) filter (where has_month) as month_line_count
from numbered_lines
group by report_id, header_order
