{#- What Spark writes for the macros of dialect.sql, with Java's patterns and without ANSI mode (dbt-spark). -#}

{#- ---------- patterns ---------- -#}

{#-
    In Java a line may end at more than `\n` (the flag `d` takes that away), letters beyond ASCII have no
    other case without the flag `u`, and `\b` parts words of all letters, up to Java 18, not of ASCII's.
-#}
{% macro spark__pattern_literal(pattern) -%}
    {%- set word = '[0-9A-Za-z_]' -%}
    {%- set boundary = '(?:(?<=' ~ word ~ ')(?!' ~ word ~ ')|(?<!' ~ word ~ ')(?=' ~ word ~ '))' -%}
    r'(?d){{ pattern | replace('\\b', boundary) | replace('(?i)', '(?iu)') }}'
{%- endmacro %}

{% macro spark__matches(text, literal) -%}
    regexp_like({{ text }}, {{ literal }})
{%- endmacro %}

{% macro spark__regex_replace(text, literal, replacement) -%}
    regexp_replace({{ text }}, {{ literal }}, '{{ replacement | replace('\\', '$') }}')
{%- endmacro %}

{#- ---------- texts ---------- -#}

{% macro spark__trimmed(text, characters) -%} trim(both {{ characters }} from {{ text }}) {%- endmacro %}

{% macro spark__begins_with(text, beginning) -%} startswith({{ text }}, {{ beginning }}) {%- endmacro %}

{#- What Spark splits at is a pattern. -#}
{% macro spark__split_text(text, separator) -%}
    split({{ text }}, '[' || {{ separator }} || ']')
{%- endmacro %}

{#-
    Spark has no function for it; a library beside it has (ICU). Spark takes a call of it for one that may give
    something else each time, so it can stand in a select list and not in the condition of a join. Letters
    up to U+02FF are composed as they are, and most lines have no others.
-#}
{% macro spark__compose_unicode(text) -%}
    case
        when {{ matches(text, '[^\\x{0000}-\\x{02ff}]') }}
            then reflect('com.ibm.icu.text.Normalizer', 'compose', {{ text }}, false)
        else {{ text }}
    end
{%- endmacro %}

{#- What is no letter with an accent is composed again: the syllables of Korean. -#}
{% macro spark__without_accents(text) -%}
    {%- set apart = "reflect('com.ibm.icu.text.Normalizer', 'decompose', " ~ text ~ ', false)' -%}
    case
        when {{ matches(text, '[^\\x{0000}-\\x{00bf}æøÆØ\\x{2000}-\\x{206f}]') }}
            then reflect(
                'com.ibm.icu.text.Normalizer', 'compose', {{ regex_replace(apart, '\\p{M}') }}, false
            )
        else {{ text }}
    end
{%- endmacro %}

{% macro spark__join_strings(text, separator, order_by) -%}
    listagg({{ text }}, {{ separator }}) within group (order by {{ order_by }} asc nulls last)
{%- endmacro %}

{#- ---------- dates ---------- -#}

{% macro spark__parse_date(text) -%} try_to_date({{ text }}, 'd.M.yyyy') {%- endmacro %}

{% macro spark__months_after(month, count) -%} add_months({{ month }}, {{ count }}) {%- endmacro %}

{% macro spark__days_after(day, count) -%} date_add({{ day }}, {{ count }}) {%- endmacro %}

{#- Spark counts down where the first is the later one. -#}
{% macro spark__months_between(first, last) -%}
    case
        when {{ first }} > {{ last }} then cast(array() as array<date>)
        else sequence({{ first }}, {{ last }}, interval 1 month)
    end
{%- endmacro %}

{% macro spark__days_between(first, last) -%}
    case
        when {{ first }} > {{ last }} then cast(array() as array<date>)
        else sequence({{ first }}, {{ last }}, interval 1 day)
    end
{%- endmacro %}

{% macro spark__now_in_utc() -%} to_utc_timestamp(current_timestamp(), current_timezone()) {%- endmacro %}

{#- ---------- lists ---------- -#}

{% macro spark__list_of(elements) -%} array({{ elements | join(', ') }}) {%- endmacro %}

{% macro spark__list_type(element) -%} array<{{ element }}> {%- endmacro %}

{% macro spark__numbers_up_to(last) -%}
    case
        when {{ last }} < 1 then cast(array() as array<int>)
        else sequence(1, cast({{ last }} as int))
    end
{%- endmacro %}

{#- collect_list alone leaves nulls out and knows no order. -#}
{% macro spark__ordered_list(element, order_by) -%}
    transform(
        array_sort(collect_list(named_struct('position', {{ order_by }}, 'element', {{ element }}))),
        one -> one.element
    )
{%- endmacro %}

{#- size() would be -1 for null. -#}
{% macro spark__list_length(list) -%} array_size({{ list }}) {%- endmacro %}

{% macro spark__list_element(list, position) -%}
    get({{ list }}, cast({{ position }} as int) - 1)
{%- endmacro %}

{% macro spark__list_min(list) -%} array_min({{ list }}) {%- endmacro %}

{% macro spark__list_max(list) -%} array_max({{ list }}) {%- endmacro %}

{% macro spark__list_sum(list) -%}
    aggregate(
        {{ list }}, cast(null as bigint), (so_far, one) -> coalesce(so_far + one, one, so_far)
    )
{%- endmacro %}

{% macro spark__list_known_count(list) -%} array_size(array_compact({{ list }})) {%- endmacro %}

{% macro spark__list_after_first(list) -%} slice({{ list }}, 2, array_size({{ list }})) {%- endmacro %}

{% macro spark__joined_list(list, separator) -%} array_join({{ list }}, {{ separator }}) {%- endmacro %}

{% macro spark__list_of_numbers(list) -%}
    transform({{ list }}, one -> try_cast(one as decimal(18, 6)))
{%- endmacro %}

{% macro spark__list_of_whole_numbers(list) -%}
    transform({{ list }}, one -> try_cast(one as int))
{%- endmacro %}

{#- ---------- rows ---------- -#}

{% macro spark__unnested(list) -%} explode({{ list }}) {%- endmacro %}

{#- A null among the lists would take away all rows. -#}
{% macro spark__unnested_together(lists) -%}
    inline(arrays_zip(
        {%- for list in lists.values() -%}
            coalesce({{ list }}, array()){{ ', ' if not loop.last }}
        {%- endfor -%}
    )) as ({{ lists | join(', ') }})
{%- endmacro %}

{% macro spark__rows_beside(alias, columns, rows) -%}
    cross join lateral inline(array(
        {%- for row in rows %}
        struct(
            {%- for value in row -%}
                {{ value }} as {{ columns[loop.index0] }}{{ ', ' if not loop.last }}
            {%- endfor -%}
        ){{ ',' if not loop.last }}
        {%- endfor %}
    )) as {{ alias }} ({{ columns | join(', ') }})
{%- endmacro %}

{% macro spark__first_known(value) -%} first_value({{ value }}, true) {%- endmacro %}

{% macro spark__last_known(value) -%} last_value({{ value }}, true) {%- endmacro %}

{% macro spark__beside_the_last(lines, others, columns) -%}
    select
        line.*,
        other.*
    from (
        select
            line,
            last_value(other, true) over (
                partition by report_id
                order by line_number asc nulls last, line is not null asc nulls last
                rows between unbounded preceding and current row
            ) as other
        from (
            select report_id, line_number, struct(*) as line, null as other
            from {{ lines }}
            union all
            select report_id, line_number, null as line, struct({{ columns | join(', ') }}) as other
            from {{ others }}
        )
    )
    where line is not null and other is not null
{%- endmacro %}

{% macro spark__not_materialized() -%} {%- endmacro %}

{#- ---------- digests ---------- -#}

{#- xxhash64 passes nulls over: ('x', null) would be as (null, 'x'). -#}
{% macro spark__digest_of_row(columns) -%}
    xxhash64(to_json(struct({{ columns | join(', ') }}), map('ignoreNullFields', 'false')))
{%- endmacro %}

{#- A sum of bigint would overflow without an error. -#}
{% macro spark__digest_of_rows(columns) -%}
    sum(cast({{ digest_of_row(columns) }} as decimal(38, 0)))
{%- endmacro %}

{#- Spark has no number of 128 bits, so it is the digest's text. -#}
{% macro spark__digest_number(text) -%} md5({{ text }}) {%- endmacro %}
