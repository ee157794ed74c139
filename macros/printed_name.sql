{#- The name of an unknown member: its label as it is printed first, without `I alt`. -#}
{% macro printed_name(row_members) -%}
    {{ regex_replace(
        "min_by(" ~ row_members ~ ".label, " ~ row_members ~ ".report_id || lpad(cast(" ~ row_members
        ~ ".line_number as string), 9, '0'))",
        '(?i)^[il1|] ?alt '
    ) }}
{%- endmacro %}
