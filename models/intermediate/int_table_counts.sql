-- How many observations each table of a report gave, and how many of them suppressed.
with observations as (

    select * from {{ ref('int_observations') }}
    {{ new_reports_only() }}

),

row_members as (

    select * from {{ ref('int_row_members') }}
    {{ new_reports_only() }}

),

tables as (

    select distinct
        report_id,
        table_measure_code,
        table_status_code,
        table_breakdown,
        measure_code,
        status_code,
        region_level,
        region_code,
        demographic_dimension,
        demographic_code
    from row_members
    where problem is null and not is_total

)

select
    ---------- ids
    tables.report_id,
    {{ table_of('tables') }} as table_name,

    ---------- numbers
    count(*) as row_count,
    count(*) filter (where observations.is_suppressed) as suppressed_count
from tables
inner join observations
    on {{ same_member('tables', 'observations') }}
group by all
