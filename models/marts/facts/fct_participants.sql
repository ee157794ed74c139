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
    {{ fact_columns(['region_level', 'region_code']) }},
    region_key
from vintages
where is_newest and demographic_dimension = '_T'
