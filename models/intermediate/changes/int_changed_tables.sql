{{ config(materialized='table') }}

with reports as (select * from {{ ref('int_vintage_order') }}),

observations as {{ not_materialized() }} (select * from {{ ref('int_observations') }}),

members as (select * from {{ ref('int_members') }}),

row_members as (select * from {{ ref('int_row_members') }}),

new_reports as (select * from {{ ref('int_new_reports') }}),

-- An unknown member is named by all the reports that print it.
new_unknown_members as (

    select row_members.report_id
    from row_members
    inner join new_reports on row_members.report_id = new_reports.report_id
    inner join {{ ref('int_unknown_members') }} as unknown_members
        on
            (unknown_members.kind = 'measure' and row_members.measure_code = unknown_members.code)
            or (unknown_members.kind = 'status' and row_members.status_code = unknown_members.code)
            or (
                unknown_members.kind = 'region'
                and row_members.region_level = unknown_members.dimension
                and row_members.region_code = unknown_members.code
            )
            or (
                unknown_members.kind = 'demographic'
                and row_members.demographic_dimension = unknown_members.dimension
                and row_members.demographic_code = unknown_members.code
            )

),

printed_rows as (

    select observations.*
    from observations
    inner join new_reports on observations.report_id = new_reports.report_id
    union all
    select *
    from observations
    where exists (select 1 from new_unknown_members)

),

-- The tables by the spans of months that their rows are of, which are few.
printed_spans as (

    select distinct
        members.measure_code,
        members.status_code,
        members.region_level,
        members.demographic_dimension,
        printed_rows.first_month,
        {{ list_length('printed_rows.participants') }} as month_count
    from printed_rows
    inner join reports on printed_rows.report_id = reports.report_id
    inner join members on printed_rows.member_key = members.member_key

),

span_months as (

    select
        *,
        {{ unnested(numbers_up_to('month_count')) }} as month_position
    from printed_spans

),

printed_tables as (

    select distinct
        measure_code,
        status_code,
        region_level,
        demographic_dimension,
        {{ months_after('first_month', 'month_position - 1') }} as month
    from span_months

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
