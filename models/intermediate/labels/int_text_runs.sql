-- The lines of text that labels are made of, and the values or the page's end that they run up to. A run
-- ends with a line of values, or before a header. Most lines are in no such run: their label stands beside
-- their values.
{%- set longest_heading = 60 %}
with table_lines as (

    select * from {{ of_new_reports(ref('int_table_lines')) }}

),

lone_numbers as (

    select * from {{ of_new_reports(ref('int_lone_numbers')) }}

),

report_files as (

    select * from {{ of_new_reports(source('raw', 'report_files')) }}

),

lines_with_numbers as (

    select
        table_lines.report_id,
        table_lines.line_number,
        table_lines.header_number,
        table_lines.sheet_name,
        table_lines.heading_number,
        table_lines.front_number,
        table_lines.title_number,
        table_lines.line_shape,
        table_lines.folded_text,
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
        ) as begins_total,
        not coalesce(lone_numbers.is_page_number or lone_numbers.is_within_label, false)
        and {{ matches('table_lines.folded_text', region_code_pattern()) }}
        and not {{ matches('table_lines.folded_text', "^[0-9]{2} ar ") }} as begins_region
    from table_lines
    left join lone_numbers
        on
            table_lines.report_id = lone_numbers.report_id
            and table_lines.line_number = lone_numbers.line_number

),

lines as {{ read_twice() }} (

    select
        *,
        begins_total or begins_region as begins_label,
        not has_values and not is_page_number and line_shape <> 'header' as is_text
    from lines_with_numbers

),

runs as (

    select
        *,
        coalesce(
            count(*) filter (where has_values or line_shape = 'header') over (
                partition by report_id
                order by line_number asc nulls last
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as run_number
    from lines

),

-- Where the first header and the first row after each heading or period stand.
fronts as (

    select
        report_id,
        front_number,
        min(line_number) filter (where line_shape = 'header') as first_header_number,
        min(line_number) filter (where has_values) as first_row_number
    from lines
    group by report_id, front_number

),

runs_with_text as (

    select distinct
        report_id,
        heading_number,
        run_number
    from runs
    where is_text

),

run_lines as (

    select
        runs.*,
        {{ label_key('runs.label_text') }} as line_key,
        -- In a text of cells a label stands in one of them.
        report_files.file_format = 'text' and {{ begins_with('runs.values_text', 'chr(9)') }} as has_cells,
        max(case when runs.has_values then runs.line_number end) over run as row_line_number,
        coalesce(
            max(case when runs.begins_label then runs.line_number end) over run,
            min(runs.line_number) over run
        ) as beginning_line_number,
        row_number() over (
            partition by runs.report_id, runs.heading_number, runs.run_number
            order by runs.line_number desc nulls last
        ) as number_from_end
    from runs
    inner join runs_with_text
        on
            runs.report_id = runs_with_text.report_id
            and runs.heading_number = runs_with_text.heading_number
            and runs.run_number = runs_with_text.run_number
    inner join report_files on runs.report_id = report_files.report_id
    where runs.line_shape <> 'header'
    window run as (partition by runs.report_id, runs.heading_number, runs.run_number)

)

select
    ---------- ids
    run_lines.report_id,
    run_lines.line_number,
    run_lines.heading_number,
    run_lines.title_number,
    run_lines.run_number,

    -- The line of values that the run ends with; null where it ends before a header or with the page.
    run_lines.row_line_number,
    -- The last line that begins a label, or the first of the run.
    run_lines.beginning_line_number,
    run_lines.number_from_end,

    ---------- text
    run_lines.label_text,
    run_lines.line_key,

    ---------- flags
    run_lines.is_text,
    run_lines.begins_total,
    run_lines.begins_region,
    run_lines.sheet_name is not null as is_in_a_sheet,
    run_lines.has_cells,
    {{ matches('run_lines.folded_text', two_numbers_pattern()) }} as has_two_numbers,
    length(run_lines.label_text) > {{ longest_heading }}
    or {{ matches('run_lines.label_text', '[.]$') }} as is_prose,
    coalesce(run_lines.line_number > fronts.first_row_number, false) as is_after_a_row,
    coalesce(run_lines.line_number > fronts.first_header_number, false) as is_after_a_header
from run_lines
inner join fronts
    on run_lines.report_id = fronts.report_id and run_lines.front_number = fronts.front_number
