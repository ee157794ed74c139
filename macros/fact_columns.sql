{#- The columns of a fact on participants: the same for regions and for demographic groups. -#}
{% macro fact_columns(breakdown_columns) -%}
    ---------- ids
    measure_code,
    status_code,
    {%- for column in breakdown_columns %}
    {{ column }},
    {%- endfor %}
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
    is_waived
{%- endmacro %}
