{#- Where a person finds a raw line: its number in a text, else the row of a sheet or the line of a page. -#}
{% macro place_of(report_lines) -%}
    case
        when {{ report_lines }}.sheet_name is not null
            then
                'sheet ''' || {{ report_lines }}.sheet_name || ''', row '
                || cast({{ report_lines }}.line_on_page as varchar)
        when {{ report_lines }}.page_number is not null
            then
                'page ' || cast({{ report_lines }}.page_number as varchar)
                || ', line ' || cast({{ report_lines }}.line_on_page as varchar)
        else 'line ' || cast({{ report_lines }}.line_number as varchar)
    end
{%- endmacro %}
