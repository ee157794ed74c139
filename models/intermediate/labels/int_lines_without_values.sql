-- Lines that stand in a table and are no part of a row that could be read. A line that by itself is a whole
-- row, and one inside a table, is a row without values: its numbers are not looked for in the next line.
-- What stands where the columns are named, before a total or the first row, and is no header that is known,
-- is one that was not read.
with text_runs as (select * from {{ of_new_reports(ref('int_text_runs')) }}),

label_beginnings as (select * from {{ of_new_reports(ref('int_label_beginnings')) }}),

table_lines as (select * from {{ of_new_reports(ref('int_table_lines')) }}),

lines as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('stg_report_lines')) }}),

leftover_lines as (

    select
        text_runs.*,
        text_runs.begins_total
        or text_runs.begins_region
        or text_runs.has_two_numbers
        or text_runs.is_line_known as is_like_data
    from text_runs
    left join label_beginnings
        on
            text_runs.report_id = label_beginnings.report_id
            and text_runs.row_line_number = label_beginnings.row_line_number
    where
        text_runs.is_text
        and (
            text_runs.row_line_number is null
            or text_runs.is_in_a_sheet
            or text_runs.line_number < coalesce(label_beginnings.label_line_number, text_runs.row_line_number)
        )

),

-- The total or the first row that comes next, and what stands before it together: a heading may say what
-- the total is of (`Oppfølging` / `I alt oppfølging`).
leftovers as (

    select
        leftover_lines.report_id,
        leftover_lines.run_number,
        {{ join_strings('leftover_lines.line_key', "''", 'leftover_lines.line_number') }} as leftover_key
    from leftover_lines
    where leftover_lines.row_line_number is not null
    group by all

),

labels_after as (

    select
        text_runs.report_id,
        text_runs.run_number,
        bool_or(text_runs.begins_total) as is_total,
        {{ join_strings('text_runs.line_key', "''", 'text_runs.line_number') }} as label_key
    from text_runs
    left join leftover_lines
        on
            text_runs.report_id = leftover_lines.report_id
            and text_runs.line_number = leftover_lines.line_number
    where leftover_lines.report_id is null and text_runs.row_line_number is not null
    group by all

),

judged_leftovers as (

    select
        leftover_lines.*,
        coalesce(
            {{ regex_replace('labels_after.label_key', '^[il1]?alt') }} = leftovers.leftover_key
            or labels_after.label_key = leftovers.leftover_key,
            false
        ) as is_heading,
        labels_after.report_id is not null
        and (labels_after.is_total or not leftover_lines.is_after_a_row) as is_where_headers_are,
        coalesce(
            max(
                case
                    when leftover_lines.begins_total or leftover_lines.begins_region
                        then leftover_lines.line_number
                end
            ) over (
                partition by leftover_lines.report_id, leftover_lines.run_number
                order by leftover_lines.line_number asc nulls last
                rows between unbounded preceding and current row
            ),
            leftover_lines.line_number
        ) as group_line_number
    from leftover_lines
    left join leftovers
        on
            leftover_lines.report_id = leftovers.report_id
            and leftover_lines.run_number = leftovers.run_number
    left join labels_after
        on
            leftover_lines.report_id = labels_after.report_id
            and leftover_lines.run_number = labels_after.run_number

),

-- Numbers without a label, and the first row of a page or after a header, where a total follows: columns
-- are named so, if not by months (`2024 2025`, `Sum 2024 Sum 2025`).
numbers_before_totals as (

    select
        table_lines.report_id,
        table_lines.line_number
    from table_lines
    inner join lines
        on table_lines.report_id = lines.report_id and table_lines.line_number = lines.line_number
    inner join lines as next_lines
        on
            table_lines.report_id = next_lines.report_id
            and table_lines.next_line_number = next_lines.line_number
    left join label_beginnings
        on
            table_lines.report_id = label_beginnings.report_id
            and table_lines.line_number = label_beginnings.row_line_number
    left join leftover_lines
        on
            table_lines.report_id = leftover_lines.report_id
            and table_lines.line_number = leftover_lines.line_number
    where
        leftover_lines.report_id is null
        and table_lines.line_shape in ('values', 'code')
        and (
            lines.label_text = ''
            or table_lines.line_shape = 'code'
            or length(lines.folded_text) = 1
            or coalesce(table_lines.previous_shape, '') = 'header'
            or table_lines.is_first_after_front
        )
        and {{ matches('next_lines.folded_text', total_pattern()) }}
        and not {{ matches('lines.folded_text', total_pattern()) }}
        and (
            label_beginnings.report_id is null
            or {{ matches('lines.folded_text', years_pattern()) }}
        )

)

select
    ---------- ids
    report_id,
    line_number,
    -- The last line of its row: a total or a region may stand on several.
    max(line_number) over (partition by report_id, run_number, group_line_number)
        as row_line_number,

    ---------- why it is not read
    case when is_where_headers_are then 'unread_header' else 'no_values' end as row_reason_code
from judged_leftovers
where
    not is_heading
    and case
        when row_line_number is not null then is_after_a_row or is_after_a_header or is_where_headers_are
        else (is_after_a_row or is_after_a_header) and is_like_data
    end

union all

select
    report_id,
    line_number,
    line_number as row_line_number,
    'unread_header' as row_reason_code
from numbers_before_totals
