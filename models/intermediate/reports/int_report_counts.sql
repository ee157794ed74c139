-- What was found in each report, in numbers.
with report_headings as (select * from {{ of_new_reports(ref('int_report_headings')) }}),

line_kinds as (select * from {{ of_new_reports(ref('int_line_kinds')) }}),

read_rows as (select * from {{ of_new_reports(ref('int_read_rows')) }}),

row_members as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('int_row_members')) }}),

last_lines as (

    select
        report_id,
        max_by(line_kind, line_number) as last_row_kind,
        count(*) filter (where line_kind = 'rejected') as rejected_line_count,
        min(line_number) filter (where line_kind = 'rejected') as first_rejected_line,
        min_by(reason_code, line_number) filter (where line_kind = 'rejected') as first_problem,
        -- Of that line, even where it has none: DuckDB passes nulls over.
        nullif(min_by(coalesce(unread_text, ''), line_number) filter (where line_kind = 'rejected'), '')
            as first_unread_text,
        bool_or(is_cut_off) as is_cut_off
    from line_kinds
    where line_kind in ('total', 'row', 'rejected')
    group by report_id

),

-- The sections of a report break the same measures down; the last one may end before it has them all.
sections as (

    select
        report_id,
        count(distinct table_measure_code) as measure_count,
        row_number() over (
            partition by report_id order by max(line_number) desc nulls last
        ) as section_from_end
    from row_members
    where
        not is_total
        and reason_code is null
        and table_status_code = '_T'
        and table_breakdown not in ('measure', 'status')
    group by report_id, table_breakdown

),

reports_with_totals as (

    select distinct report_id
    from row_members
    where is_total

),

short_sections as (

    select last_section.report_id
    from sections as last_section
    inner join sections as section_before
        on last_section.report_id = section_before.report_id and section_before.section_from_end = 2
    where last_section.section_from_end = 1 and last_section.measure_count < section_before.measure_count

),

-- Those of tables that lack rows are in no fact.
observation_counts as (

    select
        observations.report_id,
        sum({{ list_length('observations.participants') }}) as observation_count
    from {{ of_new_reports(ref('int_observations')) }} as observations
    left join {{ ref('int_withheld_members') }} as withheld_members
        on
            observations.report_id = withheld_members.report_id
            and observations.member_key = withheld_members.member_key
    where withheld_members.report_id is null
    group by observations.report_id

),

cell_counts as (

    select
        read_rows.report_id,
        sum({{ list_length('read_rows.participants') }} + cast(read_rows.has_average as integer))
            as cell_count,
        sum(
            {{ list_length('read_rows.participants') }} - {{ list_known_count('read_rows.participants') }}
            + cast(read_rows.has_average and read_rows.average is null as integer)
        ) as suppressed_cell_count
    from read_rows
    inner join row_members
        on read_rows.report_id = row_members.report_id and read_rows.line_number = row_members.line_number
    where row_members.reason_code is null
    group by read_rows.report_id

)

select
    ---------- ids
    report_headings.report_id,

    ---------- cells, and the observations that are in a fact
    coalesce(cell_counts.cell_count, 0) as cell_count,
    coalesce(cell_counts.suppressed_cell_count, 0) as suppressed_cell_count,
    coalesce(observation_counts.observation_count, 0) as observation_count,

    ---------- lines that were not read
    coalesce(last_lines.rejected_line_count, 0) as rejected_line_count,
    last_lines.first_rejected_line,
    last_lines.first_problem,
    last_lines.first_unread_text,

    ---------- whether it is there to its end
    reports_with_totals.report_id is not null as has_totals,
    coalesce(last_lines.is_cut_off, false) as is_cut_off,
    short_sections.report_id is not null as ends_in_a_section,
    coalesce(last_lines.last_row_kind = 'total', false) as ends_after_total
from report_headings
left join last_lines on report_headings.report_id = last_lines.report_id
left join reports_with_totals on report_headings.report_id = reports_with_totals.report_id
left join short_sections on report_headings.report_id = short_sections.report_id
left join cell_counts on report_headings.report_id = cell_counts.report_id
left join observation_counts on report_headings.report_id = observation_counts.report_id
