{#-
    Whether the sum found can be the printed number that was expected: their bounds overlap. False if
    one of them is missing.
-#}
{% macro sum_agrees(expected, sums) -%}
    coalesce(
        {{ expected }}.participants_low <= {{ sums }}.found_high
        and {{ sums }}.found_low <= {{ expected }}.participants_high,
        false
    )
{%- endmacro %}

{#- What a table is called: its measure, its status and what it breaks down by. -#}
{% macro table_name(measure_code, status_code, breakdown) -%}
    {{ measure_code }} || '/' || {{ status_code }} || '/' || {{ breakdown }}
{%- endmacro %}

{#- The last row of each report, and whether it is one that tables end with; reads a CTE `row_members`. -#}
{% macro last_rows() -%}
    select
        report_id,
        max(line_number) as line_number,
        max_by(
            region_code = 'unknown' or demographic_code in ('M', 'Y_GE60', 'unknown', 'not_stated'),
            line_number
        ) as ends_its_table
    from row_members
    where not is_total and problem is null
    group by report_id
{%- endmacro %}

{#-
    Whether a sum is too low because its report ends in the middle of the table: the last rows are not
    there. Such a report is incomplete; what it does hold is right.
-#}
{% macro is_cut_short(expected_low, found_high, line_number) -%}
    coalesce(
        {{ found_high }} < {{ expected_low }}
        and {{ line_number }} = last_rows.line_number
        and not last_rows.ends_its_table,
        false
    )
{%- endmacro %}

{#- The table that a row stands in, by the columns of int_row_members. -#}
{% macro table_of(relation) -%}
    {{ table_name(
        relation ~ '.table_measure_code', relation ~ '.table_status_code', relation ~ '.table_breakdown'
    ) }}
{%- endmacro %}

{#- Whether two relations have the same values in some columns. -#}
{% macro same_values(left, right, columns) -%}
    {%- for column in columns %}
        {{ left }}.{{ column }} = {{ right }}.{{ column }}
        {%- if not loop.last %} and{% endif %}
    {%- endfor %}
{%- endmacro %}

{#- The columns that a table of a month is known by: one measure and status by one breakdown. -#}
{% macro table_key() -%}
    {{ return(['measure_code', 'status_code', 'region_level', 'demographic_dimension', 'month']) }}
{%- endmacro %}

{#- Whether two relations are of the same table and month. -#}
{% macro same_table(left, right) -%}
    {{ same_values(left, right, table_key()) }}
{%- endmacro %}

{#-
    Whether a printed average can be that of its months. A page rounds the mean half up and then
    suppresses it (`1146 Tysvær 4 * 4`: at most 3.5, printed 4); a workbook may have its decimals.
-#}
{% macro average_agrees(is_suppressed, average, mean_low, mean_high) -%}
    case
        when {{ is_suppressed }} then floor({{ mean_low }} + 0.5) <= {{ var('suppressed_high') }}
        when {{ average }} <> floor({{ average }})
            then {{ average }} between {{ mean_low }} - 0.000001 and {{ mean_high }} + 0.000001
        else {{ average }} between floor({{ mean_low }} + 0.5) and floor({{ mean_high }} + 0.5)
    end
{%- endmacro %}
