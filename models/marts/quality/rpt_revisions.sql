{%- set key = table_key() -%}
{{ config(
    materialized='incremental',
    incremental_strategy='changed_tables',
    unique_key=key
) }}

-- What a newer report changed, against the newest report before it that printed the same table.
with vintages as {{ kept_if_few() }} (

    select vintages.*
    from {{ ref('fct_participants_vintage') }} as vintages
    {{ in_changed_tables('vintages', key) }}

),

reports as (

    select
        report_id,
        vintage_order
    from {{ ref('int_vintage_order') }}

),

-- A table of a month: what one report prints of a measure and status by one breakdown.
tables as (

    select
        report_id,
        measure_code,
        status_code,
        region_level,
        demographic_dimension,
        month,
        {{ digest_of_rows(['region_code', 'demographic_code', 'printed_value']) }} as digest
    from vintages
    group by report_id, measure_code, status_code, region_level, demographic_dimension, month

),

table_pairs as (

    select
        tables.*,
        lag(tables.report_id) over table_vintages as earlier_report_id,
        lag(tables.digest) over table_vintages as earlier_digest
    from tables
    inner join reports on tables.report_id = reports.report_id
    window
        table_vintages as (
            partition by
                tables.measure_code,
                tables.status_code,
                tables.region_level,
                tables.demographic_dimension,
                tables.month
            order by reports.vintage_order asc nulls last
        )

),

-- Most tables are printed again as they were: their rows need not be compared.
pairs as (

    select * from table_pairs
    where digest <> earlier_digest

),

earlier_prints as (

    select
        pairs.report_id as later_report_id,
        vintages.*
    from pairs
    inner join vintages
        on pairs.earlier_report_id = vintages.report_id and {{ same_table('pairs', 'vintages') }}

),

later_prints as (

    select
        pairs.earlier_report_id,
        vintages.*
    from pairs
    inner join vintages
        on pairs.report_id = vintages.report_id and {{ same_table('pairs', 'vintages') }}

),

-- What an incomplete report does not print was cut off, not removed.
incomplete_reports as (

    select report_id
    from {{ ref('int_report_states') }}
    where incomplete_reason is not null

),

compared as (

    select
        coalesce(later.report_id, earlier.later_report_id) as report_id,
        coalesce(later.earlier_report_id, earlier.report_id) as earlier_report_id,
        coalesce(later.measure_code, earlier.measure_code) as measure_code,
        coalesce(later.status_code, earlier.status_code) as status_code,
        coalesce(later.region_level, earlier.region_level) as region_level,
        coalesce(later.region_code, earlier.region_code) as region_code,
        coalesce(later.demographic_dimension, earlier.demographic_dimension) as demographic_dimension,
        coalesce(later.demographic_code, earlier.demographic_code) as demographic_code,
        coalesce(later.month, earlier.month) as month,
        earlier.printed_value as earlier_printed_value,
        earlier.participants as earlier_participants,
        earlier.line_number as earlier_line_number,
        later.printed_value,
        later.participants,
        later.line_number,
        case
            when earlier.report_id is null then 'added'
            when later.report_id is null then 'removed'
            when later.is_suppressed and not earlier.is_suppressed then 'newly_suppressed'
            when earlier.is_suppressed and not later.is_suppressed then 'no_longer_suppressed'
            when later.participants <> earlier.participants then 'revised'
        end as revision_class
    from later_prints as later
    full outer join earlier_prints as earlier
        on
            later.report_id = earlier.later_report_id
            and {{ same_table('later', 'earlier') }}
            and {{ same_values('later', 'earlier', ['region_code', 'demographic_code']) }}

)

select
    ---------- ids
    report_id,
    earlier_report_id,
    measure_code,
    status_code,
    region_level,
    region_code,
    demographic_dimension,
    demographic_code,
    month,

    ---------- what changed
    revision_class,
    earlier_printed_value,
    printed_value,
    -- Null where either is suppressed: the rule protects people.
    participants - earlier_participants as participants_change,

    ---------- where both are printed
    earlier_line_number,
    line_number
from compared
where
    revision_class is not null
    and not (
        revision_class = 'removed'
        and report_id in (select incomplete_reports.report_id from incomplete_reports)
    )
