{#- Where a person finds a raw line: its number in a text, else the row of a sheet or the line of a page. -#}
{% macro place_of(report_lines) -%}
    case
        when {{ report_lines }}.sheet_name is not null
            then
                'sheet ' || chr(39) || {{ report_lines }}.sheet_name || chr(39) || ', row '
                || cast({{ report_lines }}.line_on_page as string)
        when {{ report_lines }}.page_number is not null
            then
                'page ' || cast({{ report_lines }}.page_number as string)
                || ', line ' || cast({{ report_lines }}.line_on_page as string)
        else 'line ' || cast({{ report_lines }}.line_number as string)
    end
{%- endmacro %}
