select
    ---------- when and with what
    {{ now_in_utc() }} as built_at,
    '{{ var("project_version") }}' as project_version,
    '{{ var("project_fingerprint") }}' as project_fingerprint,
    '{{ var("git_commit") }}' as git_commit,
    '{{ var("tool_versions") }}' as tool_versions,

    ---------- what is in it
    (select max(month) from {{ ref('fct_participants') }}) as newest_month,
    cast((select count(*) from {{ ref('dim_report') }}) as integer) as report_count,
    cast((select count_if(state = 'accepted') from {{ ref('dim_report') }}) as integer)
        as accepted_report_count,
    cast((select sum(line_count) from {{ ref('dim_report') }}) as integer) as line_count,
    cast((select count(*) from {{ ref('fct_participants') }}) as integer) as participants_row_count,
    cast((select count(*) from {{ ref('fct_participants_demographic') }}) as integer)
        as participants_demographic_row_count
