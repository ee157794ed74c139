{#-
    Whether a list of printed values fits the columns of its table: an average and all months, or
    all months where the header names no average among its columns or the average's cell is empty.
-#}
{% macro values_fit(printed_values) -%}
    coalesce(
        {{ list_length(printed_values) }} = month_count + 1
        or (
            {{ list_length(printed_values) }} = month_count
            and month_count > 0
            and (not names_average or has_empty_first_cell)
        ),
        false
    )
{%- endmacro %}
