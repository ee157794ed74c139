-- Every printed average of the year so far agrees with its months, once in each table.
with averages as (

    select * from {{ ref('int_averages') }}
    {{ new_reports_only() }}

),

row_members as (

    select * from {{ ref('int_row_members') }}
    {{ new_reports_only() }}

),

members as (

    select * from {{ ref('int_members') }}

),

-- The total of a table is printed on each of its pages.
averages_in_tables as (

    select
        averages.report_id,
        averages.is_suppressed,
        row_members.table_measure_code,
        row_members.table_status_code,
        row_members.table_breakdown,
        averages.member_key,
        min(averages.period_to) as month,
        coalesce(
            min(averages.line_number) filter (where not averages.agrees_with_months),
            min(averages.line_number)
        ) as line_number,
        min(averages.mean_low) as expected_low,
        max(averages.mean_high) as expected_high,
        min(averages.average) as found_low,
        max(averages.average) as found_high,
        bool_and(averages.agrees_with_months) as passed
    from averages
    inner join row_members
        on averages.report_id = row_members.report_id and averages.line_number = row_members.line_number
    group by
        averages.report_id,
        averages.is_suppressed,
        row_members.table_measure_code,
        row_members.table_status_code,
        row_members.table_breakdown,
        averages.member_key

)

select
    ---------- ids
    averages_in_tables.report_id,
    case when averages_in_tables.is_suppressed then 'suppressed_average' else 'average' end as check_code,
    {{ table_of('averages_in_tables') }}
    || ' ' || members.measure_code || ' ' || members.status_code
    || ' ' || members.region_level || ' ' || members.region_code
    || ' ' || members.demographic_code as table_name,
    averages_in_tables.month,
    averages_in_tables.line_number,

    ---------- bounds
    averages_in_tables.expected_low,
    averages_in_tables.expected_high,
    averages_in_tables.found_low,
    averages_in_tables.found_high,

    ---------- result
    averages_in_tables.passed,
    false as is_cut_short
from averages_in_tables
inner join members on averages_in_tables.member_key = members.member_key
