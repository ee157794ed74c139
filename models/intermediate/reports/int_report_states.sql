with report_headings as (

    select * from {{ of_new_reports(ref('int_report_headings')) }}

),

line_kinds as (

    select * from {{ of_new_reports(ref('int_line_kinds')) }}

),

rows_read as (

    select * from {{ of_new_reports(ref('int_rows')) }}

),

row_members as {{ kept_if_few() }} (

    select * from {{ of_new_reports(ref('int_row_members')) }}

),

report_scope as (

    select * from {{ of_new_reports(ref('int_report_scope')) }}

),

reasons as (

    select * from {{ ref('rejection_reason') }}

),

failures as (

    select
        report_id,
        check_code || ' of ' || table_name as failed_check,
        line_number,
        check_code <> 'rejected_lines' and lacks_rows and not is_waived as is_withheld,
        not lacks_rows and not is_waived as is_failed
    from {{ of_new_reports(ref('int_check_failures')) }}

),

first_failures as (

    select *
    from failures
    where is_failed
    qualify row_number() over (
        partition by report_id order by line_number asc nulls last, failed_check asc nulls last
    ) = 1

),

check_results as (

    select
        report_id,
        count(*) filter (where is_failed) as failed_count,
        count(*) filter (where is_withheld) as withheld_count,
        min_by(failed_check, lpad(cast(line_number as varchar), 9, '0') || failed_check)
            filter (where is_withheld) as first_withheld_check
    from failures
    group by report_id

),

last_lines as (

    select
        report_id,
        max_by(line_kind, line_number) as last_row_kind,
        count(*) filter (where line_kind = 'rejected') as rejected_line_count,
        min(line_number) filter (where line_kind = 'rejected') as first_rejected_line,
        min_by(problem, line_number) filter (where line_kind = 'rejected') as first_problem,
        min_by(unread_text, line_number) filter (where line_kind = 'rejected') as first_unread_text,
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
        and problem is null
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
    from {{ ref('int_observations') }} as observations
    left join {{ ref('int_withheld_members') }} as withheld_members
        on
            observations.report_id = withheld_members.report_id
            and observations.member_key = withheld_members.member_key
    where
        withheld_members.report_id is null
        and observations.report_id in (select report_headings.report_id from report_headings)
    group by observations.report_id

),

cell_counts as (

    select
        rows_read.report_id,
        sum({{ list_length('rows_read.participants') }} + cast(rows_read.has_average as integer))
            as cell_count,
        sum(
            {{ list_length('rows_read.participants') }} - {{ list_known_count('rows_read.participants') }}
            + cast(rows_read.has_average and rows_read.average is null as integer)
        ) as suppressed_cell_count
    from rows_read
    inner join row_members
        on rows_read.report_id = row_members.report_id and rows_read.line_number = row_members.line_number
    where row_members.problem is null
    group by rows_read.report_id

),

places as {{ kept_if_few() }} (

    select
        report_lines.report_id,
        report_lines.line_number,
        {{ place_of('report_lines') }} as place
    from {{ of_new_reports(ref('stg_report_lines')) }} as report_lines

),

found as (

    select
        report_headings.report_id,
        coalesce(observation_counts.observation_count, 0) as observation_count,
        report_headings.period_from is not null as has_period,
        report_headings.header_line_count > 0 as has_headers,
        coalesce(cell_counts.cell_count, 0) as cell_count,
        coalesce(cell_counts.suppressed_cell_count, 0) as suppressed_cell_count,
        coalesce(check_results.failed_count, 0) as failed_check_count,
        first_failures.failed_check as first_failed_check,
        failed_places.place as first_failed_place,
        coalesce(check_results.withheld_count, 0) as withheld_count,
        check_results.first_withheld_check,
        report_headings.other_title,
        report_scope.is_of_measures,
        reports_with_totals.report_id is not null as has_totals,
        coalesce(last_lines.rejected_line_count, 0) as rejected_line_count,
        rejected_places.place || ': '
        || coalesce('''' || last_lines.first_unread_text || ''': ', '') || reasons.reason
            as first_rejection,
        coalesce(last_lines.is_cut_off, false) as is_cut_off,
        short_sections.report_id is not null as ends_in_a_section,
        coalesce(last_lines.last_row_kind = 'total', false) as ends_after_total
    from report_headings
    left join check_results on report_headings.report_id = check_results.report_id
    left join first_failures on report_headings.report_id = first_failures.report_id
    left join last_lines on report_headings.report_id = last_lines.report_id
    left join places as failed_places
        on
            report_headings.report_id = failed_places.report_id
            and first_failures.line_number = failed_places.line_number
    left join places as rejected_places
        on
            report_headings.report_id = rejected_places.report_id
            and last_lines.first_rejected_line = rejected_places.line_number
    left join reports_with_totals on report_headings.report_id = reports_with_totals.report_id
    left join report_scope on report_headings.report_id = report_scope.report_id
    left join reasons on last_lines.first_problem = reasons.reason_code
    left join short_sections on report_headings.report_id = short_sections.report_id
    left join cell_counts on report_headings.report_id = cell_counts.report_id
    left join observation_counts on report_headings.report_id = observation_counts.report_id

)

select
    ---------- ids
    report_id,

    ---------- state
    case
        when observation_count = 0 then 'refused'
        when failed_check_count > 0 then 'quarantined'
        else 'accepted'
    end as state,
    case
        when not is_of_measures and other_title is not null
            then 'it is no report of participants in measures (it says ''' || other_title || ''')'
        when not is_of_measures and has_totals
            then
                'it is no report of participants in measures (it has no title that says so, and few of its '
                || 'rows are known measures)'
        when observation_count = 0 and has_headers and not has_period
            then 'it says nowhere which months it covers (`Januar 2026 - Februar 2026`)'
        when observation_count = 0 and withheld_count > 0
            then 'none of its tables adds up, first ' || first_withheld_check
        when observation_count = 0 and rejected_line_count > 0
            then 'none of its rows could be read (' || first_rejection || ')'
        when observation_count = 0 then 'no table with a total and months was found in it'
        when failed_check_count > 0
            then
                cast(failed_check_count as varchar) || ' of its checks fail, first ' || first_failed_check
                || ' (' || first_failed_place || ')'
    end as state_reason,

    ---------- numbers
    cell_count,
    suppressed_cell_count,
    observation_count,
    failed_check_count,
    rejected_line_count,
    first_rejection,

    ---------- completeness
    case
        when is_cut_off then 'the last row is cut off'
        when ends_after_total then 'it ends after a total whose rows are not there'
        when ends_in_a_section then 'its last section has not all the measures of the one before'
        when withheld_count > 0
            then
                'rows are missing from its tables, whose figures are left out, first ' || first_withheld_check
    end as incomplete_reason
from found
