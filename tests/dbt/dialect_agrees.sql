-- What the macros of macros/dialect give, the same on every engine: each row is a case that did not come
-- out. Texts come from a column: an engine may work out a constant in another way.
{% set text_cases = [
    ['pattern_literal', "'a.b'", matches('text', '^a\\.b$'), 'true'],
    ['pattern_literal', "'axb'", matches('text', '^a\\.b$'), 'false'],
    ['pattern_literal', "'a' || chr(9) || 'b'", matches('text', '^a\\tb$'), 'true'],
    ['pattern_literal', "'a\u00a0b'", matches('text', '^a\\x{00a0}b$'), 'true'],
    ['pattern_literal', "'a' || chr(39) || 'b'", matches('text', '^a\\x27b$'), 'true'],
    ['matches', "'per måned'", matches('text', '(?i)MÅNED$'), 'true'],
    ['matches', "'øjan 2024'", matches('text', '\\bjan\\b'), 'true'],
    ['matches', "'xjan 2024'", matches('text', '\\bjan\\b'), 'false'],
    ['matches', "'januar\u2028'", matches('text', 'januar$'), 'false'],
    ['matches', "'januar' || chr(13)", matches('text', 'januar$'), 'false'],
    ['matches', "'a\u2029b'", matches('text', '^a.b$'), 'true'],
    ['matches', "cast(null as string)", matches('text', 'a'), none],
    ['regex_replace', "'1 010 2'", regex_replace('text', '([0-9]) ([0-9])', '\\1\\2'), '10102'],
    ['regex_replace', "'a1)'", regex_replace('text', '^(x)?(a)1\\)$', '\\1\\2'), 'a'],
    ['regex_replace', "'a,b'", regex_replace('text', ',', '\t'), 'a\tb'],
    ['regex_extract', "'TILT140'", regex_extract('text', 'TILT([0-9]+)', 1), '140'],
    ['regex_extract', "'TILT140'", regex_extract('text', 'TILT([0-9]+)', 0), 'TILT140'],
    ['regex_extract', "'HL060'", regex_extract('text', 'TILT([0-9]+)', 1), ''],
    ['regex_extract', "'b'", regex_extract('text', '(a)?b', 1), ''],
    ['regex_extract_all', "'4 * 12'", joined_list(regex_extract_all('text', ' ?(\\*|[0-9]+)', 1), "'|'"), '4|*|12'],
    ['regex_extract_all', "'4 * 12'", joined_list(regex_extract_all('text', ' ?(\\*|[0-9]+)', 0), "'|'"), '4| *| 12'],
    ['regex_extract_all', "'none'", list_length(regex_extract_all('text', '[0-9]', 0)), '0'],
    ['trimmed', "' \u00a0\u2009a b\u202f '", trimmed('text'), 'a b'],
    ['trimmed', "chr(9) || 'a\u3000'", trimmed('text'), '\ta\u3000'],
    ['trimmed', "chr(9) || '2024' || chr(9)", trimmed('text', 'chr(9)'), '2024'],
    ['begins_with', "'inferred_x'", begins_with('text', "'inferred_'"), 'true'],
    ['begins_with', "'xinferred_'", begins_with('text', "'inferred_'"), 'false'],
    ['split_text', "'a||b|'", joined_list(split_text('text', "'|'"), "'+'"), 'a++b+'],
    ['split_text', "''", list_length(split_text('text', "'|'")), '1'],
    ['split_text', "chr(9) || 'a'", list_length(split_text('text', 'chr(9)')), '2'],
    ['compose_unicode', "'pa\u030a'", compose_unicode('text'), 'på'],
    ['compose_unicode', "'a – b'", compose_unicode('text'), 'a – b'],
    ['compose_unicode', "'\u212b'", compose_unicode('text'), 'Å'],
    ['without_accents', "'måned æøåéčǿ'", without_accents('text'), 'maned æøaecø'],
    ['without_accents', "'й ά ḯ'", without_accents('text'), 'и α i'],
    ['without_accents', "'한 が'", without_accents('text'), '한 か'],
    ['without_accents', "'a\u030a'", without_accents('text'), 'a'],
    ['without_accents', "'đ ŋ ß ﬁ'", without_accents('text'), 'đ ŋ ß ﬁ'],
    ['parse_date', "'2.3.2026'", parse_date('text'), '2026-03-02'],
    ['parse_date', "'02.03.2026'", parse_date('text'), '2026-03-02'],
    ['parse_date', "'31.02.2026'", parse_date('text'), none],
    ['parse_date', "''", parse_date('text'), none],
    ['month_start', "'2026'", month_start('cast(text as integer)', 2), '2026-02-01'],
    ['month_start', "cast(null as string)", month_start('cast(text as integer)', 2), none],
    ['months_after', "'2025-11-01'", months_after('cast(text as date)', 3), '2026-02-01'],
    ['months_after', "'2026-02-01'", months_after('cast(text as date)', -12), '2025-02-01'],
    ['days_after', "'1899-12-30'", days_after('cast(text as date)', 46023), '2026-01-01'],
    ['days_after', "cast(null as string)", days_after("cast('2026-01-01' as date)", 'cast(text as integer)'), none],
    ['months_between', "'2025-12-01'", list_length(months_between('cast(text as date)', "cast('2026-02-01' as date)")), '3'],
    ['months_between', "'2026-02-01'", list_max(months_between('cast(text as date)', "cast('2026-02-01' as date)")), '2026-02-01'],
    ['months_between', "'2026-03-01'", list_length(months_between('cast(text as date)', "cast('2026-02-01' as date)")), '0'],
    ['months_between', "cast(null as string)", list_length(months_between('cast(text as date)', "cast('2026-02-01' as date)")), none],
    ['days_between', "'2026-01-31'", list_length(days_between('cast(text as date)', "cast('2026-02-01' as date)")), '2'],
    ['days_between', "'2026-02-02'", list_length(days_between('cast(text as date)', "cast('2026-02-01' as date)")), '0'],
    ['now_in_utc', "'2026-01-01'", now_in_utc() ~ ' > cast(text as timestamp)', 'true'],
    ['list_of', "'b'", joined_list(list_of(["'a'", 'text']), "'|'"), 'a|b'],
    ['empty_text_list', "'a'", joined_list('array_append(' ~ empty_text_list() ~ ', text)', "'|'"), 'a'],
    ['numbers_up_to', "'0'", list_length(numbers_up_to('cast(text as integer)')), '0'],
    ['numbers_up_to', "'3'", list_sum(numbers_up_to('cast(text as integer)')), '6'],
    ['numbers_up_to', "cast(null as string)", list_length(numbers_up_to('cast(text as integer)')), none],
    ['positions_of', "'a|b'", list_max(positions_of(split_text('text', "'|'"))), '2'],
    ['list_length', "cast(null as string)", list_length(split_text('text', "'|'")), none],
    ['list_element', "'a|b'", list_element(split_text('text', "'|'"), 1), 'a'],
    ['list_element', "'a|b'", list_element(split_text('text', "'|'"), 3), none],
    ['list_element', "'a|b'", list_element(split_text('text', "'|'"), 0), none],
    ['list_min', "'7|*|4'", list_min(list_of_whole_numbers(split_text('text', "'|'"))), '4'],
    ['list_max', "'7|*|4'", list_max(list_of_whole_numbers(split_text('text', "'|'"))), '7'],
    ['list_max', "'*'", list_max(list_of_whole_numbers(split_text('text', "'|'"))), none],
    ['list_sum', "'7|*|4'", list_sum(list_of_whole_numbers(split_text('text', "'|'"))), '11'],
    ['list_sum', "'*|*'", list_sum(list_of_whole_numbers(split_text('text', "'|'"))), none],
    ['list_known_count', "'7|*|4'", list_known_count(list_of_whole_numbers(split_text('text', "'|'"))), '2'],
    ['list_known_count', "'*'", list_known_count(list_of_whole_numbers(split_text('text', "'|'"))), '0'],
    ['list_after_first', "'a|b|c'", joined_list(list_after_first(split_text('text', "'|'")), "'|'"), 'b|c'],
    ['list_after_first', "'a'", list_length(list_after_first(split_text('text', "'|'"))), '0'],
    ['joined_list', "'a||b'", joined_list(split_text('text', "'|'"), "'-'"), 'a--b'],
    ['list_of_numbers', "'4.5|*|'", joined_list('cast(' ~ list_of_numbers(split_text('text', "'|'")) ~ ' as ' ~ list_type('string') ~ ')', "'|'"), '4.500000'],
    ['list_of_numbers', "'1234567890123'", list_max(list_of_numbers(split_text('text', "'|'"))), none],
    ['list_of_whole_numbers', "'4|99999999999'", list_sum(list_of_whole_numbers(split_text('text', "'|'"))), '4'],
    ['digest_number', "'a'", digest_number('text') ~ ' = ' ~ digest_number("'a'"), 'true'],
    ['digest_number', "'a'", digest_number('text') ~ ' = ' ~ digest_number("'b'"), 'false'],
    ['digest_of_row', "'a'", digest_of_row(['text', 'cast(null as string)']) ~ ' = ' ~ digest_of_row(['cast(null as string)', 'text']), 'false'],
] %}

with text_cases as (

    {%- for macro, text, found, expected in text_cases %}
        select
            '{{ macro }}' as macro,
            text,
            cast({{ found }} as string) as found,
            {% if expected is none %}cast(null as string){% else %}'{{ expected }}'{% endif %} as expected
        from (select {{ text }} as text) as given
        {% if not loop.last %}union all{% endif %}
    {%- endfor %}

),

lines as (

    select printed.*
    from (values ('r', 1, 'a'), ('r', 2, 'b'), ('r', 3, null), ('r', 4, 'd'), ('s', 5, 'e'))
        as printed (report_id, line_number, word)

),

headings as (

    select printed.*
    from (values ('r', 2, 'second'), ('r', 4, 'fourth'))
        as printed (report_id, line_number, heading_text)

),

turned as (

    select word from lines
    order by line_number desc nulls last

),

numbered as (

    select
        lines.report_id,
        lines.line_number,
        {{ ordered_list('word', 'line_number') }} as words
    from lines
    group by lines.report_id, lines.line_number

),

row_cases as (

    select
        'beside_the_last' as macro,
        {{ join_strings("cast(line_number as string) || heading_text", "' '", 'line_number') }} as found,
        '2second 3second 4fourth' as expected
    from ({{ beside_the_last('lines', 'headings', ['heading_text']) }}) as beside

    union all

    select
        'first_known' as macro,
        {{ join_strings("known", "' '", 'line_number') }} as found,
        'a a a a e' as expected
    from (
        select
            line_number,
            {{ first_known('word') }} over (
                partition by report_id order by line_number asc nulls last
                rows between unbounded preceding and current row
            ) as known
        from lines
    ) as windowed

    union all

    select
        'last_known' as macro,
        {{ join_strings("known", "' '", 'line_number') }} as found,
        'a b b d e' as expected
    from (
        select
            line_number,
            {{ last_known('word') }} over (
                partition by report_id order by line_number asc nulls last
                rows between unbounded preceding and current row
            ) as known
        from lines
    ) as windowed

    union all

    select
        'ordered_list' as macro,
        cast({{ list_length(ordered_list('word', 'line_number')) }} as string) as found,
        '4' as expected
    from lines
    where report_id = 'r'

    union all

    select
        'unnested' as macro,
        {{ join_strings("coalesce(word, '-')", "' '", 'line_number') }} as found,
        'a b - d e' as expected
    from (select line_number, {{ unnested('words') }} as word from numbered) as words

    union all

    select
        'unnested_together' as macro,
        {{ join_strings(
            "coalesce(word, '-') || coalesce(nothing, '-') || cast(position as string)", "' '", 'line_number'
        ) }} as found,
        'a-1 b-1 --1 d-1 e-1' as expected
    from (
        select
            line_number,
            {{ unnested_together({
                'position': positions_of('words'), 'word': 'words', 'nothing': 'cast(null as ' ~ list_type('string') ~ ')',
            }) }}
        from numbered
    ) as words

    union all

    select
        'rows_beside' as macro,
        {{ join_strings(
            "coalesce(cell.word, '-') || cast(cell.number as string)", "' '", 'cell.number, lines.line_number'
        ) }} as found,
        'a1 b1 -1 d1 x2 x2 x2 x2' as expected
    from lines
    {{ rows_beside('cell', ['word', 'number'], [['lines.word', 1], ["'x'", 2]]) }}
    where lines.report_id = 'r'

    union all

    select
        'digest_of_rows' as macro,
        cast(
            (select {{ digest_of_rows(['word']) }} from lines)
            = (select {{ digest_of_rows(['word']) }} from turned)
            as string
        ) as found,
        'true' as expected

    union all

    select
        'join_strings' as macro,
        {{ join_strings('word', "''", 'line_number') }} as found,
        'abde' as expected
    from lines

)

select
    macro,
    text,
    found,
    expected
from text_cases
where found is distinct from expected
union all
select
    macro,
    cast(null as string) as text,
    found,
    expected
from row_cases
where found is distinct from expected
