{#- Where SQL dialects differ: one small macro each, dispatched by adapter. -#}

{% macro regex_replace(text, pattern, replacement) -%}
    {{ adapter.dispatch('regex_replace')(text, pattern, replacement) }}
{%- endmacro %}
{% macro default__regex_replace(text, pattern, replacement) -%}
    regexp_replace({{ text }}, {{ pattern }}, {{ replacement }}, 'g')
{%- endmacro %}

{% macro regex_matches(text, pattern) -%}
    {{ adapter.dispatch('regex_matches')(text, pattern) }}
{%- endmacro %}
{% macro default__regex_matches(text, pattern) -%}
    regexp_matches({{ text }}, {{ pattern }})
{%- endmacro %}

{#- Whether a text has a pattern, given without quotes. -#}
{% macro matches(text, pattern) -%}
    {{ regex_matches(text, "'" ~ pattern ~ "'") }}
{%- endmacro %}

{#- Composed Unicode (NFC), so that one letter is one character however it was written. -#}
{% macro compose_unicode(text) -%}
    {{ adapter.dispatch('compose_unicode')(text) }}
{%- endmacro %}
{% macro default__compose_unicode(text) -%}
    nfc_normalize({{ text }})
{%- endmacro %}

{#- Letters without their accents: á, ä, å become a. -#}
{% macro without_accents(text) -%}
    {{ adapter.dispatch('without_accents')(text) }}
{%- endmacro %}
{% macro default__without_accents(text) -%}
    strip_accents({{ text }})
{%- endmacro %}

{#- Text to date by a format, null where it is none. -#}
{% macro parse_date(text, format) -%}
    {{ adapter.dispatch('parse_date')(text, format) }}
{%- endmacro %}
{% macro default__parse_date(text, format) -%}
    cast(try_strptime({{ text }}, {{ format }}) as date)
{%- endmacro %}

{% macro month_start(year, month) -%}
    {{ adapter.dispatch('month_start')(year, month) }}
{%- endmacro %}
{% macro default__month_start(year, month) -%}
    make_date({{ year }}, {{ month }}, 1)
{%- endmacro %}

{% macro list_length(list) -%}
    {{ adapter.dispatch('list_length')(list) }}
{%- endmacro %}
{% macro default__list_length(list) -%}
    len({{ list }})
{%- endmacro %}

{#- The element of a list at a position that counts from 1; null beyond its end. -#}
{% macro list_element(list, position) -%}
    {{ adapter.dispatch('list_element')(list, position) }}
{%- endmacro %}
{% macro default__list_element(list, position) -%}
    {{ list }}[{{ position }}]
{%- endmacro %}

{% macro list_min(list) -%}
    {{ adapter.dispatch('list_min')(list) }}
{%- endmacro %}
{% macro default__list_min(list) -%}
    list_min({{ list }})
{%- endmacro %}

{% macro list_max(list) -%}
    {{ adapter.dispatch('list_max')(list) }}
{%- endmacro %}
{% macro default__list_max(list) -%}
    list_max({{ list }})
{%- endmacro %}

{#- The sum of the numbers in a list; null where it has none. -#}
{% macro list_sum(list) -%}
    {{ adapter.dispatch('list_sum')(list) }}
{%- endmacro %}
{% macro default__list_sum(list) -%}
    list_sum({{ list }})
{%- endmacro %}

{#- How many elements of a list are not null. -#}
{% macro list_known_count(list) -%}
    {{ adapter.dispatch('list_known_count')(list) }}
{%- endmacro %}
{% macro default__list_known_count(list) -%}
    list_count({{ list }})
{%- endmacro %}

{% macro list_after_first(list) -%}
    {{ adapter.dispatch('list_after_first')(list) }}
{%- endmacro %}
{% macro default__list_after_first(list) -%}
    {{ list }}[2:]
{%- endmacro %}

{% macro join_strings(text, separator, order_by) -%}
    {{ adapter.dispatch('join_strings')(text, separator, order_by) }}
{%- endmacro %}
{% macro default__join_strings(text, separator, order_by) -%}
    string_agg({{ text }}, {{ separator }} order by {{ order_by }} asc nulls last)
{%- endmacro %}

{% macro ordered_list(element, order_by) -%}
    {{ adapter.dispatch('ordered_list')(element, order_by) }}
{%- endmacro %}
{% macro default__ordered_list(element, order_by) -%}
    list({{ element }} order by {{ order_by }} asc nulls last)
{%- endmacro %}

{#- The first days of the months from one to another, both included; null if either is unknown. -#}
{% macro months_between(first, last) -%}
    {{ adapter.dispatch('months_between')(first, last) }}
{%- endmacro %}
{% macro default__months_between(first, last) -%}
    cast(generate_series({{ first }}, {{ last }}, interval 1 month) as date[])
{%- endmacro %}

{#- The days from one to another, both included. -#}
{% macro days_between(first, last) -%}
    {{ adapter.dispatch('days_between')(first, last) }}
{%- endmacro %}
{% macro default__days_between(first, last) -%}
    cast(generate_series({{ first }}, {{ last }}, interval 1 day) as date[])
{%- endmacro %}

{% macro joined_list(list, separator) -%}
    {{ adapter.dispatch('joined_list')(list, separator) }}
{%- endmacro %}
{% macro default__joined_list(list, separator) -%}
    array_to_string({{ list }}, {{ separator }})
{%- endmacro %}

{% macro begins_with(text, beginning) -%}
    {{ adapter.dispatch('begins_with')(text, beginning) }}
{%- endmacro %}
{% macro default__begins_with(text, beginning) -%}
    starts_with({{ text }}, {{ beginning }})
{%- endmacro %}

{#- The positions of a list, from 1. -#}
{% macro positions_of(list) -%} {{ numbers_up_to(list_length(list)) }} {%- endmacro %}

{#- The whole numbers from 1 to another, as a list. -#}
{% macro numbers_up_to(last) -%}
    {{ adapter.dispatch('numbers_up_to')(last) }}
{%- endmacro %}
{% macro default__numbers_up_to(last) -%}
    generate_series(1, {{ last }})
{%- endmacro %}

{#-
    As a column of a query: a row for each element of a list, beside the query's other columns. DuckDB
    does that in passing; a lateral join with a list it makes a join of the rows with themselves.
-#}
{% macro unnested(list) -%}
    {{ adapter.dispatch('unnested')(list) }}
{%- endmacro %}
{% macro default__unnested(list) -%}
    unnest({{ list }})
{%- endmacro %}

{#-
    Before the parenthesis of a CTE that is read twice: each reader goes to its sources again. DuckDB
    else keeps all of its rows in memory, or on the disk where they are too many (see kept_if_few()).
-#}
{% macro not_materialized() -%}
    {{ adapter.dispatch('not_materialized')() }}
{%- endmacro %}
{% macro default__not_materialized() -%}
    not materialized
{%- endmacro %}

{#-
    Each line of a relation, with some columns of the last line of another that is not after it; none where
    there is no such line. Both have `report_id` and `line_number`. A window over both would sort all lines.
-#}
{% macro beside_the_last(lines, others, columns) -%}
    {{ adapter.dispatch('beside_the_last')(lines, others, columns) }}
{%- endmacro %}
{% macro default__beside_the_last(lines, others, columns) -%}
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

{#- A list of texts with nothing in it. -#}
{% macro empty_text_list() -%}
    {{ adapter.dispatch('empty_text_list')() }}
{%- endmacro %}
{% macro default__empty_text_list() -%}
    cast([] as varchar[])
{%- endmacro %}

{#- The month that lies so many months after another, or before it. -#}
{% macro months_after(month, count) -%}
    {{ adapter.dispatch('months_after')(month, count) }}
{%- endmacro %}
{% macro default__months_after(month, count) -%}
    cast({{ month }} + to_months({{ count }}) as date)
{%- endmacro %}

{#- The day that lies so many days after another. -#}
{% macro days_after(day, count) -%}
    {{ adapter.dispatch('days_after')(day, count) }}
{%- endmacro %}
{% macro default__days_after(day, count) -%}
    cast({{ day }} + to_days({{ count }}) as date)
{%- endmacro %}

{#- A digest of the rows of a group: the same rows have the same, in whatever order they are. -#}
{% macro digest_of_rows(columns) -%}
    {{ adapter.dispatch('digest_of_rows')(columns) }}
{%- endmacro %}
{% macro default__digest_of_rows(columns) -%}
    sum({{ digest_of_row(columns) }})
{%- endmacro %}

{#- A number for the values of some columns: the same for the same, seldom for others. -#}
{% macro digest_of_row(columns) -%}
    {{ adapter.dispatch('digest_of_row')(columns) }}
{%- endmacro %}
{% macro default__digest_of_row(columns) -%}
    hash({{ columns | join(', ') }})
{%- endmacro %}

{#- A number of 128 bits for a text, the same wherever it is asked for: its MD5 digest. -#}
{% macro digest_number(text) -%}
    {{ adapter.dispatch('digest_number')(text) }}
{%- endmacro %}
{% macro default__digest_number(text) -%}
    md5_number({{ text }})
{%- endmacro %}

{% macro split_text(text, separator) -%}
    {{ adapter.dispatch('split_text')(text, separator) }}
{%- endmacro %}
{% macro default__split_text(text, separator) -%}
    string_split({{ text }}, {{ separator }})
{%- endmacro %}

{#- The numbers that the texts of a list are, null for a text that is none. -#}
{% macro list_of_numbers(list) -%}
    {{ adapter.dispatch('list_of_numbers')(list) }}
{%- endmacro %}
{% macro default__list_of_numbers(list) -%}
    try_cast({{ list }} as decimal(18, 6)[])
{%- endmacro %}

{#- The same as whole numbers. -#}
{% macro list_of_whole_numbers(list) -%}
    {{ adapter.dispatch('list_of_whole_numbers')(list) }}
{%- endmacro %}
{% macro default__list_of_whole_numbers(list) -%}
    try_cast({{ list }} as integer[])
{%- endmacro %}

{#- A list of some expressions. -#}
{% macro list_of(elements) -%}
    {{ adapter.dispatch('list_of')(elements) }}
{%- endmacro %}
{% macro default__list_of(elements) -%}
    [{{ elements | join(', ') }}]
{%- endmacro %}
