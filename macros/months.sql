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

{#- The number of the month that a word of a header is (month_word_pattern()). -#}
{% macro number_of_month_word(word) -%}
    case
        {%- for month in month_names() %}
        when left({{ word }}, 3) = '{{ month[:3] }}' then {{ loop.index }}
        {%- endfor %}
        when {{ matches(word, '^' ~ serial_day_pattern() ~ '$') }} then extract(month from {{ day_of_serial(word) }})
        when {{ matches(word, '^20') }}
            then cast({{ regex_extract(word, '^20[0-9]{2}[^0-9]+([0-9]{2})', 1) }} as integer)
        else cast({{ regex_extract(word, '([0-9]{1,2})[^0-9]20[0-9]{2}$', 1) }} as integer)
    end
{%- endmacro %}

{#- The year in such a word; null for a month alone. -#}
{% macro year_of_month_word(word) -%}
    case
        when {{ matches(word, '^' ~ serial_day_pattern() ~ '$') }} then extract(year from {{ day_of_serial(word) }})
        when {{ matches(word, '(?:^|[^0-9])20[0-9]{2}') }}
            then cast({{ regex_extract(word, '(?:^|[^0-9])(20[0-9]{2})', 1) }} as integer)
        when {{ matches(word, '[0-9]{2}$') }} then 2000 + cast(right({{ word }}, 2) as integer)
    end
{%- endmacro %}

{#- The day of a number that a spreadsheet counts days by from the end of 1899, right from March 1900 on (ECMA-376, 18.17.4). -#}
{% macro day_of_serial(word) -%}
    {{ days_after("cast('1899-12-30' as date)", 'try_cast(' ~ word ~ ' as integer)') }}
{%- endmacro %}
