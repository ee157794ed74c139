{%- set key = table_key() -%}
{{ config(
    materialized='incremental',
    incremental_strategy='changed_tables',
    unique_key=key
) }}

-- For tools and people that do not join: everything that is known of an observation, in words.
with vintages as (

    select
        vintages.*,
        vintage_order.vintage_order,
        reports.is_complete and reports.rejected_line_count = 0 as is_of_whole_report,
        case
            when vintages.demographic_dimension = '_T' then vintages.region_level
            else vintages.demographic_dimension
        end as breakdown
    from {{ ref('fct_participants_vintage') }} as vintages
    inner join {{ ref('int_vintage_order') }} as vintage_order
        on vintages.report_id = vintage_order.report_id
    inner join {{ ref('dim_report') }} as reports on vintages.report_id = reports.report_id
    {{ in_changed_tables('vintages', key) }}
    where vintages.is_newest

),

-- Where a table was printed again without one of its rows, that row is of an older division; not so where
-- the newer report could not be read to its end, for then the row may be missing from it.
newest_tables as (

    select
        measure_code,
        status_code,
        region_level,
        demographic_dimension,
        month,
        coalesce(max(vintage_order) filter (where is_of_whole_report), 0) as vintage_order
    from vintages
    group by measure_code, status_code, region_level, demographic_dimension, month

),

measures as (select * from {{ ref('dim_measure') }}),

-- Groups that a report adds up to one (`Jobbskaping og tilrettelegging`).
joint_groups as (

    select distinct printed_with_group_code as measure_group_code
    from {{ ref('measure_group') }}
    where printed_with_group_code is not null

),

statuses as (select * from {{ ref('dim_status') }}),

regions as (select * from {{ ref('dim_region') }}),

demographics as (select * from {{ ref('dim_demographic') }}),

months as (select * from {{ ref('dim_month') }}),

reports as (select * from {{ ref('dim_report') }}),

series_breaks as (

    select
        status_code,
        break_month,
        {{ month_name('extract(month from break_month)') }}
        || ' '
        || cast(extract(year from break_month) as string) as break_month_name,
        row_number() over (partition by status_code order by break_month asc nulls last) as break_number
    from {{ ref('dim_series_break') }}

)

select
    ---------- ids
    vintages.measure_code,
    vintages.status_code,
    vintages.region_level,
    vintages.region_code,
    vintages.region_key,
    vintages.demographic_dimension,
    vintages.demographic_code,
    vintages.month,

    ---------- what may be added up: rows of one grain and one month
    vintages.breakdown
    || ' / '
    || case
        when vintages.measure_code = '_T' then 'all measures'
        when joint_groups.measure_group_code is not null then 'two groups'
        else measures.measure_level
    end
    || ' / '
    || case when vintages.status_code = '_T' then 'all statuses' else 'status' end as grain,
    vintages.breakdown,

    ---------- measure
    measures.measure_label,
    measures.measure_label_en,
    measures.measure_level,
    measures.measure_group_code,
    measures.measure_group_name,
    measures.measure_group_name_en,

    ---------- status
    statuses.status_name,
    statuses.status_name_en,

    ---------- region
    regions.region_label,
    regions.region_name_short,
    regions.fylke_code,
    fylker.fylke_name,

    ---------- demographic group
    coalesce(demographics.demographic_name, 'Alle') as demographic_name,
    coalesce(demographics.demographic_name_en, demographics.demographic_name, 'All') as demographic_name_en,

    ---------- month
    months.year,
    months.quarter,
    months.month_number,
    months.month_name,

    ---------- numbers
    vintages.participants,
    vintages.participants_low,
    vintages.participants_high,
    vintages.printed_value,

    ---------- flags
    vintages.is_suppressed,
    vintages.series_segment,
    vintages.is_series_break,
    vintages.is_waived,
    vintages.vintage_order >= newest_tables.vintage_order as is_of_newest_table,
    vintages.obs_status,
    vintages.conf_status,

    ---------- flags in words
    case when vintages.is_suppressed then 'Skjult: 0 til 3 personer' else 'Trykt tall' end as value_note,
    case when vintages.is_suppressed then 'Suppressed: 0 to 3 people' else 'Printed number' end
        as value_note_en,
    case
        when series_breaks.break_month is null then 'Sammenlignbar over tid'
        when vintages.series_segment = 0
            then 'Før bruddet i ' || series_breaks.break_month_name
        else 'Fra og med bruddet i ' || series_breaks.break_month_name
    end as series_note,
    case
        when series_breaks.break_month is null then 'Comparable over time'
        when vintages.series_segment = 0
            then 'Before the break of ' || cast(series_breaks.break_month as string)
        else 'From the break of ' || cast(series_breaks.break_month as string)
    end as series_note_en,

    ---------- where it is printed
    vintages.report_id,
    reports.file_name,
    vintages.line_number,
    vintages.published_on
from vintages
inner join measures on vintages.measure_code = measures.measure_code
inner join statuses on vintages.status_code = statuses.status_code
inner join months on vintages.month = months.month
inner join newest_tables on {{ same_values('vintages', 'newest_tables', key) }}
inner join reports on vintages.report_id = reports.report_id
inner join regions on vintages.region_key = regions.region_key
left join joint_groups on vintages.measure_code = joint_groups.measure_group_code
left join demographics
    on
        vintages.demographic_dimension = demographics.demographic_dimension
        and vintages.demographic_code = demographics.demographic_code
left join {{ ref('dim_fylke') }} as fylker on regions.fylke_code = fylker.fylke_code
-- Before the first break it is that one; later the one that the segment begins with.
left join series_breaks
    on
        vintages.status_code = series_breaks.status_code
        and greatest(vintages.series_segment, 1) = series_breaks.break_number
