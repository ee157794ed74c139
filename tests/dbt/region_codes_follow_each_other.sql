-- On every day each region has one code: a code ends the day before those that follow it begin, a code
-- that begins follows another, the names of a code meet, and a kommune's fylke is there as long as it is.
with names as (

    select * from {{ ref('dim_region_name') }}

),

regions as (

    select
        region_level,
        region_code,
        fylke_code,
        valid_from,
        valid_to
    from {{ ref('dim_region') }}
    where not is_inferred and fylke_code is not null

),

bridges as (

    select * from {{ ref('bridge_region') }}

),

names_that_do_not_meet as (

    select
        region_level,
        region_code,
        'its names leave a gap or overlap' as reason_code
    from names
    qualify
        lead(valid_from) over (partition by region_level, region_code order by valid_from asc nulls last)
        is distinct from valid_to + 1
        and lead(valid_from) over (partition by region_level, region_code order by valid_from asc nulls last)
        is not null

),

ends_without_successor as (

    select
        regions.region_level,
        regions.region_code,
        'it ends, and nothing follows it the next day' as reason_code
    from regions
    left join bridges
        on
            regions.region_level = bridges.region_level
            and regions.region_code = bridges.old_code
            and bridges.effective_from = regions.valid_to + 1
            and bridges.new_code <> bridges.old_code
    where regions.valid_to is not null and bridges.old_code is null

),

begins_without_predecessor as (

    select
        regions.region_level,
        regions.region_code,
        'it begins, and follows nothing' as reason_code
    from regions
    left join bridges
        on
            regions.region_level = bridges.region_level
            and regions.region_code = bridges.new_code
            and regions.valid_from = bridges.effective_from
            and bridges.new_code <> bridges.old_code
    where regions.valid_from > cast('2018-01-01' as date) and bridges.new_code is null

),

kommuner_without_fylke as (

    select
        kommuner.region_level,
        kommuner.region_code,
        'its fylke is not there as long as it is' as reason_code
    from regions as kommuner
    left join regions as fylker
        on
            fylker.region_level = 'fylke'
            and kommuner.fylke_code = fylker.region_code
            and kommuner.valid_from >= fylker.valid_from
            and coalesce(kommuner.valid_to, cast('9999-12-31' as date))
            <= coalesce(fylker.valid_to, cast('9999-12-31' as date))
    where kommuner.region_level = 'kommune' and fylker.region_code is null

)

select * from names_that_do_not_meet
union all
select * from ends_without_successor
union all
select * from begins_without_predecessor
union all
select * from kommuner_without_fylke
