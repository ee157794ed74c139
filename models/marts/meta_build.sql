select
    ---------- when and with what
    current_timestamp at time zone 'UTC' as built_at,
    '{{ var("project_version", "") }}' as project_version,
    '{{ var("project_fingerprint") }}' as project_fingerprint,
    '{{ dbt_version }}' as dbt_version,

    ---------- what is in it
    (select max(month) from {{ ref('fct_participants') }}) as newest_month,
    cast((select count(*) from {{ ref('dim_report') }}) as integer) as report_count,
    cast((select count(*) from {{ ref('fct_participants') }}) as integer) as participants_row_count,
    cast((select count(*) from {{ ref('fct_participants_demographic') }}) as integer)
        as participants_demographic_row_count
