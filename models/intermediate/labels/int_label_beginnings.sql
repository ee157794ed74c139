-- Where the label of each row of values begins that has lines of text before it: as far up as what they
-- make together is known. A line that is a whole row by itself is no part of the next one's label.
{%- set most_lines_of_a_label = 12 %}
with text_runs as (select * from {{ of_new_reports(ref('int_text_runs')) }}),

known_labels as (select * from {{ ref('int_known_labels') }}),

known_keys as (select * from {{ ref('int_known_keys') }}),

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

chain_lines as (

    select *
    from text_runs
    where
        row_line_number is not null
        and not is_in_a_sheet
        and line_number >= beginning_line_number
        and number_from_end <= {{ most_lines_of_a_label }}

),

-- The label that each line of a run would begin, down to the values.
candidates as (

    select
        first_lines.report_id,
        first_lines.run_number,
        first_lines.line_number,
        first_lines.row_line_number,
        first_lines.is_line_known,
        first_lines.label_text,
        first_lines.begins_total,
        first_lines.begins_region,
        first_lines.has_cells,
        {{ join_strings('lines.line_key', "''", 'lines.line_number') }} as label_key
    from chain_lines as first_lines
    inner join chain_lines as lines
        on
            first_lines.report_id = lines.report_id
            and first_lines.run_number = lines.run_number
            and first_lines.line_number <= lines.line_number
    group by all

),

known_candidates as (

    select
        candidates.*,
        lag(candidates.label_text) over (
            partition by candidates.report_id, candidates.run_number
            order by candidates.line_number asc nulls last
        ) as text_before,
        lead(candidates.label_text) over (
            partition by candidates.report_id, candidates.run_number
            order by candidates.line_number asc nulls last
        ) as text_after,
        case
            when candidates.begins_total
                then
                    (
                        known_statuses.label_key is not null
                        or not {{ matches('candidates.label_key', 'patiltak') }}
                    )
                    and (
                        known_measures.label_key is not null
                        or {{ matches('candidates.label_key', total_key_pattern()) }}
                    )
            else
                known_keys.label_key is not null
                or {{ matches('candidates.label_key', age_key_pattern()) }}
        end as is_known
    from candidates
    left join known_keys on candidates.label_key = known_keys.label_key
    left join known_statuses
        on {{ status_of_total_key('candidates.label_key') }} = known_statuses.label_key
    left join known_measures
        on {{ measure_of_total_key('candidates.label_key') }} = known_measures.label_key

),

chains as (

    select
        report_id,
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
    group by report_id, run_number, row_line_number

)

select
    ---------- ids
    report_id,
    row_line_number,

    -- The first line of its label; null where it is in doubt whether the lines before belong to it.
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
