{#-
    A raw line without what its form added: markup, marks of footnotes beside numbers (`4 1)`), invisible
    characters, doubled spaces. Cells are
    separated by one tab, words by one space; the spaces inside a number stay as they were printed.
-#}
{% macro clean_text(line_text) -%}
    {%- set cleaned = namespace(text=compose_unicode(line_text)) -%}
    {%- for pattern, replacement in [
        ('([^\\t\\n\\f\\r ])[\\r\\f\\x{000b}\\x{0085}\\x{2028}\\x{2029}]+([^\\t\\n\\f\\r ])', '\\1\t\\2'),
        (rare_space_pattern(), ' '),
        ('[\\x{00ad}\\x{200b}-\\x{200f}\\x{2060}\\x{feff}\\r\\f]', ''),
        (raised_mark_pattern(), ''),
        ('([0-9*])<(?:a|small|span|i|em|font|ref|u)(?: [^<>]*)?>[^<>]{1,3}</[a-zA-Z]+>', '\\1'),
        ('&nbsp;|&#160;|&#[xX][aA]0;', '\u00a0'),
        ('&amp;', '&'),
        ('(?i)</?(?:td|th)(?: [^<>]*)?>', '\t'),
        ('(?i)<br ?/?>', ' '),
        ('</?[a-zA-Z][^<>]*>', ''),
        ('\\\\\\*|[\\x{2217}\\x{ff0a}\\x{204e}]', '\u2217'),
        ('\\*\\*([^*]+)\\*\\*', '\\1'),
        ('\\x{2217}', '*'),
        ('^\\s*(?:#{1,6}|>)\\s+', ''),
        ('([0-9])' ~ digit_space() ~ '[0-9]{1,2}[)](\\t| |$)', '\\1\\2'),
    ] -%}
        {%- set cleaned.text = regex_replace(cleaned.text, pattern, replacement) -%}
    {%- endfor -%}
    {#- Most lines have nothing to clean: letters of Western Europe, digits, common signs and spaces. -#}
    case
        when {{ matches(line_text, "[^" ~ plain_characters() ~ "]|[*][*]|[0-9]" ~ digit_space() ~ "[0-9]{1,2}[)]") }} then {{ cleaned.text }}
        else {{ line_text }}
    end
{%- endmacro %}

{#-
    Spaces and line ends of Unicode that neither part cells nor group digits. Engines differ on them: the
    end of a line, white space and what trimming takes away are not the same to RE2, Java, DuckDB and Spark.
-#}
{% macro rare_space_pattern() -%}
    [\x{000b}\x{0085}\x{1680}\x{2000}-\x{2006}\x{2008}\x{200a}\x{2028}\x{2029}\x{205f}\x{3000}]
{%- endmacro %}

{#-
    A mark raised beside a word or number, a footnote's, as pages write it: `<sup>1</sup>`, `¹`, `^1^`,
    `[^1]`. It is part of neither. Marks that stand on the line are those of mark_pattern().
-#}
{% macro raised_mark_pattern() -%}
    (?i)<su[bp](?: [^<>]*)?>.*?</su[bp]>|<su[bp](?: [^<>]*)?>[^<]*$|<del(?: [^<>]*)?>.*?</del>|[\x{00b9}\x{00b2}\x{00b3}\x{2070}-\x{209c}]+\)?|\[\^?[0-9]{1,2}\]|\^[0-9]{1,2}\^
{%- endmacro %}

{#- Characters, as in a class of a pattern, that cleaning leaves as they are. -#}
{% macro plain_characters() -%}
    \t !"$%\x{27}()*+,./0-9:;=?@A-Z_`a-z{|}~§\x{00c0}-\x{017f}\x{2013}\x{2014}\x{00a0}\x{2007}\x{2009}\x{202f}-
{%- endmacro %}

{#-
    Cells separated by one tab. Pipes of a Markdown table and columns aligned by two or more spaces
    separate cells as tabs do; where a line has tabs, its spaces are spaces. Excel puts cells of a text
    in quotes if they have a comma or a line break.
-#}
{% macro with_tabs_between_cells(text) -%}
    {#- Twice, for two cells share the tab between them. -#}
    {%- set unquoted = namespace(text=text) -%}
    {%- for _ in range(2) -%}
        {%- set unquoted.text = regex_replace(
            unquoted.text, '(^|\\t)"([^\\t"]+)"(\\t|$)', '\\1\\2\\3'
        ) -%}
    {%- endfor -%}
    {%- set piped = regex_replace(
        regex_replace(text, '^\\s*\\||\\|\\s*$'), '\\|', '\t'
    ) -%}
    {%- set aligned = regex_replace(text, digit_space() ~ '{2,}', '\t') -%}
    {%- set tabbed -%}
        case
            when {{ matches(text, "\\|.*\\|") }} then {{ piped }}
            when {{ matches(text, "\\t") }}
                then case when contains({{ text }}, '"') then {{ unquoted.text }} else {{ text }} end
            else {{ aligned }}
        end
    {%- endset -%}
    {%- set tidied = regex_replace(
        regex_replace(tabbed, ' *\\t *', '\t'), '^ +|(?:\\s|' ~ digit_space() ~ ')+$'
    ) -%}
    case
        when {{ matches(tabbed, "^ | \\t|\\t |(?:\\s|" ~ digit_space() ~ ")$") }} then {{ tidied }}
        else {{ tabbed }}
    end
{%- endmacro %}

{#-
    A label without the marks of footnotes at its end: `arbeidstrening 1)`, `arbeidstrening*`. What is in
    brackets itself stays: `kort (inntil 4)`.
-#}
{% macro without_marks(label) -%}
    case
        when {{ matches(label, '[)*†‡]$') }}
            then {{ regex_replace(label, [
                '^[(]?[0-9]{1,2}[)]$',
                '^([^(]*[^() 0-9])(?: ?[0-9]{1,2}\\))+$',
                '^([^(]*[^( ]) [0-9]{1,2}\\)$',
                '^([^(]*[^( ]|.*\\)) ?[0-9]{1,2}\\)$',
                '^(.*[^ ]) ?\\([0-9]{1,2}\\)$',
                '^(.*[^ *†‡]) ?[*†‡]+\\)?$',
            ] | join('|'), '\\1\\2\\3\\4\\5') }}
        else {{ label }}
    end
{%- endmacro %}

{#- Lower case, no accents, single spaces: what the line patterns match. -#}
{% macro folded_line(text) -%}
    {{ single_spaces(without_accents("lower(" ~ text ~ ")")) }}
{%- endmacro %}

{#- One plain space for each run of white space. Most texts have no more of it than tabs. -#}
{% macro single_spaces(text) -%}
    {%- set without_tabs = "replace(" ~ text ~ ", chr(9), ' ')" -%}
    {%- set single_spaced -%}
        case
            when {{ matches(without_tabs, "  |[\\n\\f\\r]|" ~ tight_space()) }}
                then {{ regex_replace(text, '(?:\\s|' ~ digit_space() ~ ')+', ' ') }}
            else {{ without_tabs }}
        end
    {%- endset -%}
    {{ trimmed(single_spaced) }}
{%- endmacro %}

{#-
    The key that labels are compared by: lower case, no accents, letters and digits only. Labels
    that were broken at a space or a hyphen, or lost one, still have the same key.
-#}
{% macro label_key(label) -%}
    {{ regex_replace(
        "translate(" ~ without_accents("lower(" ~ label ~ ")") ~ ", 'øæđŋŧ', 'oadnt')", '[^a-z0-9]'
    ) }}
{%- endmacro %}
