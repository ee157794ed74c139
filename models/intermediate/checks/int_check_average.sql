-- Every printed average of the year so far agrees with its months, once in each table.
with averages as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('int_averages')) }}),

row_members as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('int_row_members')) }}),

members as (

    select
        members.member_key,
        members.measure_code || ' ' || members.status_code || ' ' || {{ member_name('members') }}
            as member_text
    from {{ ref('int_members') }} as members

),

repeated_members as (select * from {{ of_new_reports(ref('int_repeated_members')) }}),

last_lines as (

    select
        report_id,
        line_count as line_number
    from {{ ref('stg_report_files') }}
    where file_format = 'text'

),

averages_of_rows as {{ kept_if_few() }} (

    select
        averages.*,
        row_members.table_measure_code,
        row_members.table_status_code,
        row_members.table_breakdown,
        repeated_members.report_id is not null as is_repeated
    from averages
    inner join row_members
        on averages.report_id = row_members.report_id and averages.line_number = row_members.line_number
    left join repeated_members
        on
            averages.report_id = repeated_members.report_id
            and averages.member_key = repeated_members.member_key

),

averages_in_tables as (

    select
        report_id,
        is_suppressed,
        table_measure_code,
        table_status_code,
        table_breakdown,
        member_key,
        period_to as month,
        line_number,
        mean_low as expected_low,
        mean_high as expected_high,
        average as found_low,
        average as found_high,
        agrees_with_months as passed
    from averages_of_rows
    where not is_repeated

    union all

    -- The total of a table is printed on each of its pages.
    select
        report_id,
        is_suppressed,
        table_measure_code,
        table_status_code,
        table_breakdown,
        member_key,
        min(period_to) as month,
        coalesce(min(line_number) filter (where not agrees_with_months), min(line_number)) as line_number,
        min(mean_low) as expected_low,
        max(mean_high) as expected_high,
        min(average) as found_low,
        max(average) as found_high,
        bool_and(agrees_with_months) as passed
    from averages_of_rows
    where is_repeated
    group by
        report_id,
        is_suppressed,
        table_measure_code,
        table_status_code,
        table_breakdown,
        member_key

)

select
    ---------- ids
    averages_in_tables.report_id,
    case when averages_in_tables.is_suppressed then 'suppressed_average' else 'average' end as check_code,
    {{ subject_columns(
        'average',
        'averages_in_tables.table_measure_code',
        'averages_in_tables.table_status_code',
        'averages_in_tables.table_breakdown',
        'members.member_text'
    ) }},
    averages_in_tables.month,
    averages_in_tables.line_number,

    ---------- bounds
    averages_in_tables.expected_low,
    averages_in_tables.expected_high,
    averages_in_tables.found_low,
    averages_in_tables.found_high,

    ---------- result
    averages_in_tables.passed,
    -- A number at the end of a text without a line end may be cut off.
    last_lines.report_id is not null as lacks_rows
from averages_in_tables
left join last_lines
    on
        averages_in_tables.report_id = last_lines.report_id
        and averages_in_tables.line_number = last_lines.line_number
inner join members on averages_in_tables.member_key = members.member_key
