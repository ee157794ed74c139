{{ config(parameters=['measures', 'statuses', 'regions']) }}

-- Adds up observations by month, with bounds and the printed total that they are parts of. It takes lists of
-- codes, and refuses a list that holds a total beside its parts, regions of several levels, codes that are
-- not known, and what is printed nowhere.
with arguments as (

    select
        coalesce(list_distinct(measures), []) as measure_codes,
        coalesce(list_distinct(statuses), []) as status_codes,
        coalesce(list_distinct(regions), []) as region_codes,
        -- A list without its nulls is shorter.
        coalesce(list_count(measures) < len(measures), true)
        or coalesce(list_count(statuses) < len(statuses), true)
        or coalesce(list_count(regions) < len(regions), true) as has_nulls

),

given_measures as (

    select dim_measure.*
    from {{ unqualified(ref('dim_measure')) }} as dim_measure
    cross join arguments
    where list_contains(arguments.measure_codes, dim_measure.measure_code)

),

given_groups as (

    select dim_measure.printed_with_group_code
    from {{ unqualified(ref('dim_measure')) }} as dim_measure
    where dim_measure.measure_code in (select given_measures.measure_group_code from given_measures)

),

given_regions as (

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
region_level as (

    select
        coalesce(min(own_level), 'fylke') as region_level,
        count(distinct own_level) as level_count
    from given_regions

),

problems as (

    select
        case
            when
                len(arguments.measure_codes) = 0
                or len(arguments.status_codes) = 0
                or len(arguments.region_codes) = 0
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
            when
                len(arguments.region_codes) > (
                    select count(*)
                    from given_regions
                    cross join region_level
                    inner join {{ unqualified(ref('dim_region')) }} as dim_region
                        on
                            region_level.region_level = dim_region.region_level
                            and given_regions.region_code = dim_region.region_code
                )
                then
                    'regions must be of one level and known: see marts.dim_region for the code of '
                    || array_to_string(arguments.region_codes, ', ')
            when len(arguments.status_codes) > 1 and list_contains(arguments.status_codes, '_T')
                then 'status _T is the total of the others: give it alone'
            when
                len(arguments.measure_codes) > 1 and exists (
                    select 1
                    from given_measures as total
                    inner join given_measures as part
                        on
                            total.measure_level = 'group'
                            and total.measure_code <> part.measure_code
                            and (
                                total.measure_code = '_T'
                                or total.measure_code = part.measure_group_code
                                or exists (
                                    select 1 from {{ unqualified(ref('dim_measure')) }} as part_groups
                                    where
                                        part_groups.measure_code = part.measure_group_code
                                        and part_groups.printed_with_group_code = total.measure_code
                                )
                            )
                )
                then 'a group is the total of its measures: give the group or the measures'
        end as problem
    from arguments

),

-- Where nothing at all is printed of what is asked for, which region ended and what is printed.
printed as (

    select
        facts.region_level,
        facts.region_code,
        min(facts.month) as first_month,
        max(facts.month) as last_month
    from {{ unqualified(ref('fct_participants')) }} as facts
    -- A join, for a list is looked through for each fact.
    inner join given_measures on facts.measure_code = given_measures.measure_code
    cross join arguments
    where list_contains(arguments.status_codes, facts.status_code)
    group by facts.region_level, facts.region_code

),

nothing_printed as (

    select
        'nothing is printed of ' || array_to_string(arguments.region_codes, ', ') || ': '
        || coalesce(
            (
                select
                    string_agg(
                        given_regions.region_code || ' ends in '
                        || cast(extract(year from dim_region.valid_to) as varchar),
                        ', '
                        order by given_regions.region_code
                    ) || '; '
                from given_regions
                cross join region_level
                inner join {{ unqualified(ref('dim_region')) }} as dim_region
                    on
                        region_level.region_level = dim_region.region_level
                        and given_regions.region_code = dim_region.region_code
                where dim_region.valid_to is not null
            ),
            ''
        )
        || array_to_string(arguments.measure_codes, ', ')
        || case
            when arguments.status_codes = ['_T'] then ''
            else ' (' || array_to_string(arguments.status_codes, ', ') || ')'
        end
        || coalesce(
            (
                select
                    ' is printed by ' || region_level.region_level || ' from '
                    || strftime(min(printed.first_month), '%Y-%m') || ' to '
                    || strftime(max(printed.last_month), '%Y-%m')
                from printed
                inner join region_level on printed.region_level = region_level.region_level
                group by region_level.region_level
            ),
            ' is not printed by ' || (select region_level.region_level from region_level)
        ) as problem
    from arguments
    where not exists (
        select 1
        from printed
        inner join region_level on printed.region_level = region_level.region_level
        inner join given_regions on printed.region_code = given_regions.region_code
    )

),

-- An error is raised only where its value is needed: the sums need the lists.
accepted as (

    select
        case
            when problems.problem is not null then error('sum_participants: ' || problems.problem)
            when nothing_printed.problem is not null
                then error('sum_participants: ' || nothing_printed.problem)
            else arguments.measure_codes
        end as measure_codes,
        arguments.status_codes,
        arguments.region_codes
    from arguments
    cross join problems
    left join nothing_printed on true

),

total_of as (

    select
        case
            when len(arguments.measure_codes) = 1 then arguments.measure_codes[1]
            when (select count(distinct measure_group_code) from given_measures) = 1
                then (select min(measure_group_code) from given_measures)
            when (
                select count(distinct coalesce(given_groups.printed_with_group_code, '_T'))
                from given_groups
            ) = 1
                then (
                    select min(coalesce(given_groups.printed_with_group_code, '_T'))
                    from given_groups
                )
            else '_T'
        end as measure_code,
        case when len(arguments.status_codes) = 1 then arguments.status_codes[1] else '_T' end as status_code,
        case
            when len(arguments.region_codes) = 1 then arguments.region_codes[1]
            when
                region_level.region_level = 'kommune'
                and (select count(distinct left(region_code, 2)) from given_regions) = 1
                then (select min(left(region_code, 2)) from given_regions)
            else 'NO'
        end as region_code,
        case
            when len(arguments.region_codes) = 1 then region_level.region_level
            when
                region_level.region_level = 'kommune'
                and (select count(distinct left(region_code, 2)) from given_regions) = 1
                then 'fylke'
            else 'country'
        end as region_level
    from arguments
    cross join region_level

),

sums as (

    select
        facts.month,
        count(*) as cell_count,
        count(*) filter (where facts.is_suppressed) as suppressed_cell_count,
        max(facts.series_segment) as series_segment,
        bool_or(facts.is_waived) as is_waived,
        any_value(
            len(accepted.measure_codes) * len(accepted.status_codes) * len(accepted.region_codes)
        ) as asked_cell_count,
        list(distinct facts.region_code) as found_regions,
        any_value(accepted.region_codes) as asked_regions,
        {{ sum_participants() }}
    from {{ unqualified(ref('fct_participants')) }} as facts
    inner join region_level on facts.region_level = region_level.region_level
    cross join accepted
    where
        list_contains(accepted.measure_codes, facts.measure_code)
        and list_contains(accepted.status_codes, facts.status_code)
        and list_contains(accepted.region_codes, facts.region_code)
    group by facts.month

)

select
    sums.month,
    cast(sums.participants_low as bigint) as participants_low,
    -- What is not printed can be any number.
    case when sums.cell_count = sums.asked_cell_count then cast(sums.participants_high as bigint) end
        as participants_high,
    case when sums.cell_count = sums.asked_cell_count then cast(sums.participants as bigint) end
        as participants,
    sums.cell_count,
    sums.asked_cell_count,
    sums.suppressed_cell_count,
    total_of.measure_code || ' / ' || total_of.status_code || ' / ' || total_of.region_code as total_of,
    printed_totals.printed_value as printed_total,
    sums.series_segment,
    sums.is_waived,
    -- Regions of which nothing is printed in the month; null where there is none.
    (
        select string_agg(asked.code, ', ' order by asked.code)
        from (select unnest(sums.asked_regions) as code) as asked
        where not list_contains(sums.found_regions, asked.code)
    ) as regions_not_printed
from sums
cross join total_of
left join {{ unqualified(ref('fct_participants')) }} as printed_totals
    on
        sums.month = printed_totals.month
        and total_of.measure_code = printed_totals.measure_code
        and total_of.status_code = printed_totals.status_code
        and total_of.region_level = printed_totals.region_level
        and total_of.region_code = printed_totals.region_code
order by sums.month
