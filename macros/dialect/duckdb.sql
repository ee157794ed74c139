{#- What DuckDB writes for the macros of dialect.sql. -#}

{#- ---------- patterns ---------- -#}

{% macro duckdb__pattern_literal(pattern) -%} '{{ pattern }}' {%- endmacro %}

{% macro duckdb__matches(text, literal) -%}
    regexp_matches({{ text }}, {{ literal }})
{%- endmacro %}

{% macro duckdb__regex_replace(text, literal, replacement) -%}
    regexp_replace({{ text }}, {{ literal }}, '{{ replacement }}', 'g')
{%- endmacro %}

{#- ---------- texts ---------- -#}

{#- Without the characters it would take away every space that Unicode has. -#}
{% macro duckdb__trimmed(text, characters) -%} trim({{ text }}, {{ characters }}) {%- endmacro %}

{% macro duckdb__begins_with(text, beginning) -%} starts_with({{ text }}, {{ beginning }}) {%- endmacro %}

{% macro duckdb__split_text(text, separator) -%} string_split({{ text }}, {{ separator }}) {%- endmacro %}

{% macro duckdb__compose_unicode(text) -%} nfc_normalize({{ text }}) {%- endmacro %}

{% macro duckdb__without_accents(text) -%} strip_accents({{ text }}) {%- endmacro %}

{% macro duckdb__join_strings(text, separator, order_by) -%}
    string_agg({{ text }}, {{ separator }} order by {{ order_by }} asc nulls last)
{%- endmacro %}

{#- ---------- dates ---------- -#}

{% macro duckdb__parse_date(text) -%} cast(try_strptime({{ text }}, '%d.%m.%Y') as date) {%- endmacro %}

{% macro duckdb__months_after(month, count) -%}
    cast({{ month }} + to_months({{ count }}) as date)
{%- endmacro %}

{% macro duckdb__days_after(day, count) -%} cast({{ day }} + to_days({{ count }}) as date) {%- endmacro %}

{% macro duckdb__months_between(first, last) -%}
    cast(generate_series({{ first }}, {{ last }}, interval 1 month) as date[])
{%- endmacro %}

{% macro duckdb__days_between(first, last) -%}
    cast(generate_series({{ first }}, {{ last }}, interval 1 day) as date[])
{%- endmacro %}

{% macro duckdb__now_in_utc() -%} current_timestamp at time zone 'UTC' {%- endmacro %}

{#- ---------- lists ---------- -#}

{% macro duckdb__list_of(elements) -%} [{{ elements | join(', ') }}] {%- endmacro %}

{% macro duckdb__list_type(element) -%} {{ element }}[] {%- endmacro %}

{% macro duckdb__numbers_up_to(last) -%} generate_series(1, {{ last }}) {%- endmacro %}

{% macro duckdb__ordered_list(element, order_by) -%}
    list({{ element }} order by {{ order_by }} asc nulls last)
{%- endmacro %}

{% macro duckdb__list_length(list) -%} len({{ list }}) {%- endmacro %}

{% macro duckdb__list_element(list, position) -%} {{ list }}[{{ position }}] {%- endmacro %}

{% macro duckdb__list_min(list) -%} list_min({{ list }}) {%- endmacro %}

{% macro duckdb__list_max(list) -%} list_max({{ list }}) {%- endmacro %}

{% macro duckdb__list_sum(list) -%} list_sum({{ list }}) {%- endmacro %}

{% macro duckdb__list_known_count(list) -%} list_count({{ list }}) {%- endmacro %}

{% macro duckdb__list_after_first(list) -%} {{ list }}[2:] {%- endmacro %}

{% macro duckdb__joined_list(list, separator) -%} array_to_string({{ list }}, {{ separator }}) {%- endmacro %}

{% macro duckdb__list_of_numbers(list) -%} try_cast({{ list }} as decimal(18, 6)[]) {%- endmacro %}

{% macro duckdb__list_of_whole_numbers(list) -%} try_cast({{ list }} as integer[]) {%- endmacro %}

{#- ---------- rows ---------- -#}

{% macro duckdb__unnested(list) -%} unnest({{ list }}) {%- endmacro %}

{% macro duckdb__unnested_together(lists) -%}
    {%- for column, list in lists.items() -%}
        unnest({{ list }}) as {{ column }}{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{% macro duckdb__rows_beside(alias, columns, rows) -%}
    cross join lateral (
        values
        {%- for row in rows %}
        ({{ row | join(', ') }}){{ ',' if not loop.last }}
        {%- endfor %}
    ) as {{ alias }} ({{ columns | join(', ') }})
{%- endmacro %}

{% macro duckdb__first_known(value) -%} first_value({{ value }} ignore nulls) {%- endmacro %}

{% macro duckdb__last_known(value) -%} last_value({{ value }} ignore nulls) {%- endmacro %}

{% macro duckdb__beside_the_last(lines, others, columns) -%}
    select
        {{ lines }}.*
        {%- for column in columns %},
        {{ others }}.{{ column }}
        {%- endfor %}
    from {{ lines }}
    asof inner join {{ others }}
        on
            {{ lines }}.report_id = {{ others }}.report_id
            and {{ lines }}.line_number >= {{ others }}.line_number
{%- endmacro %}

{% macro duckdb__not_materialized() -%} not materialized {%- endmacro %}

{#- ---------- digests ---------- -#}

{% macro duckdb__digest_of_row(columns) -%} hash({{ columns | join(', ') }}) {%- endmacro %}

{% macro duckdb__digest_of_rows(columns) -%} sum({{ digest_of_row(columns) }}) {%- endmacro %}

{#- A number of 128 bits: rows are grouped and joined by it. -#}
{% macro duckdb__digest_number(text) -%} md5_number({{ text }}) {%- endmacro %}
