with report_files as (select * from {{ source('raw', 'report_files') }}),

report_headings as (select * from {{ ref('int_report_headings') }}),

report_scope as (select * from {{ ref('int_report_scope') }}),

report_types as (select * from {{ ref('report_type') }}),

report_states as (select * from {{ ref('int_report_states') }})

select
    ---------- ids
    report_files.report_id,
    report_files.file_name,
    report_files.sha256,
    -- A report that says nowhere which it is (no title, no code) is known by its measures.
    coalesce(
        report_headings.report_code,
        case when report_headings.title is null then report_types.report_code end
    ) as report_code,

    ---------- what the report says of itself
    report_headings.title,
    report_headings.period_from,
    report_headings.period_to,
    report_headings.published_on,

    ---------- what it gave
    report_files.line_count,
    cast(report_states.cell_count as integer) as cell_count,
    cast(report_states.suppressed_cell_count as integer) as suppressed_cell_count,
    cast(report_states.observation_count as integer) as observation_count,
    cast(report_states.rejected_line_count as integer) as rejected_line_count,
    cast(report_states.failed_check_count as integer) as failed_check_count,

    ---------- state
    report_states.state,
    report_states.state_reason,
    report_states.incomplete_reason is null and report_states.state <> 'refused' as is_complete,
    report_states.incomplete_reason
from report_files
inner join report_headings on report_files.report_id = report_headings.report_id
inner join report_scope on report_files.report_id = report_scope.report_id
left join report_types on report_scope.total_measure_code = report_types.total_measure_code
inner join report_states on report_files.report_id = report_states.report_id
