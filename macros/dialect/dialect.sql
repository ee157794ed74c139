{#-
    Where SQL dialects differ: one small macro each. Here stands what each is for; what the engines write
    for it stands side by side in duckdb.sql and spark.sql. tests/dbt/dialect_agrees.sql has the cases in
    which engines differ without an error.
-#}

{#- ---------- patterns, given as bare text: RE2 and Java read them alike (line_patterns.sql) ---------- -#}

{#- A pattern as a literal. -#}
{% macro pattern_literal(pattern) -%} {{ adapter.dispatch('pattern_literal')(pattern) }} {%- endmacro %}

{#- Whether a text has a pattern somewhere. -#}
{% macro matches(text, pattern) -%}
    {{ adapter.dispatch('matches')(text, pattern_literal(pattern)) }}
{%- endmacro %}

{#- A text with another in place of each match; `\1` in it is what group 1 matched. -#}
{% macro regex_replace(text, pattern, replacement='') -%}
    {{ adapter.dispatch('regex_replace')(text, pattern_literal(pattern), replacement) }}
{%- endmacro %}

{#- A group of the first match, 0 for all of it; an empty text where nothing matches. -#}
{% macro regex_extract(text, pattern, group) -%}
    regexp_extract({{ text }}, {{ pattern_literal(pattern) }}, {{ group }})
{%- endmacro %}

{#- The same of all matches, as a list. -#}
{% macro regex_extract_all(text, pattern, group) -%}
    regexp_extract_all({{ text }}, {{ pattern_literal(pattern) }}, {{ group }})
{%- endmacro %}

{#- ---------- texts ---------- -#}

{#- A text without some characters at its ends: the spaces that clean_text() leaves in a line. -#}
{% macro trimmed(text, characters="' \u00a0\u2007\u2009\u202f'") -%}
    {{ adapter.dispatch('trimmed')(text, characters) }}
{%- endmacro %}

{% macro begins_with(text, beginning) -%} {{ adapter.dispatch('begins_with')(text, beginning) }} {%- endmacro %}

{#- The parts of a text between separators, as a list. -#}
{% macro split_text(text, separator) -%} {{ adapter.dispatch('split_text')(text, separator) }} {%- endmacro %}

{#- Composed Unicode (NFC), so that one letter is one character however it was written. -#}
{% macro compose_unicode(text) -%} {{ adapter.dispatch('compose_unicode')(text) }} {%- endmacro %}

{#- Letters without their accents: á, ä, å become a. -#}
{% macro without_accents(text) -%} {{ adapter.dispatch('without_accents')(text) }} {%- endmacro %}

{#- The texts of a group as one. -#}
{% macro join_strings(text, separator, order_by) -%}
    {{ adapter.dispatch('join_strings')(text, separator, order_by) }}
{%- endmacro %}

{#- ---------- dates ---------- -#}

{#- The date that a text is, written `02.01.2026`; null where it is none. -#}
{% macro parse_date(text) -%} {{ adapter.dispatch('parse_date')(text) }} {%- endmacro %}

{#- The first day of a month; null if its year or number is unknown. -#}
{% macro month_start(year, month) -%} make_date({{ year }}, {{ month }}, 1) {%- endmacro %}

{#- The month that lies so many months after another, or before it. -#}
{% macro months_after(month, count) -%} {{ adapter.dispatch('months_after')(month, count) }} {%- endmacro %}

{#- The day that lies so many days after another, or before it. -#}
{% macro days_after(day, count) -%} {{ adapter.dispatch('days_after')(day, count) }} {%- endmacro %}

{#- The first days of the months from one to another, both included; null if either is unknown. -#}
{% macro months_between(first, last) -%} {{ adapter.dispatch('months_between')(first, last) }} {%- endmacro %}

{#- The days from one to another, both included. -#}
{% macro days_between(first, last) -%} {{ adapter.dispatch('days_between')(first, last) }} {%- endmacro %}

{#- The time now, in UTC and without a zone. -#}
{% macro now_in_utc() -%} {{ adapter.dispatch('now_in_utc')() }} {%- endmacro %}

{#- ---------- lists ---------- -#}

{#- A list of some expressions. -#}
{% macro list_of(elements) -%} {{ adapter.dispatch('list_of')(elements) }} {%- endmacro %}

{#- The type of a list, from that of its elements. -#}
{% macro list_type(element) -%} {{ adapter.dispatch('list_type')(element) }} {%- endmacro %}

{#- A list of texts with nothing in it. -#}
{% macro empty_text_list() -%} cast({{ list_of([]) }} as {{ list_type('string') }}) {%- endmacro %}

{#- The whole numbers from 1 to another; an empty list where that is 0. -#}
{% macro numbers_up_to(last) -%} {{ adapter.dispatch('numbers_up_to')(last) }} {%- endmacro %}

{#- The positions of a list, from 1. -#}
{% macro positions_of(list) -%} {{ numbers_up_to(list_length(list)) }} {%- endmacro %}

{#- The elements of a group as a list. -#}
{% macro ordered_list(element, order_by) -%}
    {{ adapter.dispatch('ordered_list')(element, order_by) }}
{%- endmacro %}

{% macro list_length(list) -%} {{ adapter.dispatch('list_length')(list) }} {%- endmacro %}

{#- The element of a list at a position that counts from 1; null beyond its end. -#}
{% macro list_element(list, position) -%} {{ adapter.dispatch('list_element')(list, position) }} {%- endmacro %}

{% macro list_min(list) -%} {{ adapter.dispatch('list_min')(list) }} {%- endmacro %}

{% macro list_max(list) -%} {{ adapter.dispatch('list_max')(list) }} {%- endmacro %}

{#- The sum of the numbers in a list; null where it has none. -#}
{% macro list_sum(list) -%} {{ adapter.dispatch('list_sum')(list) }} {%- endmacro %}

{#- How many elements of a list are not null. -#}
{% macro list_known_count(list) -%} {{ adapter.dispatch('list_known_count')(list) }} {%- endmacro %}

{% macro list_after_first(list) -%} {{ adapter.dispatch('list_after_first')(list) }} {%- endmacro %}

{#- The texts of a list as one. -#}
{% macro joined_list(list, separator) -%} {{ adapter.dispatch('joined_list')(list, separator) }} {%- endmacro %}

{#- The numbers that the texts of a list are, null for a text that is none. -#}
{% macro list_of_numbers(list) -%} {{ adapter.dispatch('list_of_numbers')(list) }} {%- endmacro %}

{#- The same as whole numbers. -#}
{% macro list_of_whole_numbers(list) -%} {{ adapter.dispatch('list_of_whole_numbers')(list) }} {%- endmacro %}

{#- ---------- rows ---------- -#}

{#-
    As a column of a query: a row for each element of a list, beside the query's other columns. DuckDB
    does that in passing; a lateral join with a list it makes a join of the rows with themselves.
-#}
{% macro unnested(list) -%} {{ adapter.dispatch('unnested')(list) }} {%- endmacro %}

{#- The same for several lists of one length, by the names of their columns; one that is null has nulls. -#}
{% macro unnested_together(lists) -%} {{ adapter.dispatch('unnested_together')(lists) }} {%- endmacro %}

{#- A join of each row with some rows of expressions of its columns. -#}
{% macro rows_beside(alias, columns, rows) -%} {{ adapter.dispatch('rows_beside')(alias, columns, rows) }} {%- endmacro %}

{#- In front of a window: the first or the last value in it that is not null. -#}
{% macro first_known(value) -%} {{ adapter.dispatch('first_known')(value) }} {%- endmacro %}
{% macro last_known(value) -%} {{ adapter.dispatch('last_known')(value) }} {%- endmacro %}

{#-
    Each line of a relation, with some columns of the last line of another that is not after it; none where
    there is no such line. Both have `report_id` and `line_number`. A window over both would sort all lines.
-#}
{% macro beside_the_last(lines, others, columns) -%}
    {{ adapter.dispatch('beside_the_last')(lines, others, columns) }}
{%- endmacro %}

{#-
    Before the parenthesis of a CTE that is read twice: each reader goes to its sources again. DuckDB
    else keeps all of its rows in memory, or on the disk where they are too many (see kept_if_few()).
-#}
{% macro not_materialized() -%} {{ adapter.dispatch('not_materialized')() }} {%- endmacro %}

{#- ---------- digests ---------- -#}

{#- A number for the values of some columns: the same for the same, seldom for others. -#}
{% macro digest_of_row(columns) -%} {{ adapter.dispatch('digest_of_row')(columns) }} {%- endmacro %}

{#- A digest of the rows of a group: the same rows have the same, in whatever order they are. -#}
{% macro digest_of_rows(columns) -%} {{ adapter.dispatch('digest_of_rows')(columns) }} {%- endmacro %}

{#- The MD5 digest of a text, the same wherever it is asked for. -#}
{% macro digest_number(text) -%} {{ adapter.dispatch('digest_number')(text) }} {%- endmacro %}
