{%- set key = ['measure_code', 'status_code', 'region_level', 'month'] -%}
{{ config(
    materialized='incremental',
    incremental_strategy='changed_tables',
    unique_key=key
) }}

with vintages as (

    select vintages.*
    from {{ ref('fct_participants_vintage') }} as vintages
    {{ in_changed_tables('vintages', key) }}

)

select
    ---------- ids
    measure_code,
    status_code,
    region_level,
    region_code,
    month,

    ---------- numbers
    participants,
    participants_low,
    participants_high,
    is_suppressed,
    printed_value,

    ---------- flags
    obs_status,
    conf_status,
    series_segment,
    is_series_break,

    ---------- where it is printed
    report_id,
    line_number,

    ---------- what a person accepted
    is_waived,

    ---------- the region by one column
    region_key
from vintages
where is_newest and demographic_dimension = '_T'
