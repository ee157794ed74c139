{{ config(materialized='table') }}

with labels as (

    select
        'measure' as dimension,
        measure_code as code,
        measure_name as label
    from {{ ref('measure') }}
    union all
    select
        'measure_group' as dimension,
        measure_group_code as code,
        measure_group_name as label
    from {{ ref('measure_group') }}
    union all
    select
        'status' as dimension,
        status_code as code,
        status_name as label
    from {{ ref('status') }}
    where status_code <> '_T'
    union all
    select
        demographic_dimension as dimension,
        demographic_code as code,
        demographic_name as label
    from {{ ref('demographic') }}
    where not (demographic_dimension = 'birth_region' and demographic_code in ('unknown', 'not_stated'))
    union all
    select
        dimension,
        code,
        spelling as label
    from {{ ref('label_spelling') }}
    union all
    select
        'any' as dimension,
        region_code as code,
        region_name as label
    from {{ ref('region_special') }}
    where region_code = '99'
    union all
    -- Rows that stand in many breakdowns and belong to the one they stand in.
    select
        'any' as dimension,
        'unknown' as code,
        'Ukjent' as label
    union all
    select
        'any' as dimension,
        'not_stated' as code,
        'Uoppgitt' as label

),

always_valid as (

    select
        {{ label_key('label') }} as label_key,
        dimension,
        code,
        cast('0001-01-01' as date) as valid_from,
        cast('9999-12-31' as date) as valid_to
    from labels

),

-- A fylke is printed without its code in older reports; the same name had another code at other times.
fylke_names as (

    select
        {{ label_key('fylke_name') }} as label_key,
        'fylke' as dimension,
        fylke_code as code,
        min(valid_from) as valid_from,
        max(coalesce(valid_to, cast('9999-12-31' as date))) as valid_to
    from {{ ref('fylke') }}
    group by fylke_name, fylke_code

)

select distinct * from always_valid
union all
select * from fylke_names
