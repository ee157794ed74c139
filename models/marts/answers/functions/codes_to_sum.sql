{{ config(parameters=['measures', 'statuses', 'regions']) }}

-- Refuses lists of codes that cannot be added up: a list that holds a total beside its parts, regions of
-- several levels, codes that are not known, what is printed nowhere. Others have their printed total here.
-- What a caller gives may be a query that names its own relations: it is read in the first CTE alone.
with arguments as (

    select
        coalesce(list_distinct(measures), []) as measure_codes,
        coalesce(list_distinct(statuses), []) as status_codes,
        coalesce(list_distinct(regions), []) as region_codes,
        -- A list without its nulls is shorter.
        list_count(measures) < len(measures)
        or list_count(statuses) < len(statuses)
        or list_count(regions) < len(regions) as has_nulls

),

given_measures as (

    select
        dim_measure.measure_code,
        dim_measure.measure_level,
        dim_measure.measure_group_code,
        coalesce(measure_groups.printed_with_group_code, '_T') as joint_group_code
    from {{ unqualified(ref('dim_measure')) }} as dim_measure
    cross join arguments
    left join {{ unqualified(ref('dim_measure')) }} as measure_groups
        on dim_measure.measure_group_code = measure_groups.measure_code
    where list_contains(arguments.measure_codes, dim_measure.measure_code)

),

given_codes as (

    select
        region_code,
        case
            when region_code = 'NO' then 'country'
            when length(region_code) = 4 then 'kommune'
            when length(region_code) = 2 and region_code <> '99' then 'fylke'
        end as own_level
    from (select unnest(arguments.region_codes) as region_code from arguments) as codes

),

-- `99` and `unknown` are of the level of those they are given with, of fylke level by themselves.
region_level as (select coalesce(min(own_level), 'fylke') as region_level from given_codes),

given_regions as (

    select
        given_codes.region_code,
        region_level.region_level,
        dim_region.region_code is not null as is_known,
        given_codes.region_code || ' ends in ' || cast(extract(year from dim_region.valid_to) as varchar)
            as end_of_region
    from given_codes
    cross join region_level
    left join {{ unqualified(ref('dim_region')) }} as dim_region
        on
            region_level.region_level = dim_region.region_level
            and given_codes.region_code = dim_region.region_code

),

-- From when to when the measures are printed by this level, and whether for any of the regions.
printed as (

    select
        strftime(min(facts.month), '%Y-%m') || ' to ' || strftime(max(facts.month), '%Y-%m') as months,
        count(given_regions.region_code) as cell_count
    from {{ unqualified(ref('fct_participants')) }} as facts
    -- Joins: a list would be looked through for each fact.
    inner join region_level on facts.region_level = region_level.region_level
    inner join given_measures on facts.measure_code = given_measures.measure_code
    left join given_regions on facts.region_code = given_regions.region_code
    cross join arguments
    where list_contains(arguments.status_codes, facts.status_code)

),

problems as (

    select
        case
            when arguments.measure_codes = [] or arguments.status_codes = [] or arguments.region_codes = []
                then
                    'give at least one measure, one status and one region: '
                    || 'sum_participants([measures], [statuses], [regions])'
            when arguments.has_nulls then 'a null is no code of a measure, status or region'
            when len(arguments.measure_codes) > (select count(*) from given_measures)
                then
                    'a measure is in no report and no list: see marts.dim_measure for the code of '
                    || (
                        select string_agg(codes.code, ', ' order by codes.code)
                        from (select unnest(arguments.measure_codes) as code) as codes
                        where codes.code not in (select given_measures.measure_code from given_measures)
                    )
            when
                len(arguments.status_codes) > (
                    select count(*) from {{ unqualified(ref('dim_status')) }} as dim_status
                    where list_contains(arguments.status_codes, dim_status.status_code)
                )
                then
                    'a status is in no report and no list: see marts.dim_status for the code of '
                    || array_to_string(arguments.status_codes, ', ')
            when (select not bool_and(given_regions.is_known) from given_regions)
                then
                    'regions must be of one level and known: see marts.dim_region for the code of '
                    || array_to_string(arguments.region_codes, ', ')
            when len(arguments.status_codes) > 1 and list_contains(arguments.status_codes, '_T')
                then 'status _T is the total of the others: give it alone'
            when
                exists (
                    select 1
                    from given_measures as total
                    inner join given_measures as part
                        on
                            total.measure_level = 'group'
                            and total.measure_code <> part.measure_code
                            and total.measure_code in ('_T', part.measure_group_code, part.joint_group_code)
                )
                then 'a group is the total of its measures: give the group or the measures'
            when printed.cell_count = 0
                then
                    'nothing is printed of ' || array_to_string(arguments.region_codes, ', ') || ': '
                    || coalesce(
                        (
                            select string_agg(end_of_region, ', ' order by region_code) || '; '
                            from given_regions
                        ),
                        ''
                    )
                    || array_to_string(arguments.measure_codes, ', ')
                    || case
                        when arguments.status_codes = ['_T'] then ''
                        else ' (' || array_to_string(arguments.status_codes, ', ') || ')'
                    end
                    || case when printed.months is null then ' is not printed by ' else ' is printed by ' end
                    || region_level.region_level
                    || coalesce(' from ' || printed.months, '')
        end as problem
    from arguments
    cross join region_level
    cross join printed

),

total_measure as (

    select
        case
            when count(*) = 1 then min(measure_code)
            when count(distinct measure_group_code) = 1 then min(measure_group_code)
            when count(distinct joint_group_code) = 1 then min(joint_group_code)
            else '_T'
        end as measure_code
    from given_measures

),

total_region as (

    select
        case
            when count(*) = 1 then min(region_level || ':' || region_code)
            when min(region_level) = 'kommune' and count(distinct left(region_code, 2)) = 1
                then 'fylke:' || min(left(region_code, 2))
            else 'country:NO'
        end as region_key
    from given_regions

)

select
    arguments.measure_codes,
    arguments.status_codes,
    arguments.region_codes,
    region_level.region_level,
    total_measure.measure_code as total_measure_code,
    case when len(arguments.status_codes) = 1 then arguments.status_codes[1] else '_T' end
        as total_status_code,
    total_region.region_key as total_region_key
from arguments
cross join region_level
cross join problems
cross join total_measure
cross join total_region
-- What is wrong is said whichever columns are asked for.
where case when problems.problem is null then true else error('sum_participants: ' || problems.problem) end
