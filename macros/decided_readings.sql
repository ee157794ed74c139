{#- Whether the values of a row of int_row_values could be read, but not in one way only. -#}
{% macro is_unsettled(prefix='') -%}
    not {{ prefix }}are_cells_settled
    and {{ prefix }}settled_tokens is null
    and {{ prefix }}month_count > 0
    and {{ prefix }}row_reason_code is null
{%- endmacro %}

{#- The values of a row that can be read in one way only; null for others. -#}
{% macro settled_values(row_values, printed_rows) -%}
    case
        when {{ row_values }}.are_cells_settled then {{ cells_of(printed_rows ~ '.values_text') }}
        else {{ row_values }}.settled_tokens
    end
{%- endmacro %}

{#-
    The readings of some rows that are left when the impossible ones are taken away: the likeliest of
    each row, if there is one likeliest.
-#}
{% macro decided_readings(readings, impossible, rows_meant) -%}
    select
        ---------- ids
        {{ readings }}.report_id,
        {{ readings }}.line_number,
        {{ readings }}.split_number,

        ---------- the reading
        {{ readings }}.printed_values,
        {{ readings }}.begins_in_label
    from {{ readings }}
    left join {{ impossible }}
        on
            {{ readings }}.report_id = {{ impossible }}.report_id
            and {{ readings }}.line_number = {{ impossible }}.line_number
            and {{ readings }}.split_number = {{ impossible }}.split_number
    where {{ impossible }}.report_id is null and {{ rows_meant }}
    qualify
        rank() over (
            partition by {{ readings }}.report_id, {{ readings }}.line_number
            order by {{ readings }}.likeliness_rank asc nulls last
        ) = 1
        and count(*) over (
            partition by {{ readings }}.report_id, {{ readings }}.line_number, {{ readings }}.likeliness_rank
        ) = 1
{%- endmacro %}
