-- The lines of text that labels are made of, and the values or the page's end that they run up to. A run
-- ends with a line of values, or before a header. Most lines are in no such run: their label stands beside
-- their values.
{%- set longest_heading = 60 %}
with table_lines as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('int_table_lines')) }}),

lines as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('stg_report_lines')) }}),

numbers_in_labels as (select * from {{ of_new_reports(ref('int_numbers_in_labels')) }}),

report_files as (select * from {{ of_new_reports(ref('stg_report_files')) }}),

known_keys as (select * from {{ ref('int_known_keys') }}),

lines_with_numbers as (

    select
        table_lines.*,
        coalesce(numbers_in_labels.is_number_in_label, false) as is_number_in_label,
        coalesce(numbers_in_labels.is_page_number, false) as is_page_number,
        coalesce(numbers_in_labels.is_within_label, false) as is_within_label,
        table_lines.line_shape in ('values', 'code')
        and not coalesce(numbers_in_labels.is_number_in_label or numbers_in_labels.is_page_number, false)
            as has_values
    from table_lines
    left join numbers_in_labels
        on
            table_lines.report_id = numbers_in_labels.report_id
            and table_lines.line_number = numbers_in_labels.line_number

),

-- Where the first header and the first row after each heading or period stand.
fronts as (

    select
        report_id,
        front_number,
        min(line_number) filter (where line_shape = 'header') as first_header_number,
        min(line_number) filter (where has_values) as first_row_number
    from lines_with_numbers
    group by report_id, front_number

),

run_ends as (

    select
        *,
        not has_values and not is_page_number and line_shape <> 'header' as is_text,
        coalesce(
            count(*) filter (where has_values or line_shape = 'header') over (
                partition by report_id
                order by line_number asc nulls last
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as run_number
    from lines_with_numbers

),

runs_with_text as (

    select distinct
        report_id,
        heading_number,
        run_number
    from run_ends
    where is_text

),

-- Only of these is the text looked at.
run_lines as (

    select
        run_ends.*,
        lines.sheet_name,
        lines.folded_text,
        lines.values_text,
        case
            when run_ends.line_shape = 'code' or run_ends.is_number_in_label then lines.folded_text
            else lines.label_text
        end as label_text,
        not (run_ends.is_page_number or run_ends.is_within_label)
        and (
            {{ matches('lines.folded_text', total_pattern()) }}
            or (
                {{ matches('lines.folded_text', '^[il1|]$') }}
                and {{ matches("coalesce(next_lines.folded_text, '')", '^alt(?: |$)') }}
            )
        ) as begins_total,
        not (run_ends.is_page_number or run_ends.is_within_label)
        and {{ matches('lines.folded_text', region_code_pattern()) }}
        and not {{ matches('lines.folded_text', "^[0-9]{2} ar ") }} as begins_region
    from run_ends
    inner join runs_with_text
        on
            run_ends.report_id = runs_with_text.report_id
            and run_ends.heading_number = runs_with_text.heading_number
            and run_ends.run_number = runs_with_text.run_number
    inner join lines on run_ends.report_id = lines.report_id and run_ends.line_number = lines.line_number
    left join lines as next_lines
        on
            run_ends.report_id = next_lines.report_id
            and run_ends.next_line_number = next_lines.line_number
    where run_ends.line_shape <> 'header'

),

runs as (

    select
        *,
        {{ label_key('label_text') }} as line_key,
        max(case when has_values then line_number end) over run as row_line_number,
        min(line_number) over run as first_line_number,
        max(case when begins_total or begins_region then line_number end) over run as last_beginning_number,
        row_number() over (
            partition by report_id, heading_number, run_number order by line_number desc nulls last
        ) as number_from_end
    from run_lines
    window run as (partition by report_id, heading_number, run_number)

)

select
    ---------- ids
    runs.report_id,
    runs.line_number,
    runs.title_number,
    -- The run, by its first line.
    runs.first_line_number as run_number,

    -- The line of values that the run ends with; null where it ends before a header or with the page.
    runs.row_line_number,
    -- The last line that begins a label, or the first of the run.
    coalesce(runs.last_beginning_number, runs.first_line_number) as beginning_line_number,
    runs.number_from_end,

    ---------- text
    runs.label_text,
    runs.line_key,

    ---------- flags
    runs.is_text,
    runs.begins_total,
    runs.begins_region,
    known_keys.label_key is not null or {{ matches('runs.line_key', age_key_pattern()) }} as is_line_known,
    runs.sheet_name is not null as is_in_a_sheet,
    -- In a text of cells a label stands in one of them.
    report_files.file_format = 'text' and {{ begins_with('runs.values_text', 'chr(9)') }} as has_cells,
    {{ matches('runs.folded_text', two_numbers_pattern()) }} as has_two_numbers,
    length(runs.label_text) > {{ longest_heading }}
    or {{ matches('runs.label_text', '[.]$') }} as is_prose,
    coalesce(runs.line_number > fronts.first_row_number, false) as is_after_a_row,
    coalesce(runs.line_number > fronts.first_header_number, false) as is_after_a_header
from runs
inner join fronts on runs.report_id = fronts.report_id and runs.front_number = fronts.front_number
inner join report_files on runs.report_id = report_files.report_id
left join known_keys on runs.line_key = known_keys.label_key
