{{ config(materialized='table') }}

with labels as (

    select
        'measure' as dimension,
        measure_code as code,
        measure_name as label,
        false as is_former_name
    from {{ ref('measure') }}
    union all
    select
        'measure_group' as dimension,
        measure_group_code as code,
        measure_group_name as label,
        false as is_former_name
    from {{ ref('measure_group') }}
    union all
    select
        'status' as dimension,
        status_code as code,
        status_name as label,
        false as is_former_name
    from {{ ref('status') }}
    where status_code <> '_T'
    union all
    select
        demographic_dimension as dimension,
        demographic_code as code,
        demographic_name as label,
        false as is_former_name
    from {{ ref('demographic') }}
    where not (demographic_dimension = 'birth_region' and demographic_code in ('unknown', 'not_stated'))
    union all
    select
        dimension,
        code,
        spelling as label,
        is_former_name
    from {{ ref('label_spelling') }}
    union all
    select
        'any' as dimension,
        region_code as code,
        region_name as label,
        false as is_former_name
    from {{ ref('region_special') }}
    where region_code = '99'
    union all
    -- Rows that stand in many breakdowns and belong to the one they stand in.
    select
        'any' as dimension,
        'unknown' as code,
        'Ukjent' as label,
        false as is_former_name
    union all
    select
        'any' as dimension,
        'not_stated' as code,
        'Uoppgitt' as label,
        false as is_former_name

),

always_valid as (

    select
        {{ label_key('label') }} as label_key,
        dimension,
        code,
        is_former_name,
        cast('0001-01-01' as date) as valid_from,
        cast('9999-12-31' as date) as valid_to
    from labels

),

-- A fylke is printed without its code in older reports, by its Norwegian name, by that and the next one
-- (`Troms - Romsa`) or by all of them; the same name had another code at other times.
fylke_names as (

    select
        region_code,
        valid_from,
        coalesce(valid_to, cast('9999-12-31' as date)) as valid_to,
        norwegian_key,
        name_key,
        {{ label_key(
            "split_part(region_name, ' - ', 1) || split_part(region_name, ' - ', 2)"
        ) }} as two_names_key
    from {{ ref('int_region_names') }}
    where region_level = 'fylke'

),

fylke_keys as (

    select
        norwegian_key as label_key,
        region_code,
        valid_from,
        valid_to
    from fylke_names
    union all
    select
        two_names_key as label_key,
        region_code,
        valid_from,
        valid_to
    from fylke_names
    union all
    select
        name_key as label_key,
        region_code,
        valid_from,
        valid_to
    from fylke_names

)

select distinct * from always_valid
union all
select
    label_key,
    'fylke' as dimension,
    region_code as code,
    false as is_former_name,
    min(valid_from) as valid_from,
    max(valid_to) as valid_to
from fylke_keys
group by label_key, region_code
