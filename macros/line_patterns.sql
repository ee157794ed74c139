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

{#- The cells of values that stand in cells. The quicker way is the same where no cell is empty. -#}
{% macro cells_of(values_text) -%}
    case
        when contains({{ values_text }}, chr(9) || chr(9)) then {{ regex_extract_all(values_text, '[^\\t]+', 0) }}
        else {{ split_text("substr(" ~ values_text ~ ", 2)", 'chr(9)') }}
    end
{%- endmacro %}

{#- Values in cells all of which are plain whole numbers or stars, as nearly all are. -#}
{% macro plain_values_pattern() -%} ^(?:\t+(?:\*|0|[1-9][0-9]{0,8}))+$ {%- endmacro %}

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
            then {{ regex_extract_all(values_text, token_pattern(true), group) }}
        else {{ regex_extract_all(values_text, token_pattern(false), group) }}
    end
{%- endmacro %}

{#- A number that a space other than the plain one groups. -#}
{% macro tight_group_pattern() -%}
    [0-9]{{ tight_space() }}[0-9]{3}
{%- endmacro %}

{#- A printed number, or several with something between them, as it is written to a computer. -#}
{% macro plain_number(printed_value) -%}
    replace({{ regex_replace(printed_value, digit_space()) }}, ',', '.')
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

{#- A sign or word that makes a number at the end of a line another one. Matches clean text. -#}
{% macro sign_before_number_pattern() -%}
    (?:^| )(?:[<>~≈≤≥=+]|ca[.]?|kr[.]?|mindre enn|færre enn|minst|&lt;) ?[0-9]+(?: |$)
{%- endmacro %}

{#- What stands where a number should, and is none: `-`, `..`, `:`, `<4`, `NA`, `x`. -#}
{% macro no_value_pattern() -%}
    (?:[^0-9A-Za-zÆØÅæøå*\t ]{1,3}|[<>~≤≥] ?[0-9]+|\(?[0-9*]+\)?[^0-9A-Za-zÆØÅæøå\t ]+|N/?A|n/?a|n[.]a[.]?|NaN|nan|[xX]+|null|NULL)
{%- endmacro %}

{#- The same, but a single dash, which may be the end of a label that goes on in the next line. -#}
{% macro sure_no_value_pattern() -%}
    (?:[.:…?/#]{1,3}|{{ dash() }}{2,3}|[<>~≤≥] ?[0-9]+|N/?A|n/a|n[.]a[.]?|NaN|nan|[xX]+|null|NULL)
{%- endmacro %}

{#-
    A line of data whose values cannot be read: some that can be and others (`Mentor 202 2O2`), cells with
    none (`Agder`, `-`, `-`), or a label and such signs (`Agder .. ..`). Matches clean text.
-#}
{% macro unreadable_values_pattern() -%}
    {{ [
        '\\t' ~ value_pattern() ~ '(?:\\t.*)?\\t[^\\t]+$',
        ' ' ~ value_pattern() ~ ' (?:[^ ]*[0-9*][^ ]*|' ~ no_value_pattern() ~ ')$',
        '^\\t*[^\\t]*[A-Za-zÆØÅæøå][^\\t]*(?:\\t+[^\\t]*)*\\t+(?:' ~ no_value_pattern() ~ '|' ~ value_pattern() ~ ')$',
        ' ' ~ no_value_pattern() ~ ' ' ~ no_value_pattern() ~ '$',
        '[A-Za-zÆØÅæøå)] ' ~ sure_no_value_pattern() ~ '$',
    ] | join('|') }}
{%- endmacro %}

{#- The signs at the end of such a line, and numbers among them. -#}
{% macro trailing_no_values_pattern() -%}
    (?:[\t ]+(?:{{ no_value_pattern() }}|{{ value_pattern() }}))+$
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
{% macro period_columns(text, pattern) -%}
    {{ month_number('nullif(' ~ regex_extract(text, pattern, 1) ~ ", '')") }} as from_month,
    cast(nullif({{ regex_extract(text, pattern, 2) }}, '') as integer) as from_year,
    {{ month_number(regex_extract(text, pattern, 3)) }} as to_month,
    cast(nullif({{ regex_extract(text, pattern, 4) }}, '') as integer) as to_year
{%- endmacro %}

{#- `202512_TILT120_Tiltaksdeltakere.xlsx`, `2026.04_TILT140.xlsx`: year and month of the file. -#}
{% macro file_month_pattern() -%} ^(20[0-9]{2})[._-]?(0[1-9]|1[0-2])[._ -] {%- endmacro %}

{#-
    A month in a header, in any way that people and programs write one: `Februar`, `feb.`, `Feb 2026`,
    `feb-26`, `2026-02`, `2026M02`, `02/2026`, `01.02.2026`.
-#}
{% macro month_word_pattern() -%}
    \b(?:(?:jan(?:uar)?|feb(?:ruar)?|mars?|apr(?:il)?|mai|juni?|juli?|aug(?:ust)?|sep(?:t|tember)?|okt(?:ober)?|nov(?:ember)?|des(?:ember)?)\b\.?(?:[ \x27’/.-]?(?:20[0-9]{2}|[0-9]{2})\b)?
    {#- #}|20[0-9]{2}[-/.m]m?(?:0[1-9]|1[0-2])(?:-(?:01|2[89]|3[01]))?\b|(?:0?1|2[89]|3[01])\.(?:0?[1-9]|1[0-2])\.20[0-9]{2}\b|(?:0?[1-9]|1[0-2])[-/.]20[0-9]{2}\b)
{%- endmacro %}

{#- A day as a spreadsheet counts them, from 2014 to 2036: a date whose format was lost. -#}
{% macro serial_day_pattern() -%} 4[2-9][0-9]{3} {%- endmacro %}

{#- What a header calls the average of the year so far, word by word, as it is broken over lines. -#}
{% macro average_word_pattern() -%}
    (?:gjennom[-a-z|]*|gj\.? ?sn(?:itt)?\.?|sn[a-z|1]{2,3}t|hittil|i ar)
{%- endmacro %}

{#- What a header calls the column of the labels. -#}
{% macro label_word_pattern() -%}
    (?:fylke|kommune|region|tiltak|tiltaksgruppe|tiltakstype|arbeidsmarkedsstatus|status|kj[oø]nn|alder|aldersgruppe|innvandrer ?status|f[oø]deland(?: innvandrere)?|utdanning|utdanningsniva|navn|kode|(?:fylkes|kommune)?(?:nr|nummer|navn))\.?
{%- endmacro %}

{#- A line without what stands beside its words: the marks of footnotes and quotation marks. -#}
{% macro without_signs(folded_text) -%}
    {{ single_spaces(regex_replace(folded_text, '["“”«»*†‡]+| ?[(]?[0-9]{1,2}[)]')) }}
{%- endmacro %}

{#- Lines made of nothing but the words of a header. -#}
{% macro header_pattern() -%}
    ^(?:{{ label_word_pattern() }} )*(?:(?:{{ average_word_pattern() }}|tidsserie|na|{{ month_word_pattern() }})(?: |$))+$
{%- endmacro %}

{#-
    A whole header that was recognised, matched with a space at its end: what the labels are called and the
    average, then the months, and empty columns. Anything else in it, or the average after a month, makes
    it an unread one.
-#}
{% macro read_header_pattern() -%}
    {%- set month = '(?:' ~ month_word_pattern() ~ '|' ~ serial_day_pattern() ~ ')' -%}
    ^(?:(?:{{ label_word_pattern() }}|{{ average_word_pattern() }}|tidsserie|na) )*{{ month }} (?:(?:{{ month }}|na) )*$
{%- endmacro %}

{#-
    What looks like a header, whether or not its words are known: cells one of which is a month or the
    average (`Januar`, `Endring`); cells that are all words or years (`I alt`, `Kvinner`, `Menn`); days
    in the cells of a sheet. Matches clean text.
-#}
{% macro header_cells_pattern() -%}
    {{ [
        '(?i)(?:^|\\t)(?:' ~ month_word_pattern() ~ '|gjennom[^\\t]*|snitt[^\\t]*|hittil[^\\t]*)[*†‡)0-9 "]{0,4}(?:\\t|$)',
        '^\\t*(?:20[0-9]{2}|(?:[0-9]\\. ?)?[^\\t0-9*]*[A-Za-zÆØÅæøå]{2}[^\\t0-9*]*)(?:\\t+(?:[^\\t]*[A-Za-zÆØÅæøå]{3}[^\\t]*|20[0-9]{2}))+$',
        '^\\t+(?:20[0-9]{2})(?:\\t+20[0-9]{2})*$',
    ] | join('|') }}
{%- endmacro %}

{#- The same in a line without cells, which begins with the average or a month. Matches folded text. -#}
{% macro header_line_pattern() -%}
    ^(?:{{ label_word_pattern() }} )*(?:gjennomsnitt\b|gjennom snitt|gjennom-|snitt hittil|gj[.]? ?snitt|i ar |{{ month_word_pattern() }})|^20[0-9]{2}(?: 20[0-9]{2})+$
{%- endmacro %}

{#- A line with nothing but years: it stands above a header with months. Matches folded text. -#}
{% macro years_pattern() -%} ^20[0-9]{2}(?: 20[0-9]{2})*$ {%- endmacro %}

{#- `Rapport oppdatert: 02.02.2026`, alone or after a heading; the date in group 1. -#}
{% macro published_on_pattern() -%}
    rapport(?:en)? (?:sist )?oppdatert:? ?([0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4})
{%- endmacro %}

{% macro report_code_pattern() -%} tilt ?([0-9]{3}) {%- endmacro %}

{#- The name of a report, printed at the top of each page. -#}
{% macro title_pattern() -%}
    (?:tilt ?[0-9]{3}|deltakere i arbeidsrettede tiltak|^(?:kilde:? ?nav )?tiltaksdeltakere(?: pa |\. )|^(?:demografi[.]? )?tidsserie maned$)
{%- endmacro %}

{#-
    A title that says that a report is one of measures, and nothing else: participants, the group of
    measures, what they are broken down by, the period. Matches folded text.
-#}
{% macro measures_title_pattern() -%}
    ^(?:kilde:? ?nav )?(?:tilt ?[0-9]{3}[.:]? ?)?(?:(?:antall )?tiltaksdeltakere(?: pa [a-zæø /-]+)?|deltakere i arbeidsrettede tiltak)?(?:[.,:] ?| |$)(?:(?:hovedgruppe|hovedgrupper|tiltaksgruppe|tiltaksgrupper|demografi|tidsserie|maned|fylke|kommune|tiltak|arbeidsmarkedsstatus|kj[oø]nn|alder|innvandrer ?status|f[oø]deland innvandrere|f[oø]deland|utdanning|antall|personer|og|{{ period_within_pattern() }})[.,:]? ?)*$
{%- endmacro %}

{#- What a title on a group of measures may say of them, and changes what is counted. -#}
{% macro other_population_pattern() -%}
    \b(?:tidligere|etter|per|som|prosentvis|andel|endring|avgang|tilgang|sesongjustert[e]?|indeks|i|varighet|jobb|promille|nye)\b
{%- endmacro %}

{#-
    The name of another statistic, which the same system prints in the same form, or a heading that says
    that its numbers are no counts of people. Matches folded text.
-#}
{% macro other_title_pattern() -%}
    {{ [
        '\\b(?:helt ledige|delvis ledige|bruttoledighet|ledige stillinger|arbeidsledige|arbeidsledighet)\\b',
        '^(?:kilde:? ?nav )?(?:antall |andel |registrerte |personer (?:med |som |pa )?|mottakere av |nye |tilgang (?:av |pa |til )?)*' ~ other_subject_pattern(),
        '\\bprosent av\\b|\\bi prosent\\b|[.,:-] (?:prosent|andel|endring)\\b',
    ] | join('|') }}
{%- endmacro %}

{#- What else Nav counts, as the beginning of a title. -#}
{% macro other_subject_pattern() -%}
    (?:arbeidss[oø]kere(?:[.:]| og )|nedsatt arbeidsevne(?:[.:]| og )|permitterte(?:[.:]| og | etter )|dagpenge|arbeidsavklaringspenge|uf[oø]re|sykefrav|sykmeld|sykepenge|foreldrepenge|svangerskapspenge|barnetrygd|kontantst[oø]tte|sosialhjelp|alderspensjon|overgangsst[oø]nad|[oø]konomisk|utgifter|kostnader|utbetal|hovedtall om|prosent|andel)
{%- endmacro %}

{#- A title of this system that names no measures. -#}
{% macro unknown_title_pattern() -%} ^(?:kilde:? ?nav )?[a-zæøå].*[.] (?:demografi[.] )?tidsserie maned {%- endmacro %}

{#- The code of a report of another statistic: `HL060 Helt ledige`. Matches clean text. -#}
{% macro other_code_pattern() -%} ^\s*(?:Kilde:? ?NAV\s+)?[A-ZÆØÅ]{2,5} ?[0-9]{3}[ .:]+[A-ZÆØÅa-zæøå] {%- endmacro %}

{#- Headings of the sections that tables stand in, and of the pages before them. -#}
{% macro section_pattern() -%}
    ^(?:tiltak|tiltaksdeltakere|arbeidsmarkedsstatus|fylke|kommune)(?:(?: og |, )[a-zæø ,/-]+)?(?:[.]? antall(?: personer)?)?(?: \(?forts(?:\.|att|etter)?\)?)?$|^(?:om statistikken|om tabellene|innhold i rapporten)$
{%- endmacro %}

{#- How a note begins, which a row of a table may do too. -#}
{% macro note_pattern() -%} ^(?:[*][)]? ?[a-z]|(?:fotnote|merknad|note)s?:? |(?:se ogsa|mer informasjon)\b) {%- endmacro %}

{#- What stands on a page without belonging to a table. -#}
{% macro furniture_pattern() -%}
    {{ [
        '^(?:side|s\\.|page) ?[0-9]+(?: ?(?:av|/|of) ?[0-9]+)?(?: ?(?:kilde|fotnote|nav|rapport).*)?$',
        '^' ~ dash() ~ ' ?[0-9]+ ?' ~ dash() ~ '$',
        '^[0-9]+ ?(?:av|/) ?[0-9]+$',
        '^kilde:? ',
        '^(?:nav|fotnote|fotnoter|kilde)$',
        note_pattern(),
        '^(?:telefon|tlf)[.:]? ?[+0-9]',
        '^(?:telefon|tlf|kontakt):',
        '^(?:https?://|www\\.)|\\bnav\\.no\\b',
        '^(?:utskrift|utskrevet|skrevet ut|generert)\\b',
        '^[0-9]{1,2}\\.[0-9]{1,2}\\.[0-9]{4}$',
        '^[-\\x{2010}-\\x{2015}=_+:| ]{3,}$',
    ] | join('|') }}
{%- endmacro %}

{#- What a line with a label and values has, if it is something else than a row. -#}
{% macro beside_values_pattern() -%}
    {{ month_name_pattern() }}|(?:^| )(?:jan|feb|mar|apr|jun|jul|aug|sept?|okt|nov|des)[.]?[ -](?:20)?[0-9]{2}(?: |$)|gjennom-?(?: |snitt)|snitt hittil|^i ar |oppdatert|{{ furniture_pattern() }}
{%- endmacro %}

{#- `I alt`, also as a scanner reads it; what follows names the measure and the status. -#}
{% macro total_pattern() -%} ^(?:[il1|] ?alt)(?: |$) {%- endmacro %}

{#- A line that begins with the code of a fylke or kommune: a new label, never the rest of one. -#}
{% macro region_code_pattern() -%} ^([0-9]{4}|[0-9]{2})(?: |$) {%- endmacro %}

{#- `19 år og under`, `60 år og over`, `20-24 år`: the lower and the upper age in groups. -#}
{% macro age_below_pattern() -%} ^([0-9]{1,2}) ?ar og (?:under|yngre)$ {%- endmacro %}
{% macro age_above_pattern() -%} ^([0-9]{1,2}) ?ar og (?:over|eldre)$ {%- endmacro %}
{% macro age_between_pattern() -%} ^([0-9]{1,2}) ?{{ dash() }} ?([0-9]{1,2}) ?ar$ {%- endmacro %}

{#- What the key of an age is (label_key()): `19arogunder`, `2024ar`. -#}
{% macro age_key_pattern() -%} ^[0-9]{1,2}arog(?:under|yngre|over|eldre)$|^[0-9]{3,4}ar$ {%- endmacro %}

{#- The end of a line after which a label goes on: `Trondheim -`, `oppfølging/`, `Vestfold og`. -#}
{% macro label_goes_on_pattern() -%} (?:[-/,\x{2010}-\x{2015}]| (?:og|i|på|av|for|med|til|eller)) ?$ {%- endmacro %}

{#- Two words with digits or stars: a line of data, whatever it says. Matches folded text. -#}
{% macro two_numbers_pattern() -%} (?:^| )[^ ]*[0-9*][^ ]* (?:.* )?[^ ]*[0-9*] {%- endmacro %}

{#- The key of a total, `I alt` with a status or nothing, but no measure. -#}
{% macro total_key_pattern() -%} ^[il1]?alt(?:.*patiltak|(?:tiltaks)?deltakere)?$ {%- endmacro %}

{#- What the key of a total says of the status, and of the measure. -#}
{% macro status_of_total_key(label_key) -%}
    {{ regex_extract(label_key, '^[il1]?alt(.*patiltak)', 1) }}
{%- endmacro %}
{% macro measure_of_total_key(label_key) -%}
    {{ regex_replace(label_key, '^[il1]?alt(?:.*patiltak)?') }}
{%- endmacro %}

{#-
    What a heading or the name of a sheet says that the tables under it break down by (`Tiltak og
    alder`): the name of a known breakdown, or the heading's own word for an unknown one. Null
    for what is no such heading.
-#}
{% macro breakdown_of_heading(folded_text) -%}
    {%- set heading -%}
        translate({{ regex_replace(folded_text, ' ?' ~ published_on_pattern() ~ '.*$') }}, 'øæ', 'oa')
    {%- endset -%}
    {%- set word -%}
        {{ regex_extract(heading, '^(?:tiltak(?:sdeltakere)? og )?(.*)$', 1) }}
    {%- endset -%}
    case
        {%- for beginning, breakdown in [
            ('fylke', 'fylke'), ('kommune', 'kommune'), ('kjonn', 'gender'), ('alder', 'age'),
            ('innvandr', 'immigrant'), ('fodeland', 'birth_region'), ('fodested', 'birth_region'),
            ('utdanning', 'education'), ('tiltak', 'measure'), ('arbeidsmarkedsstatus', 'status'),
        ] %}
        when {{ begins_with(word, "'" ~ beginning ~ "'") }} then '{{ breakdown }}'
        {%- endfor %}
        when {{ matches(heading, '^tiltak(?:sdeltakere)? og ') }}
            then {{ regex_replace(word, '[^a-z0-9]+', '_') }}
    end
{%- endmacro %}
