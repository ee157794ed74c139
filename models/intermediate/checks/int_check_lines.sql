-- Each line of a report was understood, and its rows are of what it is about. A line without numbers that
-- can be read is left out, and the tables that lack it then tell; one with other numbers than fit says that
-- the report is not what it seems.
with report_headings as (select * from {{ of_new_reports(ref('int_report_headings')) }}),

report_files as (select * from {{ ref('stg_report_files') }}),

read_rows as (select * from {{ of_new_reports(ref('int_read_rows')) }}),

row_members as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('int_row_members')) }}),

line_kinds as (select * from {{ of_new_reports(ref('int_line_kinds')) }}),

kind_counts as (

    select
        line_kinds.report_id,
        count(*) as line_count,
        count(*) filter (where line_kinds.line_kind = 'rejected') as rejected_count,
        count(*) filter (
            where
            line_kinds.line_kind = 'rejected' and reasons.is_contradiction and not line_kinds.is_cut_off
        ) as contradiction_count,
        coalesce(
            min(line_kinds.line_number) filter (
                where
                line_kinds.line_kind = 'rejected'
                and reasons.is_contradiction
                and not line_kinds.is_cut_off
            ),
            min(line_kinds.line_number) filter (where line_kinds.line_kind = 'rejected')
        ) as rejected_line_number
    from line_kinds
    left join {{ ref('rejection_reason') }} as reasons on line_kinds.reason_code = reasons.reason_code
    group by line_kinds.report_id

),

-- Nav prints no number below 4, zero neither: one that stands there was a star, or is no count.
numbers_beside_small_ones as (

    select
        read_rows.report_id,
        read_rows.line_number,
        {{ unnested('array_append(read_rows.participants, read_rows.average)') }} as printed_number
    from read_rows
    inner join row_members
        on read_rows.report_id = row_members.report_id and read_rows.line_number = row_members.line_number
    where
        row_members.reason_code is null
        and least({{ list_min('read_rows.participants') }}, read_rows.average) <= {{ var('suppressed_high') }}

),

small_numbers as (

    select
        report_id,
        count(*) as cell_count,
        min(line_number) as line_number
    from numbers_beside_small_ones
    where printed_number <= {{ var('suppressed_high') }}
    group by report_id

),

-- Names that a group and a measure share, where nothing tells which of them is meant.
undecided_measures as (

    select
        read_rows.report_id,
        count(*) as row_count,
        min(read_rows.line_number) as line_number
    from read_rows
    inner join {{ ref('int_report_scope') }} as report_scope on read_rows.report_id = report_scope.report_id
    inner join {{ ref('int_report_labels') }} as report_labels
        on
            read_rows.report_id = report_labels.report_id
            and read_rows.label = report_labels.label
            and read_rows.is_total = report_labels.is_total
    where
        report_scope.prints_groups is null
        and report_labels.measure_code is not null
        and report_labels.measure_group_code is not null
    group by read_rows.report_id

),

strange_measures as (

    select
        row_members.report_id,
        count(distinct row_members.measure_code) as measure_count,
        min(row_members.line_number) as line_number
    from row_members
    inner join {{ ref('int_report_scope') }} as report_scope on row_members.report_id = report_scope.report_id
    inner join {{ ref('measure') }} as measure on row_members.measure_code = measure.measure_code
    inner join
        {{ ref('measure_group') }} as measure_group
        on measure.measure_group_code = measure_group.measure_group_code
    where
        report_scope.total_measure_code <> '_T'
        and report_scope.total_measure_code <> measure_group.measure_group_code
        and report_scope.total_measure_code is distinct from measure_group.printed_with_group_code
    group by row_members.report_id

),

findings as (

    select
        report_headings.report_id,
        report_headings.period_to as month,
        finding.check_code,
        finding.expected_low,
        finding.expected_high,
        finding.found,
        finding.line_number,
        kind_counts.contradiction_count
    from report_headings
    inner join report_files on report_headings.report_id = report_files.report_id
    inner join kind_counts on report_headings.report_id = kind_counts.report_id
    left join small_numbers on report_headings.report_id = small_numbers.report_id
    left join undecided_measures on report_headings.report_id = undecided_measures.report_id
    left join strange_measures on report_headings.report_id = strange_measures.report_id
    {{ rows_beside('finding', ['check_code', 'expected_low', 'expected_high', 'found', 'line_number'], [
        [
            "'line_kind'", 'report_files.line_count', 'report_files.line_count', 'kind_counts.line_count', 1,
        ],
        ["'rejected_lines'", 0, 0, 'kind_counts.rejected_count', 'kind_counts.rejected_line_number'],
        [
            "'suppression_rule'", 0, 0,
            'coalesce(small_numbers.cell_count, 0)',
            'small_numbers.line_number',
        ],
        [
            "'groups_or_measures'", 0, 0,
            'coalesce(undecided_measures.row_count, 0)',
            'undecided_measures.line_number',
        ],
        [
            "'measures_of_report'", 0, 0,
            'coalesce(strange_measures.measure_count, 0)',
            'strange_measures.line_number',
        ],
    ]) }}

)

select
    ---------- ids
    report_id,
    check_code,
    {{ subject_columns('report') }},
    month,
    coalesce(line_number, 1) as line_number,

    ---------- bounds
    expected_low,
    expected_high,
    found as found_low,
    found as found_high,

    ---------- result
    found between expected_low and expected_high as passed,
    check_code = 'rejected_lines' and contradiction_count = 0 as lacks_rows
from findings
