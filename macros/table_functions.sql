{#-
    `marts.sum_participants(measures, statuses, regions)`: adds up observations by month, with bounds and
    the printed total that they are parts of. Takes lists of codes; refuses a list that holds a total
    beside its parts, regions of several levels, and codes that nobody knows. Where the engine has no
    table functions, `rpt_total_and_parts` has the sums that are asked for most.
-#}
{% macro create_sum_participants() -%}
    {{ adapter.dispatch('create_sum_participants')() }}
{%- endmacro %}

{% macro default__create_sum_participants() -%}
{% endmacro %}

{% macro duckdb__create_sum_participants() -%}
create or replace macro {{ target.schema }}.sum_participants(measures, statuses, regions) as table
with arguments as (

    select
        list_distinct(measures) as measure_codes,
        list_distinct(statuses) as status_codes,
        list_distinct(regions) as region_codes

),

given_measures as (

    select dim_measure.*
    from marts.dim_measure
    cross join arguments
    where list_contains(arguments.measure_codes, dim_measure.measure_code)

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
            when len(arguments.measure_codes) = 0 or len(arguments.status_codes) = 0 or len(arguments.region_codes) = 0
                then 'give at least one measure, one status and one region'
            when len(arguments.measure_codes) > (select count(*) from given_measures)
                then 'a measure is in no report and no list: see marts.dim_measure'
            when len(arguments.status_codes) > (
                select count(*) from marts.dim_status
                where list_contains(arguments.status_codes, dim_status.status_code)
            )
                then 'a status is in no report and no list: see marts.dim_status'
            when len(arguments.region_codes) > (
                select count(*)
                from given_regions
                cross join region_level
                inner join marts.dim_region
                    on region_level.region_level = dim_region.region_level
                    and given_regions.region_code = dim_region.region_code
            )
                then 'regions must be of one level and known: see marts.dim_region'
            when len(arguments.status_codes) > 1 and list_contains(arguments.status_codes, '_T')
                then 'status _T is the total of the others: give it alone'
            when len(arguments.measure_codes) > 1 and exists (
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
                                select 1 from reference.measure_group
                                where
                                    measure_group.measure_group_code = part.measure_group_code
                                    and measure_group.printed_with_group_code = total.measure_code
                            )
                        )
            )
                then 'a group is the total of its measures: give the group or the measures'
        end as problem
    from arguments

),

-- An error is raised only where its value is needed: the sums need the lists.
accepted as (

    select
        case
            when problems.problem is null then arguments.measure_codes
            else error('sum_participants: ' || problems.problem)
        end as measure_codes,
        arguments.status_codes,
        arguments.region_codes
    from arguments
    cross join problems

),

total_of as (

    select
        case
            when len(arguments.measure_codes) = 1 then arguments.measure_codes[1]
            when (select count(distinct measure_group_code) from given_measures) = 1
                then (select min(measure_group_code) from given_measures)
            when (
                select count(distinct coalesce(measure_group.printed_with_group_code, '_T'))
                from given_measures
                inner join reference.measure_group
                    on given_measures.measure_group_code = measure_group.measure_group_code
            ) = 1
                then (
                    select min(coalesce(measure_group.printed_with_group_code, '_T'))
                    from given_measures
                    inner join reference.measure_group
                        on given_measures.measure_group_code = measure_group.measure_group_code
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
        {{ sum_participants() }}
    from marts.fct_participants as facts
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
    sums.is_waived
from sums
cross join total_of
left join marts.fct_participants as printed_totals
    on
        sums.month = printed_totals.month
        and total_of.measure_code = printed_totals.measure_code
        and total_of.status_code = printed_totals.status_code
        and total_of.region_level = printed_totals.region_level
        and total_of.region_code = printed_totals.region_code
order by sums.month
{%- endmacro %}
