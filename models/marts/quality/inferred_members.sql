-- Unknown labels, by the observations that stand under their members.
with observations as {{ not_materialized() }} (

    select
        observations.report_id,
        observations.line_number,
        members.measure_code,
        members.status_code,
        members.region_level,
        members.region_code,
        members.demographic_dimension,
        members.demographic_code
    from {{ ref('int_observations') }} as observations
    left join {{ ref('int_withheld_members') }} as withheld_members
        on
            observations.report_id = withheld_members.report_id
            and observations.member_key = withheld_members.member_key
    inner join {{ ref('int_members') }} as members on observations.member_key = members.member_key
    where withheld_members.report_id is null

),

report_lines as (select * from {{ source('raw', 'report_lines') }}),

report_files as (select * from {{ source('raw', 'report_files') }}),

inferred as (

    select
        'measure' as dimension,
        measure_name as label,
        observations.report_id,
        observations.line_number
    from observations
    inner join {{ ref('dim_measure') }} as dim_measure on observations.measure_code = dim_measure.measure_code
    where dim_measure.is_inferred

    union all

    select
        'status' as dimension,
        dim_status.status_name as label,
        observations.report_id,
        observations.line_number
    from observations
    inner join {{ ref('dim_status') }} as dim_status on observations.status_code = dim_status.status_code
    where dim_status.is_inferred

    union all

    select
        observations.region_level as dimension,
        dim_region.region_name as label,
        observations.report_id,
        observations.line_number
    from observations
    inner join
        {{ ref('dim_region') }} as dim_region
        on
            observations.region_level = dim_region.region_level
            and observations.region_code = dim_region.region_code
    where dim_region.is_inferred

    union all

    select
        observations.demographic_dimension as dimension,
        dim_demographic.demographic_name as label,
        observations.report_id,
        observations.line_number
    from observations
    inner join
        {{ ref('dim_demographic') }} as dim_demographic
        on
            observations.demographic_dimension = dim_demographic.demographic_dimension
            and observations.demographic_code = dim_demographic.demographic_code
    where dim_demographic.is_inferred

),

first_lines as (

    select
        report_id,
        dimension,
        label,
        min(line_number) as line_number
    from inferred
    group by report_id, dimension, label

)

select
    ---------- ids
    first_lines.report_id,
    first_lines.dimension,
    first_lines.label,
    report_files.file_name,

    ---------- where it is printed first
    first_lines.line_number,
    {{ place_of('report_lines') }} as place
from first_lines
inner join report_lines
    on first_lines.report_id = report_lines.report_id and first_lines.line_number = report_lines.line_number
inner join report_files on first_lines.report_id = report_files.report_id
