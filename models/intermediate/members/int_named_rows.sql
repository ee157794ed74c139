-- Each row with what its own label is known as, in a report of this kind.
with read_rows as (select * from {{ of_new_reports(ref('int_read_rows')) }}),

report_labels as (select * from {{ ref('int_report_labels') }}),

misnamed_labels as (select * from {{ of_new_reports(ref('int_misnamed_labels')) }}),

report_scope as (select * from {{ ref('int_report_scope') }}),

-- Sheets of a workbook that are named after something else (`Prosent`, `Ledige stillinger`).
other_sheets as (

    select
        report_id,
        line_number
    from {{ of_new_reports(ref('stg_report_lines')) }}
    where
        sheet_name is not null
        and {{ matches('lower(sheet_name)', other_title_pattern() ~ '|\\b(?:prosent|andel|endring)\\b') }}

)

select
    ---------- ids
    read_rows.report_id,
    read_rows.line_number,
    read_rows.block_number,
    read_rows.is_total,
    read_rows.label,

    ---------- keys of what the label names
    report_labels.label_key,
    report_labels.status_key,
    report_labels.measure_key,

    ---------- members it is known as
    report_labels.status_code,
    -- A group and a measure can share a name; a report prints one or the other.
    case
        when
            coalesce(report_scope.prints_groups, false)
            then coalesce(report_labels.measure_group_code, report_labels.measure_code)
        else coalesce(report_labels.measure_code, report_labels.measure_group_code)
    end as measure_code,
    report_labels.other_code,
    report_labels.is_former_name,

    ---------- what a table with such rows breaks down by
    coalesce(
        report_labels.other_dimension,
        case
            when coalesce(report_labels.measure_code, report_labels.measure_group_code) is not null
                then 'measure'
            when report_labels.status_code is not null then 'status'
        end
    ) as label_breakdown,
    case
        -- What stands in a table without being a row of it says nothing of the others.
        when
            read_rows.reason_code in (
                'no_values', 'unread_header', 'label_in_doubt', 'no_label', 'note', 'values_in_label'
            )
            then null
        when report_labels.other_dimension is not null then nullif(report_labels.other_dimension, 'any')
        when read_rows.is_total then null
        when coalesce(report_labels.measure_code, report_labels.measure_group_code) is not null then 'measure'
        when report_labels.status_code is not null then 'status'
    end as known_breakdown,
    -- Some labels belong to any breakdown.
    report_labels.other_dimension = 'any' as is_in_any_breakdown,

    ---------- what the report is about
    report_scope.total_measure_code as report_measure_code,

    ---------- why it is not read
    case
        when not report_scope.is_of_measures or other_sheets.report_id is not null then 'other_statistic'
        when read_rows.reason_code is null and read_rows.block_number = 0 then 'no_total'
        -- `I alt 11 Rogaland`, `I alt kvinner`: of which measure, it does not say.
        when
            read_rows.reason_code is null
            and read_rows.is_total
            and (
                report_labels.names_another_member
                or (report_scope.is_type_unknown and report_labels.measure_key = '')
            )
            then 'no_measure'
        when read_rows.reason_code is null and not read_rows.is_total and misnamed_labels.label is not null
            then 'region_name'
        else read_rows.reason_code
    end as row_reason_code
from read_rows
inner join report_labels
    on
        read_rows.report_id = report_labels.report_id
        and read_rows.label = report_labels.label
        and read_rows.is_total = report_labels.is_total
inner join report_scope on read_rows.report_id = report_scope.report_id
left join misnamed_labels
    on read_rows.report_id = misnamed_labels.report_id and read_rows.label = misnamed_labels.label
left join other_sheets
    on read_rows.report_id = other_sheets.report_id and read_rows.line_number = other_sheets.line_number
