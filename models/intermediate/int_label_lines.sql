-- Which lines make up the label of which row. A label may stand on several lines, with the values on the
-- last. A line that by itself is a whole row, or that stands inside a table and belongs to no label, is a
-- row without values, so that its numbers are not looked for in the next line.
{%- set most_lines_of_a_label = 12 %}
with table_lines as (

    select * from {{ ref('int_table_lines') }}
    {{ new_reports_only() }}

),

lone_numbers as (

    select * from {{ ref('int_lone_numbers') }}
    {{ new_reports_only() }}

),

report_files as (

    select * from {{ source('raw', 'report_files') }}
    {{ new_reports_only() }}

),

known_labels as (

    select * from {{ ref('int_known_labels') }}

),

region_names as (

    select * from {{ ref('int_region_names') }}

),

-- What a whole label is known by; regions by code and name.
known_keys as (

    select label_key from known_labels
    union
    select region_code || name_key as label_key from region_names
    union
    select region_code || norwegian_key as label_key from region_names

),

known_statuses as (

    select distinct label_key
    from known_labels
    where dimension = 'status'

),

known_measures as (

    select distinct label_key
    from known_labels
    where dimension in ('measure', 'measure_group')

),

lines_with_numbers as (

    select
        table_lines.report_id,
        table_lines.line_number,
        table_lines.header_number,
        table_lines.sheet_name,
        table_lines.heading_number,
        table_lines.front_number,
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
        -- A number, or several, where a total follows: columns are named so, if not by months.
        table_lines.line_shape in ('values', 'code')
        and table_lines.label_text = ''
        and coalesce({{ matches('table_lines.next_folded_text', total_pattern()) }}, false)
        and not coalesce(lone_numbers.is_page_number, false) as may_name_columns,
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

label_lines as {{ read_twice() }} (

    select
        *,
        begins_total or begins_region as begins_label,
        not has_values and not is_page_number and line_shape <> 'header' as is_text
    from lines_with_numbers

),

-- A run ends with a line of values, or before a header.
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
    from label_lines

),

-- Where the first header and the first row after each heading or period stand.
fronts as (

    select
        report_id,
        front_number,
        min(line_number) filter (where line_shape = 'header') as first_header_number,
        min(line_number) filter (where has_values) as first_row_number
    from label_lines
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

-- Few lines are text, or values after such: all that follows is about them.
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

),

chain_lines as (

    select *
    from run_lines
    where
        row_line_number is not null
        and sheet_name is null
        and line_number >= beginning_line_number
        and number_from_end <= {{ most_lines_of_a_label }}

),

-- The label that each line of a run would begin, down to the values.
candidates as (

    select
        first_lines.report_id,
        first_lines.heading_number,
        first_lines.run_number,
        first_lines.line_number,
        first_lines.row_line_number,
        first_lines.line_key,
        first_lines.label_text,
        first_lines.begins_total,
        first_lines.begins_region,
        first_lines.has_cells,
        {{ join_strings('lines.line_key', "''", 'lines.line_number') }} as label_key
    from chain_lines as first_lines
    inner join chain_lines as lines
        on
            first_lines.report_id = lines.report_id
            and first_lines.heading_number = lines.heading_number
            and first_lines.run_number = lines.run_number
            and first_lines.line_number <= lines.line_number
    group by all

),

known_candidates as (

    select
        candidates.*,
        line_keys.label_key is not null
        or {{ matches('candidates.line_key', age_key_pattern()) }} as is_line_known,
        lag(candidates.label_text) over (
            partition by candidates.report_id, candidates.heading_number, candidates.run_number
            order by candidates.line_number asc nulls last
        ) as text_before,
        lead(candidates.label_text) over (
            partition by candidates.report_id, candidates.heading_number, candidates.run_number
            order by candidates.line_number asc nulls last
        ) as text_after,
        case
            when candidates.begins_total
                then
                    (known_statuses.label_key is not null or not {{ matches('candidates.label_key', 'patiltak') }})
                    and (
                        known_measures.label_key is not null
                        or {{ matches('candidates.label_key', total_key_pattern()) }}
                    )
            else
                label_keys.label_key is not null
                or {{ matches('candidates.label_key', age_key_pattern()) }}
        end as is_known
    from candidates
    left join known_keys as line_keys on candidates.line_key = line_keys.label_key
    left join known_keys as label_keys on candidates.label_key = label_keys.label_key
    left join known_statuses
        on {{ status_of_total_key('candidates.label_key') }} = known_statuses.label_key
    left join known_measures
        on {{ measure_of_total_key('candidates.label_key') }} = known_measures.label_key

),

chains as (

    select
        report_id,
        heading_number,
        run_number,
        row_line_number,
        min(line_number) as first_line_number,
        bool_or(begins_region) as has_region,
        bool_or(begins_total) as has_total,
        -- Lines above are too many for a label.
        count(*) = {{ most_lines_of_a_label }} as may_begin_above,
        max_by(has_cells and not {{ matches('label_text', '^[a-zæøå]') }}, line_number) as is_row_whole,
        min_by(is_known, line_number) as is_whole_known,
        bool_or(is_line_known and line_number < row_line_number) as has_whole_line,
        min_by(
            is_line_known
            and not {{ matches('label_text', label_goes_on_pattern()) }}
            and not {{ matches('text_after', '^[-(/]') }},
            line_number
        ) as is_first_line_whole,
        min(line_number) filter (where is_known) as known_line_number,
        -- `for` / `mentor`, `Vestfold og` / `Telemark`: the lines before may belong to it.
        coalesce(
            min_by(
                {{ matches('label_text', '^[a-zæøå]') }}
                or {{ matches('text_before', label_goes_on_pattern()) }},
                line_number
            ) filter (where is_known),
            true
        ) as may_go_on_from_before
    from known_candidates
    group by report_id, heading_number, run_number, row_line_number

),

label_beginnings as (

    select
        *,
        case
            when is_whole_known then first_line_number
            when has_region and not is_first_line_whole then first_line_number
            when known_line_number is not null and (has_region or not may_go_on_from_before)
                then known_line_number
            when known_line_number is null and not has_region and not has_total and is_row_whole
            then row_line_number
        when known_line_number is null and not has_region and not has_whole_line and not may_begin_above
            then first_line_number
        end as label_line_number
    from chains

),

leftover_lines as (

    select
        run_lines.*,
        label_beginnings.label_line_number is null and label_beginnings.report_id is not null as is_in_doubt,
        coalesce(run_lines.line_number > fronts.first_row_number, false) as is_after_a_row,
        coalesce(run_lines.line_number > fronts.first_header_number, false) as is_after_a_header,
        known_keys.label_key is not null
        or run_lines.begins_label
        or {{ matches('run_lines.line_key', age_key_pattern()) }}
        or {{ matches('run_lines.folded_text', two_numbers_pattern()) }} as is_like_data
    from run_lines
    inner join fronts
        on run_lines.report_id = fronts.report_id and run_lines.front_number = fronts.front_number
    left join label_beginnings
        on
            run_lines.report_id = label_beginnings.report_id
            and run_lines.heading_number = label_beginnings.heading_number
            and run_lines.run_number = label_beginnings.run_number
    left join known_keys on run_lines.line_key = known_keys.label_key
    where
        run_lines.is_text
        and (
            run_lines.row_line_number is null
            or run_lines.sheet_name is not null
            or run_lines.line_number < coalesce(
                label_beginnings.label_line_number, label_beginnings.row_line_number
            )
        )

),

-- The total or the first row that comes next, and what stands before it together: a heading may say what
-- the total is of (`Oppfølging` / `I alt oppfølging`).
leftovers as (

    select
        leftover_lines.report_id,
        leftover_lines.heading_number,
        leftover_lines.run_number,
        {{ join_strings('leftover_lines.line_key', "''", 'leftover_lines.line_number') }} as leftover_key
    from leftover_lines
    where leftover_lines.row_line_number is not null
    group by all

),

labels_after as (

    select
        run_lines.report_id,
        run_lines.heading_number,
        run_lines.run_number,
        bool_or(run_lines.begins_total) as is_total,
        {{ join_strings('run_lines.line_key', "''", 'run_lines.line_number') }} as label_key
    from run_lines
    left join leftover_lines
        on
            run_lines.report_id = leftover_lines.report_id
            and run_lines.line_number = leftover_lines.line_number
    where leftover_lines.report_id is null and run_lines.row_line_number is not null
    group by all

),

-- What stands inside a table is a row without values. What stands before a total or the first row, where
-- the columns are named, and is no known header, is one that was not read.
judged_leftovers as (

    select
        leftover_lines.*,
        coalesce(
            {{ regex_replace('labels_after.label_key', "'^[il1]?alt'", "''") }} = leftovers.leftover_key
            or labels_after.label_key = leftovers.leftover_key,
            false
        ) as is_heading,
        labels_after.report_id is not null
        and (labels_after.is_total or not leftover_lines.is_after_a_row) as is_where_headers_are,
        coalesce(
            max(case when leftover_lines.begins_label then leftover_lines.line_number end) over (
                partition by leftover_lines.report_id, leftover_lines.heading_number, leftover_lines.run_number
                order by leftover_lines.line_number asc nulls last
                rows between unbounded preceding and current row
            ),
            leftover_lines.line_number
        ) as group_line_number
    from leftover_lines
    left join leftovers
        on
            leftover_lines.report_id = leftovers.report_id
            and leftover_lines.heading_number = leftovers.heading_number
            and leftover_lines.run_number = leftovers.run_number
    left join labels_after
        on
            leftover_lines.report_id = labels_after.report_id
            and leftover_lines.heading_number = labels_after.heading_number
            and leftover_lines.run_number = labels_after.run_number

),

rows_without_values as (

    select
        report_id,
        line_number,
        max(line_number) over (
            partition by report_id, heading_number, run_number, group_line_number
        ) as row_line_number,
        case when is_where_headers_are then 'unread_header' else 'no_values' end as row_problem
    from judged_leftovers
    where
        not is_heading
        and case
            when row_line_number is not null then is_after_a_row or is_after_a_header or is_where_headers_are
            else (is_after_a_row or is_after_a_header) and is_like_data
        end

),

labels_in_doubt as (

    select
        report_id,
        row_line_number
    from label_beginnings
    where label_line_number is null

),

-- The lines that a label begins with.
lines_of_labels as (

    select
        chain_lines.report_id,
        chain_lines.line_number,
        chain_lines.row_line_number
    from chain_lines
    inner join label_beginnings
        on
            chain_lines.report_id = label_beginnings.report_id
            and chain_lines.heading_number = label_beginnings.heading_number
            and chain_lines.run_number = label_beginnings.run_number
    where chain_lines.is_text and chain_lines.line_number >= label_beginnings.label_line_number

),

lines_without_label as (

    select
        label_lines.report_id,
        label_lines.line_number
    from label_lines
    left join label_beginnings
        on
            label_lines.report_id = label_beginnings.report_id
            and label_lines.line_number = label_beginnings.row_line_number
    where label_lines.may_name_columns and label_beginnings.report_id is null

),

-- Few lines are text: only they are joined.
labelled_lines as (

    select
        label_lines.report_id,
        label_lines.line_number,
        label_lines.header_number,
        label_lines.heading_number,
        case when label_lines.has_values then label_lines.line_number end as row_line_number,
        label_lines.label_text,
        label_lines.values_text,
        label_lines.has_values,
        case
            when labels_in_doubt.report_id is not null then 'label_in_doubt'
            when
                label_lines.may_name_columns
                and (
                    lines_without_label.report_id is not null
                    or {{ matches('label_lines.folded_text', years_pattern()) }}
                )
                then 'unread_header'
        end as row_problem
    from label_lines
    left join lines_without_label
        on
            label_lines.report_id = lines_without_label.report_id
            and label_lines.line_number = lines_without_label.line_number
    left join labels_in_doubt
        on
            label_lines.report_id = labels_in_doubt.report_id
            and label_lines.line_number = labels_in_doubt.row_line_number
    where label_lines.line_shape <> 'header' and not label_lines.is_text

    union all

    select
        label_lines.report_id,
        label_lines.line_number,
        label_lines.header_number,
        label_lines.heading_number,
        coalesce(lines_of_labels.row_line_number, rows_without_values.row_line_number) as row_line_number,
        label_lines.label_text,
        label_lines.values_text,
        label_lines.has_values,
        rows_without_values.row_problem
    from label_lines
    left join lines_of_labels
        on
            label_lines.report_id = lines_of_labels.report_id
            and label_lines.line_number = lines_of_labels.line_number
    left join rows_without_values
        on
            label_lines.report_id = rows_without_values.report_id
            and label_lines.line_number = rows_without_values.line_number
    where label_lines.is_text

)

select
    ---------- ids
    report_id,
    line_number,
    header_number,

    -- The last line of its row, which holds the values; null for text that belongs to no row.
    row_line_number,

    ---------- text
    label_text,
    values_text,

    ---------- flags
    has_values,
    row_problem,
    -- A page that has lost its header has that of the page before.
    header_number < heading_number as is_header_of_another_page
from labelled_lines
