-- Which lines make up the label of which row: the lines of text before a line of values, from the
-- last one that begins a label.
with table_lines as (

    select * from {{ ref('int_table_lines') }}
    {{ new_reports_only() }}

),

lone_numbers as (

    select * from {{ ref('int_lone_numbers') }}
    {{ new_reports_only() }}

),

lines_with_numbers as (

    select
        table_lines.report_id,
        table_lines.line_number,
        table_lines.header_number,
        table_lines.sheet_name,
        table_lines.heading_number,
        table_lines.line_shape,
        table_lines.values_text,
        case
            when table_lines.line_shape = 'code' or lone_numbers.is_number_in_label
                then table_lines.folded_text
            else table_lines.label_text
        end as label_text,
        table_lines.line_shape in ('values', 'code')
        and not coalesce(lone_numbers.is_number_in_label or lone_numbers.is_page_number, false)
            as has_values,
        coalesce(lone_numbers.is_page_number, false) as is_page_number,
        not coalesce(lone_numbers.is_page_number or lone_numbers.is_within_label, false)
        and (
            {{ matches('table_lines.folded_text', total_pattern()) }}
            or (
                {{ matches('table_lines.folded_text', '^[il1|]$') }}
                and {{ matches('table_lines.next_folded_text', '^alt(?: |$)') }}
            )
            or (
                {{ matches('table_lines.folded_text', region_code_pattern()) }}
                and not {{ matches('table_lines.folded_text', "^[0-9]{2} ar ") }}
            )
        ) as begins_label
    from table_lines
    left join lone_numbers
        on
            table_lines.report_id = lone_numbers.report_id
            and table_lines.line_number = lone_numbers.line_number

),

label_lines as {{ read_twice() }} (

    select
        *,
        not has_values and not is_page_number and line_shape <> 'header' and sheet_name is null as is_text
    from lines_with_numbers

),

-- A run ends with a line of values, or before a header.
runs as (

    select
        report_id,
        line_number,
        heading_number,
        line_shape,
        has_values,
        begins_label,
        is_text,
        coalesce(
            count(*) filter (where has_values or line_shape = 'header') over (
                partition by report_id
                order by line_number asc nulls last
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as run_number
    from label_lines

),

runs_with_text as (

    select distinct
        report_id,
        run_number
    from runs
    where is_text

),

labels as (

    select
        runs.report_id,
        runs.heading_number,
        runs.run_number,
        coalesce(max(runs.line_number) filter (where runs.begins_label), min(runs.line_number))
            as first_line_number,
        max(runs.line_number) filter (where runs.has_values) as row_line_number
    from runs
    inner join runs_with_text
        on runs.report_id = runs_with_text.report_id and runs.run_number = runs_with_text.run_number
    where runs.line_shape <> 'header'
    group by runs.report_id, runs.heading_number, runs.run_number

),

-- The lines of text that a label begins with.
label_beginnings as (

    select
        runs.report_id,
        runs.line_number,
        labels.row_line_number
    from runs
    inner join labels
        on
            runs.report_id = labels.report_id
            and runs.heading_number = labels.heading_number
            and runs.run_number = labels.run_number
    where runs.is_text and runs.line_number >= labels.first_line_number

),

-- Few lines are text: only they are joined.
labelled_lines as (

    select
        report_id,
        line_number,
        header_number,
        case when has_values then line_number end as row_line_number,
        label_text,
        values_text,
        has_values
    from label_lines
    where line_shape <> 'header' and not is_text

    union all

    select
        label_lines.report_id,
        label_lines.line_number,
        label_lines.header_number,
        label_beginnings.row_line_number,
        label_lines.label_text,
        label_lines.values_text,
        label_lines.has_values
    from label_lines
    left join label_beginnings
        on
            label_lines.report_id = label_beginnings.report_id
            and label_lines.line_number = label_beginnings.line_number
    where label_lines.is_text

)

select
    ---------- ids
    report_id,
    line_number,
    header_number,

    -- The line of values that the label belongs to; null for text that belongs to no row.
    row_line_number,

    ---------- text
    label_text,
    values_text,

    ---------- flags
    has_values
from labelled_lines
