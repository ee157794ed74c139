{#- Whether two ranges can be the same number; false if one of them is missing. -#}
{% macro bounds_overlap(expected_low, expected_high, found_low, found_high) -%}
    coalesce({{ expected_low }} <= {{ found_high }} and {{ found_low }} <= {{ expected_high }}, false)
{%- endmacro %}

{#- What a table is called: its measure, its status and what it breaks down by. -#}
{% macro table_name(measure_code, status_code, breakdown) -%}
    {{ measure_code }} || '/' || {{ status_code }} || '/' || {{ breakdown }}
{%- endmacro %}
