{{ config(materialized='table') }}

with labels as (

    select 'measure' as dimension, measure_code as code, measure_name as label from {{ ref('measure') }}
    union all
    select 'measure_group', measure_group_code, measure_group_name from {{ ref('measure_group') }}
    union all
    select 'status', status_code, status_name from {{ ref('status') }} where status_code <> '_T'
    union all
    select demographic_dimension, demographic_code, demographic_name from {{ ref('demographic') }}
    where not (demographic_dimension = 'birth_region' and demographic_code in ('unknown', 'not_stated'))
    union all
    select dimension, code, spelling from {{ ref('label_spelling') }}
    union all
    select region_level, region_code, region_name from {{ ref('region_special') }}
    where region_code not in ('NO', 'unknown')
    union all
    -- Rows that stand in many breakdowns and belong to the one they stand in.
    select 'any', 'unknown', 'Ukjent'
    union all
    select 'any', 'not_stated', 'Uoppgitt'

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
