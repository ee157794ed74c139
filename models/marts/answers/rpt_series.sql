-- A view: the months of a series are put side by side when somebody asks, and a filter on what is asked for
-- comes first.
{{ config(materialized='view', contract={'enforced': false}) }}

with facts as (select * from {{ ref('obt_participants') }}),

changes as (select * from {{ ref('rpt_change') }}),

series as (

    select
        measure_code,
        status_code,
        region_key,
        region_level,
        region_code,
        demographic_dimension,
        demographic_code,
        measure_label,
        region_label,
        demographic_name,
        breakdown,
        measure_group_code,
        case when measure_level = 'group' then 'group' else 'measure' end as measure_level,
        case when status_code = '_T' then 'all statuses' else 'status' end as status_breakdown,
        min(month) as first_month
    from facts
    group by
        measure_code, status_code, region_key, region_level, region_code, demographic_dimension,
        demographic_code, measure_label, region_label, demographic_name, breakdown, measure_group_code,
        measure_level

),

months as (

    select month from {{ ref('dim_month') }}
    where month >= (select min(facts.month) from facts) and month <= (select max(facts.month) from facts)

),

series_breaks as (select * from {{ ref('dim_series_break') }}),

coverage as (select * from {{ ref('rpt_coverage') }}),

regions as (select * from {{ ref('dim_region') }})

select
    ---------- ids
    series.measure_code,
    series.status_code,
    series.region_key,
    series.region_level,
    series.region_code,
    series.demographic_dimension,
    series.demographic_code,
    months.month,

    ---------- in words
    series.measure_label,
    series.region_label,
    series.demographic_name,

    ---------- numbers
    facts.participants,
    facts.participants_low,
    facts.participants_high,
    facts.is_suppressed,

    ---------- why there is none
    case
        when facts.month is not null and facts.is_suppressed then 'suppressed'
        when facts.month is not null then null
        when months.month > regions.valid_to then 'region_ended'
        when months.month < regions.valid_from then 'region_not_yet'
        when coverage.is_printed then 'not_printed'
        else 'month_missing'
    end as no_number_reason,

    ---------- what it can be compared with
    series_breaks.break_month is not null as is_series_break,
    from_month.change as change_from_month_before,
    from_month.change_low as change_from_month_before_low,
    from_month.change_high as change_from_month_before_high,
    from_month.no_change_reason as no_change_from_month_before_reason,
    from_year.change as change_from_year_before,
    from_year.change_low as change_from_year_before_low,
    from_year.change_high as change_from_year_before_high,
    from_year.no_change_reason as no_change_from_year_before_reason,

    ---------- where it is printed
    facts.report_id,
    facts.file_name,
    facts.line_number
from series
inner join months on series.first_month <= months.month
left join facts
    on
        months.month = facts.month
        and {{ same_values('series', 'facts', [
            'measure_code', 'status_code', 'region_key', 'demographic_dimension', 'demographic_code',
        ]) }}
left join changes as from_month
    on
        facts.month = from_month.month
        and from_month.comparison = 'month_on_month'
        and {{ same_values('facts', 'from_month', [
            'measure_code', 'status_code', 'region_level', 'region_code', 'demographic_dimension',
            'demographic_code',
        ]) }}
left join changes as from_year
    on
        facts.month = from_year.month
        and from_year.comparison = 'year_on_year'
        and {{ same_values('facts', 'from_year', [
            'measure_code', 'status_code', 'region_level', 'region_code', 'demographic_dimension',
            'demographic_code',
        ]) }}
left join series_breaks
    on series.status_code = series_breaks.status_code and months.month = series_breaks.break_month
left join coverage
    on
        months.month = coverage.month
        and {{ same_values('series', 'coverage', [
            'measure_group_code', 'measure_level', 'breakdown', 'status_breakdown',
        ]) }}
left join regions on series.region_key = regions.region_key
