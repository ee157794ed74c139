{#-
    An error as each of some columns, pairs of name and type: it is raised whichever of them is asked for or
    filtered by.
-#}
{% macro error_columns(message, columns) -%}
    {%- for name, type in columns -%}
        cast(error({{ message }}) as {{ type }}) as {{ name }}{{ "," if not loop.last }}
    {% endfor -%}
{%- endmacro %}
