{{ config(materialized='incremental', incremental_strategy='append') }}

with averages as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('int_averages')) }}),

members as (select * from {{ ref('int_members') }}),

accepted_reports as (

    select * from {{ ref('dim_report') }}
    where state = 'accepted'

),

-- A total's average is printed on every page of its tables: one average, like the total itself.
later_prints as (

    select
        averages.report_id,
        averages.line_number
    from averages
    inner join {{ ref('int_repeated_members') }} as repeated_members
        on
            averages.report_id = repeated_members.report_id
            and averages.member_key = repeated_members.member_key
    -- The averages of an old and a new name are none of the measure.
    qualify
        repeated_members.has_two_names
        or row_number() over (
            partition by averages.report_id, averages.period_from, averages.period_to, averages.member_key
            order by averages.line_number asc nulls last
        ) > 1

)

select
    ---------- ids
    members.measure_code,
    members.status_code,
    members.region_level,
    members.region_code,
    members.region_level || ':' || members.region_code as region_key,
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
inner join accepted_reports on averages.report_id = accepted_reports.report_id
inner join members on averages.member_key = members.member_key
left join {{ ref('int_withheld_members') }} as withheld_members
    on averages.report_id = withheld_members.report_id and averages.member_key = withheld_members.member_key
left join later_prints
    on averages.report_id = later_prints.report_id and averages.line_number = later_prints.line_number
where later_prints.report_id is null and withheld_members.report_id is null
