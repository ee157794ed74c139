{%- set key = ['month'] -%}
{{ config(
    materialized='incremental',
    incremental_strategy='changed_tables',
    unique_key=key
) }}

-- Sums go upwards only: the fylker of any month to the coarser ones of 2020, and measures to their group.
with facts as (

    select facts.*
    from {{ ref('fct_participants') }} as facts
    {{ in_changed_tables('facts', key) }}

),

measures as (select * from {{ ref('dim_measure') }}),

fylker as (select * from {{ ref('dim_fylke') }}),

bridges as (select * from {{ ref('bridge_comparable_fylke') }}),

months as (

    select distinct month
    from facts

),

-- The fylker of each month, with the one of 2020 that they are counted to.
members as (

    select
        bridges.*,
        months.month,
        count(*) over (partition by bridges.comparable_code, months.month) as member_count,
        months.month >= bridges.exact_from
        and months.month <= coalesce(bridges.exact_to, cast('9999-12-31' as date)) as is_exact
    from bridges
    inner join fylker on bridges.fylke_code = fylker.fylke_code
    inner join months
        on
            fylker.valid_from <= months.month
            and coalesce(fylker.valid_to, cast('9999-12-31' as date)) >= months.month

),

printed_by_fylke as (

    select
        facts.measure_code,
        measures.measure_group_code,
        measures.measure_level,
        facts.status_code,
        facts.region_code as fylke_code,
        facts.month,
        facts.participants_low,
        facts.participants_high,
        facts.is_waived
    from facts
    inner join measures on facts.measure_code = measures.measure_code
    where facts.region_level = 'fylke'

),

-- The measures of a group that the whole country has: that is how many each fylke should have. They
-- are all of them only where they add up to the group's printed total; `_T` is made of groups.
group_sizes as (

    select
        measure_code as measure_group_code,
        status_code,
        month,
        part_count as measure_count
    from {{ ref('rpt_total_and_parts') }}
    where
        divided_by = 'measure' and region_level = 'country' and parts_agree
        and measure_code <> '_T'

),

-- A group that is printed by fylke nowhere is added up from its measures.
cells as (

    select
        measure_code,
        status_code,
        fylke_code,
        month,
        participants_low,
        participants_high,
        is_waived,
        1 as measure_count,
        false as is_of_measures
    from printed_by_fylke
    union all
    select
        printed_by_fylke.measure_group_code as measure_code,
        printed_by_fylke.status_code,
        printed_by_fylke.fylke_code,
        printed_by_fylke.month,
        printed_by_fylke.participants_low,
        printed_by_fylke.participants_high,
        printed_by_fylke.is_waived,
        group_sizes.measure_count,
        true as is_of_measures
    from printed_by_fylke
    inner join group_sizes
        on
            printed_by_fylke.measure_group_code = group_sizes.measure_group_code
            and printed_by_fylke.status_code = group_sizes.status_code
            and printed_by_fylke.month = group_sizes.month
    where
        printed_by_fylke.measure_level = 'measure'
        and not exists (
            select 1
            from printed_by_fylke as printed_groups
            where
                printed_groups.measure_code = printed_by_fylke.measure_group_code
                and printed_groups.status_code = printed_by_fylke.status_code
                and printed_groups.month = printed_by_fylke.month
        )

),

sums as (

    select
        cells.measure_code,
        cells.status_code,
        members.comparable_code as fylke_code,
        members.comparable_name as fylke_name,
        cells.month,
        cells.measure_count,
        members.member_count,
        members.is_exact,
        count(distinct cells.fylke_code) as fylke_count,
        sum(cells.participants_low) as participants_low,
        sum(cells.participants_high) as participants_high,
        bool_or(cells.is_waived) as is_waived,
        bool_or(cells.is_of_measures) as is_of_measures,
        cells.measure_count * members.member_count as expected_cell_count,
        count(*) = cells.measure_count * members.member_count as is_complete
    from cells
    inner join members on cells.fylke_code = members.fylke_code and cells.month = members.month
    group by
        cells.measure_code, cells.status_code, members.comparable_code, members.comparable_name,
        cells.month, cells.measure_count, members.member_count, members.is_exact

),

segments as (

    select distinct
        status_code,
        month,
        series_segment,
        is_series_break
    from facts

)

select
    ---------- ids
    sums.measure_code,
    sums.status_code,
    sums.fylke_code,
    sums.month,

    ---------- words
    sums.fylke_name,

    ---------- numbers
    case
        when sums.is_complete and sums.participants_low = sums.participants_high
            then cast(sums.participants_low as integer)
    end as participants,
    cast(sums.participants_low as integer) as participants_low,
    -- What is not printed can be any number.
    case when sums.is_complete then cast(sums.participants_high as integer) end as participants_high,

    ---------- how it was added up
    sums.is_of_measures or sums.expected_cell_count > 1 as is_summed,
    cast(sums.fylke_count as integer) as fylke_count,
    cast(sums.measure_count as integer) as measure_count,
    sums.is_complete,
    sums.is_exact,

    ---------- flags
    segments.series_segment,
    segments.is_series_break,
    sums.is_waived
from sums
inner join segments on sums.status_code = segments.status_code and sums.month = segments.month
