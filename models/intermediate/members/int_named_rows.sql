-- Each row with what its own label is known as, in a report of this kind.
with rows_read as (

    select * from {{ of_new_reports(ref('int_rows')) }}

),

row_labels as (

    select * from {{ ref('int_row_labels') }}

),

report_scope as (

    select * from {{ ref('int_report_scope') }}

),

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
    rows_read.report_id,
    rows_read.line_number,
    rows_read.block_number,
    rows_read.is_total,
    rows_read.label,

    ---------- keys of what the label names
    row_labels.label_key,
    row_labels.status_key,
    row_labels.measure_key,

    ---------- members it is known as
    row_labels.status_code,
    -- A group and a measure can share a name; a report prints one or the other.
    case
        when
            coalesce(report_scope.prints_groups, false)
            then coalesce(row_labels.measure_group_code, row_labels.measure_code)
        else coalesce(row_labels.measure_code, row_labels.measure_group_code)
    end as measure_code,
    row_labels.other_code,
    row_labels.is_former_name,

    ---------- what a table with such rows breaks down by
    coalesce(
        row_labels.other_dimension,
        case
            when coalesce(row_labels.measure_code, row_labels.measure_group_code) is not null
                then 'measure'
            when row_labels.status_code is not null then 'status'
        end
    ) as label_breakdown,
    case
        -- What stands in a table without being a row of it says nothing of the others.
        when
            rows_read.problem in (
                'no_values', 'unread_header', 'label_in_doubt', 'no_label', 'note', 'values_in_label'
            )
            then null
        when row_labels.other_dimension is not null then nullif(row_labels.other_dimension, 'any')
        when rows_read.is_total then null
        when coalesce(row_labels.measure_code, row_labels.measure_group_code) is not null then 'measure'
        when row_labels.status_code is not null then 'status'
    end as known_breakdown,
    -- Some labels belong to any breakdown.
    row_labels.other_dimension = 'any' as is_in_any_breakdown,

    ---------- what the report is about
    report_scope.total_measure_code as report_measure_code,

    ---------- why it is not read
    case
        when not report_scope.is_of_measures or other_sheets.report_id is not null then 'other_statistic'
        when rows_read.problem is null and rows_read.block_number = 0 then 'no_total'
        -- `I alt 11 Rogaland`, `I alt kvinner`: of which measure, it does not say.
        when
            rows_read.problem is null
            and rows_read.is_total
            and (
                row_labels.names_another_member
                or (report_scope.is_type_unknown and row_labels.measure_key = '')
            )
            then 'no_measure'
        when rows_read.problem is null and not rows_read.is_total and row_labels.is_misnamed
            then 'region_name'
        else rows_read.problem
    end as row_problem
from rows_read
inner join row_labels
    on
        rows_read.report_id = row_labels.report_id
        and rows_read.label = row_labels.label
        and rows_read.is_total = row_labels.is_total
inner join report_scope on rows_read.report_id = report_scope.report_id
left join other_sheets
    on rows_read.report_id = other_sheets.report_id and rows_read.line_number = other_sheets.line_number
