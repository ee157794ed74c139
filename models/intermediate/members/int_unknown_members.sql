{{ config(materialized='table') }}

-- Measures, statuses, regions and demographic groups that reports print and no seed knows, by the label that is
-- printed first.
with row_members as (select * from {{ ref('int_row_members') }}),

members as {{ not_materialized() }} (select * from {{ ref('int_members') }}),

report_scope as (select * from {{ ref('int_report_scope') }}),

measure_groups as (select * from {{ ref('measure_group') }}),

known_regions as (

    select
        region_level,
        region_code
    from {{ ref('int_region_names') }}
    union
    select
        region_level,
        region_code
    from {{ ref('region_special') }}

),

known_demographics as (

    select
        demographic_dimension,
        demographic_code
    from {{ ref('demographic') }}

),

unknown_members as (

    select
        'measure' as kind,
        'measure' as dimension,
        measure_code as code,
        member_key
    from members
    where {{ begins_with('measure_code', "'inferred_'") }}
    union all
    select
        'status' as kind,
        'status' as dimension,
        status_code as code,
        member_key
    from members
    where {{ begins_with('status_code', "'inferred_'") }}
    union all
    select
        'region' as kind,
        members.region_level as dimension,
        members.region_code as code,
        members.member_key
    from members
    left join known_regions
        on
            members.region_level = known_regions.region_level
            and members.region_code = known_regions.region_code
    where known_regions.region_code is null
    union all
    select
        'demographic' as kind,
        members.demographic_dimension as dimension,
        members.demographic_code as code,
        members.member_key
    from members
    left join known_demographics
        on
            members.demographic_dimension = known_demographics.demographic_dimension
            and members.demographic_code = known_demographics.demographic_code
    where members.demographic_dimension <> '_T' and known_demographics.demographic_code is null

)

select
    ---------- ids
    unknown_members.kind,
    unknown_members.dimension,
    unknown_members.code,

    ---------- as it is printed
    {{ printed_name('row_members') }} as printed_name,
    -- The group that its report is about: an unknown measure belongs to it.
    min(measure_groups.measure_group_code) as measure_group_code
from unknown_members
inner join row_members on unknown_members.member_key = row_members.member_key
inner join report_scope on row_members.report_id = report_scope.report_id
left join measure_groups on report_scope.total_measure_code = measure_groups.measure_group_code
where
    row_members.reason_code is null
    and (
        unknown_members.kind not in ('measure', 'status')
        or row_members.is_total
        or row_members.table_breakdown = unknown_members.kind
    )
group by unknown_members.kind, unknown_members.dimension, unknown_members.code
