{%- set key = table_key() -%}
{{ config(
    materialized='incremental',
    incremental_strategy='changed_tables',
    unique_key=key
) }}

with observed_rows as {{ kept_if_few() }} (

    select
        observations.*,
        reports.published_on,
        reports.vintage_order
    from {{ of_changed_members(ref('int_observations')) }} as observations
    inner join {{ ref('int_vintage_order') }} as reports on observations.report_id = reports.report_id
    left join {{ ref('int_withheld_members') }} as withheld_members
        on
            observations.report_id = withheld_members.report_id
            and observations.member_key = withheld_members.member_key
    where withheld_members.report_id is null

),

observations_by_month as {{ kept_if_few() }} (

    {{ by_month('observed_rows', [
        'report_id', 'published_on', 'vintage_order', 'member_key', 'line_number'
    ]) }}

),

observations as {{ kept_if_few() }} (

    select observations.*
    from observations_by_month as observations
    {{ in_changed_cells('observations') }}

),

members as (select * from {{ ref('int_members') }}),

-- One pass over all vintages, which a window over them would sort.
newest as (

    select
        member_key,
        month,
        max(vintage_order) as vintage_order
    from observations
    group by member_key, month

),

waived_months as (

    select distinct
        report_id,
        month
    from {{ ref('fct_check_result') }}
    where is_waived

),

-- What a check of a whole report, or of an average of its months, is waived for concerns every month.
waived_reports as (

    select distinct report_id
    from {{ ref('fct_check_result') }}
    where
        is_waived
        and (subject_kind = 'report' or month is null or check_code in ('average', 'suppressed_average'))

),

series_breaks as (select * from {{ ref('dim_series_break') }}),

segments as (

    select
        statuses.status_code,
        months.month,
        count(series_breaks.break_month) as series_segment,
        coalesce(bool_or(series_breaks.break_month = months.month), false) as is_series_break
    from {{ ref('dim_status') }} as statuses
    cross join {{ ref('dim_month') }} as months
    left join series_breaks
        on statuses.status_code = series_breaks.status_code and months.month >= series_breaks.break_month
    group by statuses.status_code, months.month

)

select
    ---------- ids
    members.measure_code,
    members.status_code,
    members.region_level,
    members.region_code,
    members.region_level || ':' || members.region_code as region_key,
    members.demographic_dimension,
    members.demographic_code,
    observations.month,
    observations.report_id,

    ---------- vintage
    observations.published_on,
    observations.vintage_order = newest.vintage_order as is_newest,

    ---------- numbers
    observations.participants,
    observations.participants_low,
    observations.participants_high,
    observations.is_suppressed,
    observations.printed_value,

    ---------- flags
    case
        when observations.is_suppressed then 'Q'
        when segments.is_series_break then 'B'
        else 'A'
    end as obs_status,
    case when observations.is_suppressed then 'A' else 'F' end as conf_status,
    cast(segments.series_segment as integer) as series_segment,
    segments.is_series_break,
    waived_months.report_id is not null or waived_reports.report_id is not null as is_waived,

    ---------- where it is printed
    observations.line_number
from observations
inner join members on observations.member_key = members.member_key
-- Left joins, for DuckDB else keeps all observations to look up what is newest in them, and joins segments with
-- members first, which are many more.
left join newest on observations.member_key = newest.member_key and observations.month = newest.month
left join segments
    on members.status_code = segments.status_code and observations.month = segments.month
left join waived_months
    on observations.report_id = waived_months.report_id and observations.month = waived_months.month
left join waived_reports on observations.report_id = waived_reports.report_id
