{#- Named here, for dbt does not see what a model reads in a condition that is false when it is parsed. -#}
{%- set new_reports = ref('int_new_reports') -%}
select distinct
    ---------- ids
    member_key,

    ---------- what it is
    measure_code,
    status_code,
    region_level,
    region_code,
    demographic_dimension,
    demographic_code
from {{ ref('int_row_members') }}
where
    reason_code is null
    {% if is_incremental() -%}
        and report_id in (select new_reports.report_id from {{ new_reports }} as new_reports)
        and member_key not in (select known.member_key from {{ this }} as known)
    {%- endif %}
