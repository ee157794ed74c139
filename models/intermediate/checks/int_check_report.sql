-- What a report says of itself is of one piece: its code, its dates, its period and the months of its tables.
with report_headings as (select * from {{ of_new_reports(ref('int_report_headings')) }}),

report_files as (select * from {{ ref('stg_report_files') }}),

strange_months as (

    select
        headers.report_id,
        count(*) as month_count,
        min(headers.line_number) as line_number
    from {{ ref('int_headers') }} as headers
    inner join report_headings on headers.report_id = report_headings.report_id
    cross join lateral unnest(headers.months) as header (month)
    where
        header.month < report_headings.period_from
        or header.month > report_headings.period_to
        -- Nothing tells its year, so its column is of no month.
        or header.month is null
    group by headers.report_id

),

-- A period that no header prints to its end is that of another report, or a column was lost.
months_of_headers as (

    select
        headers.report_id,
        min(header.month) as first_month,
        max(header.month) as last_month
    from {{ ref('int_headers') }} as headers
    cross join lateral unnest(headers.months) as header (month)
    where headers.header_number > 0
    group by headers.report_id

),

findings as (

    select
        report_headings.report_id,
        report_headings.period_to as month,
        finding.check_code,
        finding.expected_low,
        finding.expected_high,
        finding.found,
        finding.line_number
    from report_headings
    inner join report_files on report_headings.report_id = report_files.report_id
    left join strange_months on report_headings.report_id = strange_months.report_id
    left join months_of_headers on report_headings.report_id = months_of_headers.report_id
    {{ rows_beside('finding', ['check_code', 'expected_low', 'expected_high', 'found', 'line_number'], [
        [
            "'one_period'", 0, 0,
            'report_headings.other_period_count
            + case
                when report_headings.period_to >= ' ~ months_after('report_headings.period_from', 12) ~ ' then 1
                else 0
            end',
            1,
        ],
        [
            "'published_after_months'", 0, 0,
            'case when report_headings.published_on <= report_headings.period_to then 1 else 0 end',
            1,
        ],
        [
            "'possible_year'", 2000,
            'extract(year from report_files.loaded_at) + 1',
            'coalesce(extract(year from report_headings.period_to), 2000)',
            1,
        ],
        ["'one_publication_date'", 0, 1, 'report_headings.published_on_count', 1],
        ["'one_report_code'", 0, 1, 'report_headings.report_code_count', 1],
        [
            "'months_in_period'", 0, 0,
            'coalesce(strange_months.month_count, 0)
            + case
                when months_of_headers.first_month is null then 0
                when coalesce(months_of_headers.first_month > report_headings.period_from, true) then 1
                else 0
            end
            + case when months_of_headers.last_month < report_headings.period_to then 1 else 0 end',
            'strange_months.line_number',
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
    false as lacks_rows
from findings
