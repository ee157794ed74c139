{%- set key = table_key() -%}
{{ config(
    materialized='incremental',
    incremental_strategy='changed_tables',
    unique_key=key
) }}

-- The facts by region and by demographic group in one.
with facts as {{ not_materialized() }} (select * from {{ ref('obt_participants') }}),

bridges as (select * from {{ ref('bridge_region') }}),

months as (select * from {{ ref('dim_month') }}),

series_breaks as (select * from {{ ref('dim_series_break') }}),

-- Which month each month is compared with: by the calendar, not by counting rows.
compared_months as (

    select
        month,
        'month_on_month' as comparison,
        {{ months_after('month', -1) }} as earlier_month
    from months
    union all
    select
        month,
        'year_on_year' as comparison,
        {{ months_after('month', -12) }} as earlier_month
    from months

),

-- Between the two months the region was made, or took in a part of another, or gave one up.
changed_regions as (

    select distinct
        compared_months.month,
        compared_months.comparison,
        bridges.region_level,
        code.region_code
    from compared_months
    inner join bridges
        on
            compared_months.earlier_month < bridges.effective_from
            and compared_months.month >= bridges.effective_from
    {{ rows_beside('code', ['region_code'], [['bridges.old_code'], ['bridges.new_code']]) }}

),

-- A break lies between the two months, whether or not the earlier one is printed.
broken_series as (

    select distinct
        compared_months.month,
        compared_months.comparison,
        series_breaks.status_code
    from compared_months
    inner join series_breaks
        on
            compared_months.earlier_month < series_breaks.break_month
            and compared_months.month >= series_breaks.break_month

),

-- A table of a month: what is printed of a measure and status by one breakdown.
printed_tables as (

    select distinct
        measure_code,
        status_code,
        region_level,
        demographic_dimension,
        month
    from facts

),

compared_facts as (

    select facts.*
    from facts
    {{ in_changed_tables('facts', key) }}

),

pairs as (

    select
        compared_facts.*,
        compared_months.comparison,
        compared_months.earlier_month,
        earlier.participants as earlier_participants,
        earlier.participants_low as earlier_participants_low,
        earlier.participants_high as earlier_participants_high,
        case
            when changed_regions.region_code is not null then 'region_changed'
            when broken_series.status_code is not null then 'series_break'
            when printed_tables.month is null then 'month_missing'
            when earlier.month is null then 'not_printed'
            when compared_facts.is_suppressed or earlier.is_suppressed then 'suppressed'
        end as no_change_reason,
        compared_facts.is_waived or coalesce(earlier.is_waived, false) as either_is_waived
    from compared_facts
    inner join compared_months on compared_facts.month = compared_months.month
    left join facts as earlier
        on
            compared_months.earlier_month = earlier.month
            and {{ same_values('compared_facts', 'earlier', [
                'measure_code', 'status_code', 'region_level', 'region_code',
                'demographic_dimension', 'demographic_code',
            ]) }}
    left join broken_series
        on
            compared_months.month = broken_series.month
            and compared_months.comparison = broken_series.comparison
            and compared_facts.status_code = broken_series.status_code
    left join printed_tables
        on
            compared_months.earlier_month = printed_tables.month
            and {{ same_values('compared_facts', 'printed_tables', [
                'measure_code', 'status_code', 'region_level', 'demographic_dimension',
            ]) }}
    left join changed_regions
        on
            compared_months.month = changed_regions.month
            and compared_months.comparison = changed_regions.comparison
            and compared_facts.region_level = changed_regions.region_level
            and compared_facts.region_code = changed_regions.region_code

)

select
    ---------- ids
    measure_code,
    status_code,
    region_level,
    region_code,
    demographic_dimension,
    demographic_code,
    month,
    comparison,
    earlier_month,

    ---------- what is compared
    participants,
    earlier_participants,

    ---------- numbers
    case when no_change_reason is null then participants - earlier_participants end as change,
    case
        when no_change_reason is null or no_change_reason = 'suppressed'
            then participants_low - earlier_participants_high
    end as change_low,
    case
        when no_change_reason is null or no_change_reason = 'suppressed'
            then participants_high - earlier_participants_low
    end as change_high,
    case
        when no_change_reason is null
            then round(100 * cast(change as double) / nullif(earlier_participants, 0), 1)
    end as change_percent,

    ---------- why not
    no_change_reason,
    either_is_waived as is_waived
from pairs
