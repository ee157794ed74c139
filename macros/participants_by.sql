{#-
    The rows of `obt_participants` of one breakdown, of measures or of groups, for all statuses together or
    by status: none is a part or a total of another in its month. A joint group (`Jobbskaping og
    tilrettelegging`) is left out where its groups are printed.
-#}
{% macro participants_by(breakdown, measure_level='measure', statuses='all statuses') -%}
{%- set grain = "'" ~ breakdown ~ " / " ~ measure_level ~ " / " ~ statuses ~ "'" -%}
with facts as (

    select * from {{ ref('obt_participants') }}
    where is_of_newest_table

),

coverage as (

    select distinct
        month,
        is_complete_month
    from {{ ref('rpt_coverage') }}
    where grain = {{ grain }}

)

select
    facts.measure_code,
    facts.measure_label,
    facts.measure_group_code,
    facts.status_code,
    facts.status_name,
    facts.region_key,
    facts.region_level,
    facts.region_code,
    facts.region_label,
    facts.region_name_short,
    facts.fylke_code,
    facts.demographic_dimension,
    facts.demographic_code,
    facts.demographic_name,
    facts.month,
    facts.participants,
    facts.participants_low,
    facts.participants_high,
    facts.is_suppressed,
    facts.series_segment,
    facts.is_series_break,
    facts.is_waived,
    coalesce(coverage.is_complete_month, false) as is_complete_month,
    facts.report_id,
    facts.file_name,
    facts.line_number
from facts
left join coverage on facts.month = coverage.month
where
    facts.grain = {{ grain }}
    {%- if measure_level == 'group' %}
    or facts.grain = '{{ breakdown }} / two groups / {{ statuses }}'
    and not exists (
        select 1
        from facts as parts
        inner join {{ ref('dim_measure') }} as measures on parts.measure_code = measures.measure_code
        where
            parts.grain = {{ grain }}
            and parts.month = facts.month
            and measures.printed_with_group_code = facts.measure_code
    )
    {%- endif %}
{%- endmacro %}
