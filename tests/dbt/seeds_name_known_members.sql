-- A code in a seed is that of a row in another: what a spelling names, by its dimension, and the joint
-- group that a group is printed with.
{{ config(tags=['model_key']) }}

with members as (

    select
        'measure' as dimension,
        measure_code as code
    from {{ ref('measure') }}
    union all
    select
        'measure_group' as dimension,
        measure_group_code as code
    from {{ ref('measure_group') }}
    union all
    select
        'status' as dimension,
        status_code as code
    from {{ ref('status') }}
    union all
    select
        'fylke' as dimension,
        fylke_code as code
    from {{ ref('fylke') }}
    union all
    select
        demographic_dimension as dimension,
        demographic_code as code
    from {{ ref('demographic') }}
    union all
    -- Rows that stand in many breakdowns.
    select
        'any' as dimension,
        region_code as code
    from {{ ref('region_special') }}
    where region_level <> 'country'
    union all
    select
        'any' as dimension,
        demographic_code as code
    from {{ ref('demographic') }}
    where demographic_code in ('unknown', 'not_stated')

),

named as (

    select
        'label_spelling' as seed,
        dimension,
        code
    from {{ ref('label_spelling') }}
    union all
    select
        'measure_group' as seed,
        'measure_group' as dimension,
        printed_with_group_code as code
    from {{ ref('measure_group') }}
    where printed_with_group_code is not null

)

select named.*
from named
left join members on named.dimension = members.dimension and named.code = members.code
where members.code is null
