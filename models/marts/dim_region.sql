with special_regions as (

    select
        region_level,
        region_code,
        region_name,
        region_name_en,
        cast(null as varchar) as fylke_code,
        cast('2018-01-01' as date) as valid_from,
        cast(null as date) as valid_to,
        false as is_inferred
    from {{ ref('region_special') }}

),

fylker as (

    select
        'fylke' as region_level,
        fylke_code as region_code,
        max_by(fylke_name, valid_from) as region_name,
        max_by(fylke_name, valid_from) as region_name_en,
        fylke_code,
        min(valid_from) as valid_from,
        nullif(max(coalesce(valid_to, cast('9999-12-31' as date))), cast('9999-12-31' as date)) as valid_to,
        false as is_inferred
    from {{ ref('dim_fylke') }}
    group by fylke_code

),

kommuner as (

    select
        'kommune' as region_level,
        kommune_code as region_code,
        max_by(kommune_name, valid_from) as region_name,
        max_by(kommune_name, valid_from) as region_name_en,
        min(fylke_code) as fylke_code,
        min(valid_from) as valid_from,
        nullif(max(coalesce(valid_to, cast('9999-12-31' as date))), cast('9999-12-31' as date)) as valid_to,
        false as is_inferred
    from {{ ref('dim_kommune') }}
    group by kommune_code

),

known_regions as (

    select * from special_regions
    union all
    select * from fylker
    union all
    select * from kommuner

),

inferred_regions as (

    select
        row_members.region_level,
        row_members.region_code,
        {{ printed_name('row_members') }} as region_name,
        cast(null as varchar) as region_name_en,
        cast(null as varchar) as fylke_code,
        cast(null as date) as valid_from,
        cast(null as date) as valid_to,
        true as is_inferred
    from {{ ref('int_row_members') }} as row_members
    left join known_regions
        on
            row_members.region_level = known_regions.region_level
            and row_members.region_code = known_regions.region_code
    where row_members.problem is null and known_regions.region_code is null
    group by row_members.region_level, row_members.region_code

)

select * from known_regions
union all
select * from inferred_regions
