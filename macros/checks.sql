{#- The results of all checks of new reports, or those of them that meet a condition. -#}
{% macro check_results(condition='true') -%}
    {%- for model in [
        ref('int_check_report'), ref('int_check_lines'), ref('int_check_region_name'),
        ref('int_check_table_sum'), ref('int_check_fylke_sum'), ref('int_check_status_sum'),
        ref('int_check_average'), ref('int_check_repeated_cell'), ref('int_check_expected_rows'),
    ] %}
    select
        report_id,
        check_code,
        subject_kind,
        measure_code,
        status_code,
        breakdown,
        member,
        table_name,
        month,
        line_number,
        cast(expected_low as double) as expected_low,
        cast(expected_high as double) as expected_high,
        cast(found_low as double) as found_low,
        cast(found_high as double) as found_high,
        passed,
        lacks_rows
    from {{ of_new_reports(model) }}
    {%- if condition != 'true' %}
    where {{ condition }}
    {%- endif %}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
{%- endmacro %}

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

{#-
    What a check is of, as columns: its kind (`report`; `table`; `fylke`, the kommuner of one; `average`, of a
    row; `statuses`, of a member; `cells`, all prints of a measure and status), what it is of as far as it has
    that, and the name of it all, which waivers and messages use.
-#}
{% macro subject_columns(kind, measure_code=none, status_code=none, breakdown=none, member=none) -%}
    {%- set names = {
        'report': "'report'",
        'statuses': table_name(measure_code, "'statuses'", member),
        'cells': table_name(measure_code, status_code, "'all'"),
        'table': table_name(measure_code, status_code, breakdown),
    } -%}
    '{{ kind }}' as subject_kind,
    {%- for name, value in {
        'measure_code': measure_code, 'status_code': status_code, 'breakdown': breakdown, 'member': member
    }.items() %}
    {{ value or 'cast(null as string)' }} as {{ name }},
    {%- endfor %}
    {{ names[kind] or names['table'] ~ " || ' ' || " ~ member }} as table_name
{%- endmacro %}

{#- What a table is called: its measure, its status and what it breaks down by. -#}
{% macro table_name(measure_code, status_code, breakdown) -%}
    {{ measure_code }} || '/' || {{ status_code }} || '/' || {{ breakdown }}
{%- endmacro %}

{#-
    What a member is called among those of its measure and status: `NO`, `fylke 03`, `age Y20T24`. A code
    alone stands in several breakdowns (`unknown`).
-#}
{% macro member_name(members) -%}
    case
        when {{ members }}.demographic_dimension <> '_T'
            then {{ members }}.demographic_dimension || ' ' || {{ members }}.demographic_code
        when {{ members }}.region_level <> 'country'
            then {{ members }}.region_level || ' ' || {{ members }}.region_code
        else {{ members }}.region_code
    end
{%- endmacro %}

{#- The last row of each report among rows of int_row_members, and whether it is one that tables end with. -#}
{% macro last_rows(row_members) -%}
    select
        report_id,
        max(line_number) as line_number,
        max_by(
            region_code = 'unknown' or demographic_code in ('M', 'Y_GE60', 'unknown', 'not_stated'),
            line_number
        ) as ends_its_table
    from {{ row_members }}
    where not is_total and reason_code is null
    group by report_id
{%- endmacro %}

{#-
    Whether a sum is too low because rows are not there: its report ends in the middle of the table, or a
    row of it could not be read. Such a table gives no figure; what else the report holds is right.
-#}
{% macro lacks_rows(expected_low, found_high, line_number, has_rejected_rows, last_rows) -%}
    coalesce({{ found_high }} < {{ expected_low }}, true)
    and (
        {{ has_rejected_rows }}
        or coalesce({{ line_number }} = {{ last_rows }}.line_number and not {{ last_rows }}.ends_its_table, false)
    )
{%- endmacro %}

{#-
    The tables of rows of int_row_members of which one could not be read, without anything saying that what
    was read is wrong (see the seed rejection_reason).
-#}
{% macro tables_with_rejected_rows(row_members) -%}
    select distinct
        report_id,
        table_measure_code,
        table_status_code,
        table_breakdown
    from {{ row_members }}
    where reason_code in (
        select reason_code from {{ ref('rejection_reason') }}
        where not is_contradiction and reason_code <> 'note'
    )
{%- endmacro %}

{#- Whether rows, by the columns of int_row_members, stand in a table that was checked. -#}
{% macro is_in_table(rows, tables) -%}
    {{ rows }}.table_measure_code = {{ tables }}.measure_code
    and {{ rows }}.table_status_code = {{ tables }}.status_code
    and {{ rows }}.table_breakdown = {{ tables }}.breakdown
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
    Whether a printed average can be that of its months: their mean, rounded half up to as many decimals
    as are printed, and then suppressed (`1146 Tysvær 4 * 4`: at most 3.5, printed 4).
-#}
{% macro average_agrees(is_suppressed, average, mean_low, mean_high, decimals='0') -%}
    {#- Numbers have six decimals here at most. -#}
    {%- set scale = 'power(10, least(' ~ decimals ~ ', 6))' -%}
    case
        when {{ is_suppressed }} then floor({{ mean_low }} + 0.5) <= {{ var('suppressed_high') }}
        else
            {{ average }} between floor({{ mean_low }} * {{ scale }} + 0.5) / {{ scale }} - 0.000001
            and floor({{ mean_high }} * {{ scale }} + 0.5 + 0.000001) / {{ scale }} + 0.000001
    end
{%- endmacro %}
