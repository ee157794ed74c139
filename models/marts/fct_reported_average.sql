{{ config(materialized='incremental', incremental_strategy='append') }}

with averages as {{ not_materialized() }} (

    select * from {{ ref('int_averages') }}
    {{ new_reports_only() }}

),

members as (

    select * from {{ ref('int_members') }}

),

accepted_reports as (

    select * from {{ ref('dim_report') }}
    where state = 'accepted'

),

-- A total's average is printed on every page of its tables: one average, like the total itself.
first_prints as (

    select
        report_id,
        min(line_number) as line_number
    from averages
    group by report_id, period_from, period_to, member_key

)

select
    ---------- ids
    members.measure_code,
    members.status_code,
    members.region_level,
    members.region_code,
    members.demographic_dimension,
    members.demographic_code,
    averages.period_from,
    averages.period_to,

    ---------- as printed
    averages.average,
    case when averages.is_suppressed then {{ var('suppressed_low') }} else averages.average end
        as average_low,
    case when averages.is_suppressed then {{ var('suppressed_high') }} else averages.average end
        as average_high,
    averages.is_suppressed,
    averages.printed_value,

    ---------- as the months have it
    averages.mean_low,
    averages.mean_high,

    ---------- where it is printed
    averages.report_id,
    averages.line_number
from averages
inner join first_prints
    on averages.report_id = first_prints.report_id and averages.line_number = first_prints.line_number
inner join accepted_reports on averages.report_id = accepted_reports.report_id
inner join members on averages.member_key = members.member_key
