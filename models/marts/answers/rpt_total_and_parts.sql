{%- set key = ['month'] -%}
{{ config(
    materialized='incremental',
    incremental_strategy='changed_tables',
    unique_key=key
) }}

-- Every printed total that has parts, each way it is divided in its own rows.
with vintages as (

    select vintages.*
    from {{ ref('fct_participants_vintage') }} as vintages
    {{ in_changed_tables('vintages', key) }}
    where vintages.is_newest

),

measures as (select * from {{ ref('dim_measure') }}),

regions as (select * from {{ ref('dim_region') }}),

-- Which groups `_T` and a joint group (`Jobbskaping og tilrettelegging`) are made of. A report prints a
-- joint group or the two in it, so both count to `_T`.
groups as (

    select
        measure_group_code as measure_code,
        '_T' as total_measure_code
    from {{ ref('measure_group') }}
    where measure_group_code <> '_T'
    union all
    select
        measure_group_code,
        printed_with_group_code
    from {{ ref('measure_group') }}
    where printed_with_group_code is not null

),

facts as (

    select
        vintages.*,
        measures.measure_level,
        measures.measure_group_code,
        regions.fylke_code
    from vintages
    inner join measures on vintages.measure_code = measures.measure_code
    inner join regions
        on vintages.region_level = regions.region_level and vintages.region_code = regions.region_code

),

-- Each part with the total it belongs to. `99` and `unknown` are parts of the country.
parts as (

    select
        case when demographic_dimension = '_T' then region_level else demographic_dimension end
            as divided_by,
        measure_code as total_measure_code,
        status_code as total_status_code,
        'country' as total_region_level,
        'NO' as total_region_code,
        *
    from facts
    where region_level <> 'country' or demographic_dimension <> '_T'
    union all
    select
        'kommune' as divided_by,
        measure_code as total_measure_code,
        status_code as total_status_code,
        'fylke' as total_region_level,
        fylke_code as total_region_code,
        *
    from facts
    where region_level = 'kommune' and fylke_code is not null
    union all
    select
        'status' as divided_by,
        measure_code as total_measure_code,
        '_T' as total_status_code,
        region_level as total_region_level,
        region_code as total_region_code,
        *
    from facts
    where status_code <> '_T' and demographic_dimension = '_T'
    union all
    select
        'measure' as divided_by,
        measure_group_code as total_measure_code,
        status_code as total_status_code,
        region_level as total_region_level,
        region_code as total_region_code,
        *
    from facts
    where measure_level = 'measure' and demographic_dimension = '_T'
    union all
    select
        'group' as divided_by,
        groups.total_measure_code,
        facts.status_code as total_status_code,
        facts.region_level as total_region_level,
        facts.region_code as total_region_code,
        facts.*
    from facts
    inner join groups on facts.measure_code = groups.measure_code
    where facts.demographic_dimension = '_T'

),

sums as (

    select
        divided_by,
        total_measure_code,
        total_status_code,
        total_region_level,
        total_region_code,
        month,
        count(*) as part_count,
        count(*) filter (where is_suppressed) as suppressed_part_count,
        bool_or(is_waived) as is_waived,
        {{ sum_participants() }}
    from parts
    group by
        divided_by, total_measure_code, total_status_code, total_region_level, total_region_code, month

)

select
    ---------- ids
    totals.measure_code,
    totals.status_code,
    totals.region_level,
    totals.region_code,
    totals.month,
    sums.divided_by,

    ---------- the total as it is printed
    totals.participants as total_participants,
    totals.participants_low as total_low,
    totals.participants_high as total_high,

    ---------- what its parts add up to
    cast(sums.part_count as integer) as part_count,
    cast(sums.suppressed_part_count as integer) as suppressed_part_count,
    cast(sums.participants_low as integer) as parts_low,
    cast(sums.participants_high as integer) as parts_high,

    ---------- whether they agree
    totals.participants_low <= sums.participants_high
    and sums.participants_low <= totals.participants_high as parts_agree,

    ---------- flags
    totals.series_segment,
    totals.is_waived or sums.is_waived as is_waived
from facts as totals
inner join sums
    on
        totals.measure_code = sums.total_measure_code
        and totals.status_code = sums.total_status_code
        and totals.region_level = sums.total_region_level
        and totals.region_code = sums.total_region_code
        and totals.month = sums.month
where totals.demographic_dimension = '_T'
