{#- What is printed at a position of a row: the text where it is kept, else the number or a star. -#}
{% macro printed_value(printed_values, participants, position) -%}
    coalesce(
        {{ list_element(printed_values, position) }},
        cast({{ list_element(participants, position) }} as string),
        '*'
    )
{%- endmacro %}

{#-
    The rows of a relation with the columns of int_observations, each once for each of its months: `month`,
    `participants` and its bounds, `is_suppressed` and `printed_value` of that month beside `columns`.
-#}
{% macro by_month(relation, columns) -%}
    select
        {{ columns | join(', ') }},
        {{ months_after('first_month', 'month_position - 1') }} as month,
        value as participants,
        coalesce(value, known_sum + {{ var('suppressed_low') }} * suppressed_count) as participants_low,
        coalesce(value, known_sum + {{ var('suppressed_high') }} * suppressed_count) as participants_high,
        value is null as is_suppressed,
        coalesce(printed_text, cast(value as string), '*') as printed_value
    from (
        select
            *,
            {{ unnested_together({
                'month_position': positions_of('participants'),
                'value': 'participants',
                'printed_text': 'printed_values',
            }) }}
        from {{ relation }}
    )
{%- endmacro %}

{#- What rows with such columns, a line number and a key add up to, by report, key and month. -#}
{% macro sums_by_month(relation, key) -%}
    select
        report_id,
        {{ key }},
        month,
        max(line_number) as last_line_number,
        sum(participants_low) as found_low,
        sum(participants_high) as found_high
    from ({{ by_month(relation, ['report_id', key, 'line_number']) }})
    group by report_id, {{ key }}, month
{%- endmacro %}
