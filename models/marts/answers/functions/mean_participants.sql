{{ config(parameters=['measure', 'status', 'regions', 'first_month', 'last_month']) }}

-- The mean of observations, with bounds: of each region over the months from the first to the last
-- (`mean_over` is `months`), and of each month over the regions (`regions`). `['fylke']` and `['kommune']`
-- are all regions of a level that are printed in these months, without `99` and `unknown`. It refuses what
-- `codes_to_sum` refuses, months on both sides of a series break, and months of which nothing is printed.
with months_asked as (

    select
        date_trunc('month', cast(first_month as date)) as first_month,
        date_trunc('month', cast(last_month as date)) as last_month

),

regions_of_level as (

    select list(distinct facts.region_code) as region_codes
    from {{ unqualified(ref('fct_participants')) }} as facts
    cross join months_asked
    where
        facts.measure_code = measure
        and facts.status_code = status
        and facts.region_level = regions[1]
        and facts.region_code not in ('99', 'unknown')
        and facts.month >= months_asked.first_month
        and facts.month <= months_asked.last_month

),

arguments as (

    select
        months_asked.*,
        coalesce(regions = ['fylke'] or regions = ['kommune'], false) as is_all_of_level,
        case
            when is_all_of_level then coalesce(regions_of_level.region_codes, regions)
            else list_distinct(regions)
        end as region_codes
    from months_asked
    cross join regions_of_level

),

-- Refuses what cannot be asked for; that all regions of a level are none is said below.
codes as (

    select *
    from {{ unqualified(ref('codes_to_sum')) }}(
        [measure],
        [status],
        (select case when is_all_of_level then ['NO'] else region_codes end from arguments)
    )

),

there as (

    select count(*) as cell_count
    from {{ unqualified(ref('fct_participants')) }} as facts
    cross join arguments
    where
        facts.measure_code = measure
        and facts.status_code = status
        and facts.month >= arguments.first_month
        and facts.month <= arguments.last_month
        and (list_contains(arguments.region_codes, facts.region_code) or facts.region_level = regions[1])

),

breaks as (

    select max(series_breaks.break_month) as break_month
    from {{ unqualified(ref('dim_series_break')) }} as series_breaks
    cross join arguments
    where
        series_breaks.status_code = status
        and series_breaks.break_month > arguments.first_month
        and series_breaks.break_month <= arguments.last_month

),

accepted as (

    select
        case
            when breaks.break_month is not null
                then error(
                    'mean_participants: the series of ' || status || ' breaks in '
                    || strftime(breaks.break_month, '%Y-%m') || ': take months before it, or from it on'
                )
            when arguments.last_month < arguments.first_month
                then error('mean_participants: the last month is before the first')
            when arguments.first_month is null or arguments.last_month is null
                then error('mean_participants: give the first and the last month, as 2026-01-01')
            when there.cell_count = 0
                then error(
                    'mean_participants: nothing is printed of ' || measure || ' (' || status || ') for '
                    || array_to_string(arguments.region_codes, ', ') || ' from '
                    || strftime(arguments.first_month, '%Y-%m') || ' to '
                    || strftime(arguments.last_month, '%Y-%m') || ': see marts.rpt_coverage'
                )
            else arguments.region_codes
        end as region_codes,
        case when arguments.is_all_of_level then regions[1] else codes.region_level end as region_level,
        arguments.first_month,
        arguments.last_month,
        date_diff('month', arguments.first_month, arguments.last_month) + 1 as asked_month_count
    from arguments
    cross join breaks
    cross join codes
    cross join there

),

facts as (

    select
        facts.region_code,
        facts.month,
        facts.participants_low,
        facts.participants_high,
        facts.is_suppressed,
        facts.is_waived
    from {{ unqualified(ref('fct_participants')) }} as facts
    inner join accepted on facts.region_level = accepted.region_level
    where
        facts.measure_code = measure
        and facts.status_code = status
        and list_contains(accepted.region_codes, facts.region_code)
        and facts.month >= accepted.first_month
        and facts.month <= accepted.last_month

),

means as (

    select
        'months' as mean_over,
        codes.region_code,
        cast(null as date) as month,
        count(facts.region_code) as cell_count,
        any_value(codes.asked_month_count) as asked_cell_count,
        count(*) filter (where facts.is_suppressed) as suppressed_cell_count,
        avg(facts.participants_low) as mean_low,
        avg(facts.participants_high) as mean_high,
        coalesce(bool_or(facts.is_waived), false) as is_waived
    from (
        select
            unnest(accepted.region_codes) as region_code,
            accepted.asked_month_count
        from accepted
    ) as codes
    left join facts on codes.region_code = facts.region_code
    group by codes.region_code
    union all
    select
        'regions' as mean_over,
        cast(null as varchar) as region_code,
        facts.month,
        count(*) as cell_count,
        any_value(len(accepted.region_codes)) as asked_cell_count,
        count(*) filter (where facts.is_suppressed) as suppressed_cell_count,
        avg(facts.participants_low) as mean_low,
        avg(facts.participants_high) as mean_high,
        bool_or(facts.is_waived) as is_waived
    from facts
    cross join accepted
    group by facts.month

)

select
    mean_over,
    region_code,
    month,
    -- What is not printed can be any number: without all of the cells there is no mean of them.
    case when cell_count = asked_cell_count then round(mean_low, 4) end as mean_low,
    case when cell_count = asked_cell_count then round(mean_high, 4) end as mean_high,
    case when cell_count = asked_cell_count and suppressed_cell_count = 0 then round(mean_low, 4) end as mean,
    cell_count,
    asked_cell_count,
    suppressed_cell_count,
    is_waived
from means
order by mean_over, region_code, month
