{#- The number of a Norwegian month name in lower case; null for anything else. -#}
{% macro month_number(name) -%}
    case {{ name }}
        {%- for month in [
            'januar', 'februar', 'mars', 'april', 'mai', 'juni',
            'juli', 'august', 'september', 'oktober', 'november', 'desember',
        ] %}
        when '{{ month }}' then {{ loop.index }}
        {%- endfor %}
    end
{%- endmacro %}
