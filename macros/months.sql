{% macro month_names() -%}
    {{ return([
        'januar', 'februar', 'mars', 'april', 'mai', 'juni',
        'juli', 'august', 'september', 'oktober', 'november', 'desember',
    ]) }}
{%- endmacro %}

{#- The number of a Norwegian month name in lower case; null for anything else. -#}
{% macro month_number(name) -%}
    case {{ name }}
        {%- for month in month_names() %}
        when '{{ month }}' then {{ loop.index }}
        {%- endfor %}
    end
{%- endmacro %}

{#- The Norwegian name of a month, from its number. -#}
{% macro month_name(number) -%}
    case {{ number }}
        {%- for month in month_names() %}
        when {{ loop.index }} then '{{ month }}'
        {%- endfor %}
    end
{%- endmacro %}
