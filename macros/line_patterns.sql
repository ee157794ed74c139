{#-
    What the lines of a report look like, in one place. All patterns are read by RE2 and by Java:
    no look-around, [0-9] for digits. Unless said otherwise they match folded_line(), which is lower
    case, without accents and with single spaces.
-#}

{#- Spaces that group the digits of a number: plain, no-break, figure, thin, narrow no-break. -#}
{% macro digit_space() -%} [ \x{00a0}\x{2007}\x{2009}\x{202f}] {%- endmacro %}

{#- Those that are no plain ones: they hold the digits of one number together. -#}
{% macro tight_space() -%} [\x{00a0}\x{2007}\x{2009}\x{202f}] {%- endmacro %}

{#- One printed value: a number (an average may have decimals) or the sign of a suppressed cell. -#}
{% macro value_pattern() -%} (?:\*|[0-9]+(?:[.,][0-9]+)?) {%- endmacro %}

{#- The values at the end of a line, with what separates them. Matches clean text. -#}
{% macro values_pattern() -%}
    (?:(?:^|(?:\t|{{ digit_space() }})+){{ value_pattern() }})+$
{%- endmacro %}

{#- A number whose digits are grouped by any space, or not grouped; or `*`. Matches a whole cell. -#}
{% macro cell_pattern() -%}
    (?:\*|[0-9]{1,3}(?:{{ digit_space() }}[0-9]{3})+|[0-9]+(?:[.,][0-9]+)?)
{%- endmacro %}

{#-
    A value (group 1) with what separates it from the one before. Where another space than the plain
    one groups digits, such groups are one number.
-#}
{% macro token_pattern(has_tight_groups) -%}
    (?:\t|{{ digit_space() }})*(\*|
    {%- if has_tight_groups -%} [0-9]{1,3}(?:{{ tight_space() }}[0-9]{3}\b)+| {%- endif -%}
    [0-9]+(?:[.,][0-9]+)?)
{%- endmacro %}

{#- What may be numbers or parts of them, with what separates them (group 0) or without (group 1). -#}
{% macro tokens_of(values_text, has_tight_groups, group) -%}
    case
        when {{ has_tight_groups }}
            then regexp_extract_all({{ values_text }}, '{{ token_pattern(true) }}', {{ group }})
        else regexp_extract_all({{ values_text }}, '{{ token_pattern(false) }}', {{ group }})
    end
{%- endmacro %}

{#- A number that a space other than the plain one groups. -#}
{% macro tight_group_pattern() -%}
    [0-9]{{ tight_space() }}[0-9]{3}
{%- endmacro %}

{#- A printed number, or several with something between them, as it is written to a computer. -#}
{% macro plain_number(printed_value) -%}
    replace({{ regex_replace(printed_value, "'" ~ digit_space() ~ "'", "''") }}, ',', '.')
{%- endmacro %}

{#- The number that a printed value is; null for `*` and for what has too many digits to be one. -#}
{% macro number_of(printed_value) -%}
    try_cast({{ plain_number(printed_value) }} as decimal(18, 6))
{%- endmacro %}

{#- The same for values joined by bars, as a list. -#}
{% macro numbers_of(values_with_bars) -%}
    {{ list_of_numbers(split_text(plain_number(values_with_bars), "'|'")) }}
{%- endmacro %}

{#- A number among values joined by bars that no count of people is: ten digits, or a zero in front. -#}
{% macro impossible_number_pattern() -%}
    (?:^|[|])(?:[0-9](?:{{ digit_space() }}?[0-9]){9}|0[0-9])
{%- endmacro %}

{#-
    Values that are followed by something that is none (`Mentor 202 2O2`, a cell `x` after cells with
    numbers): a line of data that cannot be read. Matches clean text.
-#}
{% macro unreadable_values_pattern() -%}
    \t{{ value_pattern() }}(?:\t.*)?\t[^\t]+$| {{ value_pattern() }} (?:[^ ]*[0-9*][^ ]*|[xX:.]+|{{ dash() }}+)$
{%- endmacro %}

{#- A label in which the values of another row stand: `1563 Sunndal * * * 1566 Surnadal`. -#}
{% macro values_in_label_pattern() -%} [*]| [0-9]+ [0-9]+ {%- endmacro %}

{% macro month_name_pattern() -%}
    (?:{{ month_names() | join('|') }})
{%- endmacro %}

{% macro dash() -%} [-\x{2010}-\x{2015}] {%- endmacro %}

{#- `Januar 2024 - Desember 2024`, `Januar - Februar 2020`, `Januar 2026`, also within a longer line. -#}
{% macro period_within_pattern() -%}
    (?:({{ month_name_pattern() }})(?: ([0-9]{4}))? ?{{ dash() }} ?)?\b({{ month_name_pattern() }}) ([0-9]{4})
{%- endmacro %}

{#- A line that is a period and nothing else. -#}
{% macro period_pattern() -%}
    ^(?:periode:? )?{{ period_within_pattern() }}\.?$
{%- endmacro %}

{#- What a line with a period says, by a pattern with the groups month, year, month, year. -#}
{% macro period_columns(pattern) -%}
    {{ month_number("nullif(regexp_extract(folded_text, '" ~ pattern ~ "', 1), '')") }} as from_month,
    cast(nullif(regexp_extract(folded_text, '{{ pattern }}', 2), '') as integer) as from_year,
    {{ month_number("regexp_extract(folded_text, '" ~ pattern ~ "', 3)") }} as to_month,
    cast(nullif(regexp_extract(folded_text, '{{ pattern }}', 4), '') as integer) as to_year
{%- endmacro %}

{#- `202512_TILT120_Tiltaksdeltakere.xlsx`, `2026.04_TILT140.xlsx`: year and month of the file. -#}
{% macro file_month_pattern() -%} ^(20[0-9]{2})[._-]?(0[1-9]|1[0-2])[._ -] {%- endmacro %}

{#- Lines made of nothing but the words of a header; a month may carry its year. -#}
{% macro header_pattern() -%}
    ^(?:(?:gjennom|gjennom-|snitt|gjennomsnitt|hittil|i ar|tidsserie|na|{{ month_name_pattern() }}(?: [0-9]{4})?)(?: |$))+$
{%- endmacro %}

{#- A line of cells with nothing but years: it stands above a header with months. Matches clean text. -#}
{% macro years_pattern() -%} ^(?:\t+20[0-9]{2})+$ {%- endmacro %}

{#- `Rapport oppdatert: 02.02.2026`, alone or after a heading; the date in group 1. -#}
{% macro published_on_pattern() -%}
    rapport(?:en)? (?:sist )?oppdatert:? ?([0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4})
{%- endmacro %}

{% macro report_code_pattern() -%} tilt ?([0-9]{3}) {%- endmacro %}

{#- The name of a report, printed at the top of each page. -#}
{% macro title_pattern() -%}
    (?:tilt ?[0-9]{3}|deltakere i arbeidsrettede tiltak|^(?:kilde:? ?nav )?tiltaksdeltakere(?: pa |\. )|^(?:demografi[.]? )?tidsserie maned$)
{%- endmacro %}

{#- Headings of the sections that tables stand in, and of the pages before them. -#}
{% macro section_pattern() -%}
    ^(?:tiltak|tiltaksdeltakere|arbeidsmarkedsstatus|fylke|kommune)(?:(?: og |, )[a-zæø ,/-]+)?(?: \(?forts(?:\.|att|etter)?\)?)?$|^(?:om statistikken|om tabellene|innhold i rapporten)$
{%- endmacro %}

{#- What stands on a page without belonging to a table. -#}
{% macro furniture_pattern() -%}
    {{ [
        '^(?:side|s\\.|page) ?[0-9]+(?: ?(?:av|/|of) ?[0-9]+)?(?: ?kilde.*)?$',
        '^' ~ dash() ~ ' ?[0-9]+ ?' ~ dash() ~ '$',
        '^[0-9]+ ?(?:av|/) ?[0-9]+$',
        '^kilde:? ',
        '^(?:nav|fotnote|fotnoter|kilde)$',
        '^(?:fotnote|merknad|note)s?:? ',
        '^[*][)]? ?[a-z]',
        '^(?:se ogsa|telefon|tlf|kontakt|mer informasjon)\\b',
        '^(?:https?://|www\\.)|\\bnav\\.no\\b',
        '^(?:utskrift|utskrevet|skrevet ut|generert)\\b',
        '^[0-9]{1,2}\\.[0-9]{1,2}\\.[0-9]{4}$',
        '^[-\\x{2010}-\\x{2015}=_+:| ]{3,}$',
    ] | join('|') }}
{%- endmacro %}

{#- What a line with a label and values has, if it is something else than a row. -#}
{% macro beside_values_pattern() -%}
    {{ month_name_pattern() }}|oppdatert|{{ furniture_pattern() }}
{%- endmacro %}

{#- `I alt`, also as a scanner reads it; what follows names the measure and the status. -#}
{% macro total_pattern() -%} ^(?:[il1|] ?alt)(?: |$) {%- endmacro %}

{#- A line that begins with the code of a fylke or kommune: a new label, never the rest of one. -#}
{% macro region_code_pattern() -%} ^([0-9]{4}|[0-9]{2})(?: |$) {%- endmacro %}

{#- `19 år og under`, `60 år og over`, `20-24 år`: the lower and the upper age in groups. -#}
{% macro age_below_pattern() -%} ^([0-9]{1,2}) ?ar og (?:under|yngre)$ {%- endmacro %}
{% macro age_above_pattern() -%} ^([0-9]{1,2}) ?ar og (?:over|eldre)$ {%- endmacro %}
{% macro age_between_pattern() -%} ^([0-9]{1,2}) ?{{ dash() }} ?([0-9]{1,2}) ?ar$ {%- endmacro %}

{#-
    What a heading or the name of a sheet says that the tables under it break down by (`Tiltak og
    alder`): the name of a known breakdown, or the heading's own word for one that nobody knows. Null
    for what is no such heading.
-#}
{% macro breakdown_of_heading(folded_text) -%}
    {%- set heading -%}
        translate({{ regex_replace(folded_text, "' ?" ~ published_on_pattern() ~ ".*$'", "''") }}, 'øæ', 'oa')
    {%- endset -%}
    {%- set word -%}
        regexp_extract({{ heading }}, '^(?:tiltak(?:sdeltakere)? og )?(.*)$', 1)
    {%- endset -%}
    case
        {%- for beginning, breakdown in [
            ('fylke', 'fylke'), ('kommune', 'kommune'), ('kjonn', 'gender'), ('alder', 'age'),
            ('innvandr', 'immigrant'), ('fodeland', 'birth_region'), ('fodested', 'birth_region'),
            ('utdanning', 'education'), ('tiltak', 'measure'), ('arbeidsmarkedsstatus', 'measure'),
        ] %}
        when {{ begins_with(word, "'" ~ beginning ~ "'") }} then '{{ breakdown }}'
        {%- endfor %}
        when {{ matches(heading, '^tiltak(?:sdeltakere)? og ') }}
            then {{ regex_replace(word, "'[^a-z0-9]+'", "'_'") }}
    end
{%- endmacro %}
