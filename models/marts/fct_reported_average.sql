{{ config(materialized='incremental', incremental_strategy='append') }}

with averages as (

    select * from {{ ref('int_averages') }}
    {{ new_reports_only() }}

),

row_members as (

    select * from {{ ref('int_row_members') }}
    {{ new_reports_only() }}

),

accepted_reports as (

    select * from {{ ref('dim_report') }}
    where state = 'accepted'

)

select
    ---------- ids
    row_members.measure_code,
    row_members.status_code,
    row_members.region_level,
    row_members.region_code,
    row_members.demographic_dimension,
    row_members.demographic_code,
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
inner join row_members
    on averages.report_id = row_members.report_id and averages.line_number = row_members.line_number
inner join accepted_reports on averages.report_id = accepted_reports.report_id
-- A total's average is printed on every page of its tables: one average, like the total itself.
qualify row_number() over (
    partition by
        averages.report_id,
        averages.period_from,
        averages.period_to,
        row_members.measure_code,
        row_members.status_code,
        row_members.region_level,
        row_members.region_code,
        row_members.demographic_dimension,
        row_members.demographic_code
    order by averages.line_number asc nulls last
) = 1
