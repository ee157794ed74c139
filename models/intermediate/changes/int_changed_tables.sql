{{ config(materialized='table') }}

with reports as (

    select * from {{ ref('int_vintage_order') }}

),

observations as {{ not_materialized() }} (

    select * from {{ ref('int_observations') }}

),

members as (

    select * from {{ ref('int_members') }}

),

row_members as (

    select * from {{ ref('int_row_members') }}

),

new_reports as (

    select * from {{ ref('int_new_reports') }}

),

-- A member that nobody knows is named by all the reports that print it.
new_unknown_members as (

    select row_members.report_id
    from row_members
    inner join new_reports on row_members.report_id = new_reports.report_id
    left join {{ ref('dim_measure') }} as measures on row_members.measure_code = measures.measure_code
    left join {{ ref('dim_status') }} as statuses on row_members.status_code = statuses.status_code
    left join {{ ref('dim_region') }} as regions
        on row_members.region_level = regions.region_level and row_members.region_code = regions.region_code
    left join {{ ref('dim_demographic') }} as demographics
        on
            row_members.demographic_dimension = demographics.demographic_dimension
            and row_members.demographic_code = demographics.demographic_code
    where measures.is_inferred or statuses.is_inferred or regions.is_inferred or demographics.is_inferred

),

printed_observations as (

    select
        observations.report_id,
        observations.member_key,
        observations.month
    from observations
    inner join new_reports on observations.report_id = new_reports.report_id
    union all
    select
        report_id,
        member_key,
        month
    from observations
    where exists (select 1 from new_unknown_members)

),

printed_tables as (

    select distinct
        members.measure_code,
        members.status_code,
        members.region_level,
        members.demographic_dimension,
        observations.month
    from printed_observations as observations
    inner join reports on observations.report_id = reports.report_id
    inner join members on observations.member_key = members.member_key

)

-- A later month is compared with the month before it, and with the same month a year before.
{% for months in [0, 1, 12] %}
    select
        measure_code,
        status_code,
        region_level,
        demographic_dimension,
        {{ months_after('month', months) }} as month
    from printed_tables
    {% if not loop.last %}union{% endif %}
{% endfor %}
