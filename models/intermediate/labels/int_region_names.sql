{{ config(materialized='table') }}

-- The names that regions had, with the keys that printed ones are compared by.
with kommune_names as (

    select
        kommune_code,
        kommune_name,
        valid_from,
        valid_to,
        row_number() over (partition by kommune_code order by valid_from asc nulls last) = 1 as is_first
    from {{ ref('kommune') }}

),

changes as (select * from {{ ref('kommune_change') }}),

-- A change makes its new code, unless the code was there before and only took others in.
made_codes as (

    select
        new_code as kommune_code,
        effective_from as made_on
    from changes
    group by new_code, effective_from
    having not bool_or(old_code = new_code)

),

-- Codes that ended before 2020 are known from the changes that ended them.
ended_codes as (

    select
        old_code as kommune_code,
        min(old_name) as kommune_name,
        cast(min(effective_from) - interval 1 day as date) as valid_to
    from changes
    where old_code not in (select kommune_names.kommune_code from kommune_names)
    group by old_code

),

-- The seeds begin with 2020; a code that no change made was there from the first year of the reports on.
names as (

    select
        'kommune' as region_level,
        kommune_names.kommune_code as region_code,
        kommune_names.kommune_name as region_name,
        case
            when kommune_names.is_first then coalesce(made_codes.made_on, cast('2018-01-01' as date))
            else kommune_names.valid_from
        end as valid_from,
        kommune_names.valid_to
    from kommune_names
    left join made_codes on kommune_names.kommune_code = made_codes.kommune_code
    union all
    select
        'kommune' as region_level,
        ended_codes.kommune_code as region_code,
        ended_codes.kommune_name as region_name,
        coalesce(made_codes.made_on, cast('2018-01-01' as date)) as valid_from,
        ended_codes.valid_to
    from ended_codes
    left join made_codes on ended_codes.kommune_code = made_codes.kommune_code
    union all
    select
        'fylke' as region_level,
        fylke_code as region_code,
        fylke_name_full as region_name,
        valid_from,
        valid_to
    from {{ ref('fylke') }}

)

select
    ---------- ids
    region_level,
    region_code,
    region_name,

    ---------- validity
    valid_from,
    valid_to,

    ---------- keys: of the whole name, and of the Norwegian one alone (`Trondheim - Tråante`, `Herøy (Nordland)`)
    {{ label_key('region_name') }} as name_key,
    {{ label_key(regex_replace('region_name', '( - | [(]).*$')) }} as norwegian_key
from names
