-- Whether each report is accepted, and why not, in words.
with report_counts as (select * from {{ of_new_reports(ref('int_report_counts')) }}),

report_headings as (select * from {{ of_new_reports(ref('int_report_headings')) }}),

report_scope as (select * from {{ of_new_reports(ref('int_report_scope')) }}),

reasons as (select * from {{ ref('rejection_reason') }}),

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
        min_by(failed_check, lpad(cast(line_number as string), 9, '0') || failed_check) filter (
            where is_withheld
        ) as first_withheld_check
    from failures
    group by report_id

),

-- Only of these lines the places are told.
named_lines as (

    select
        report_id,
        line_number
    from first_failures
    union
    select
        report_id,
        first_rejected_line as line_number
    from report_counts

),

places as (

    select
        report_lines.report_id,
        report_lines.line_number,
        {{ place_of('report_lines') }} as place
    from {{ of_new_reports(ref('stg_report_lines')) }} as report_lines
    inner join named_lines
        on
            report_lines.report_id = named_lines.report_id
            and report_lines.line_number = named_lines.line_number

),

found as (

    select
        report_counts.*,
        report_headings.period_from is not null as has_period,
        report_headings.header_line_count > 0 as has_headers,
        chr(39) || report_headings.other_title || chr(39) as other_title,
        report_scope.is_of_measures,
        coalesce(check_results.failed_count, 0) as failed_check_count,
        first_failures.failed_check as first_failed_check,
        failed_places.place as first_failed_place,
        coalesce(check_results.withheld_count, 0) as withheld_count,
        check_results.first_withheld_check,
        rejected_places.place || ': '
        || coalesce(chr(39) || report_counts.first_unread_text || chr(39) || ': ', '') || reasons.reason
            as first_rejection
    from report_counts
    inner join report_headings on report_counts.report_id = report_headings.report_id
    left join report_scope on report_counts.report_id = report_scope.report_id
    left join check_results on report_counts.report_id = check_results.report_id
    left join first_failures on report_counts.report_id = first_failures.report_id
    left join reasons on report_counts.first_problem = reasons.reason_code
    left join places as failed_places
        on
            report_counts.report_id = failed_places.report_id
            and first_failures.line_number = failed_places.line_number
    left join places as rejected_places
        on
            report_counts.report_id = rejected_places.report_id
            and report_counts.first_rejected_line = rejected_places.line_number

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
            then 'it is no report of participants in measures (it says ' || other_title || ')'
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
                cast(failed_check_count as string) || ' of its checks fail, first ' || first_failed_check
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
