{%- set longest_title = 120 %}
with report_lines as (select * from {{ of_new_reports(source('raw', 'report_lines')) }}),

without_markup as (

    select
        *,
        {{ clean_text('line_text') }} as unmarked_text
    from report_lines

),

cleaned as (

    select
        *,
        {{ with_tabs_between_cells('unmarked_text') }} as clean_text
    from without_markup

),

-- The first cell of a line of cells is its label, even when it is a number (`1103`).
split_at_first_cell as (

    select
        *,
        {{ without_accents('lower(clean_text)') }} as lower_text,
        left(clean_text, greatest(instr(clean_text, chr(9)) - 1, 0)) as first_cell,
        case
            when instr(clean_text, chr(9)) > 0 then substr(clean_text, instr(clean_text, chr(9)))
            else ''
        end as other_cells
    from cleaned

),

numbers_at_the_end as (

    select
        *,
        {{ single_spaces('lower_text') }} as folded_text,
        {{ regex_extract(
            "case when other_cells = '' then clean_text else other_cells end", values_pattern(), 0
        ) }} as last_numbers
    from split_at_first_cell

),

-- Where a line has cells, values stand in cells of their own: a number at the end of a label is part of it
-- (`Jobbsjanse 2`), one after a sign or a word is none that can be read (`< 4`, `ca. 20`).
split_at_values as (

    select
        *,
        case
            when {{ begins_with('last_numbers', 'chr(9)') }} then last_numbers
            when contains(last_numbers, chr(9)) then substr(last_numbers, instr(last_numbers, chr(9)))
            when other_cells = '' and not {{ matches('clean_text', sign_before_number_pattern()) }}
                then last_numbers
            else ''
        end as values_text
    from numbers_at_the_end

),

split_at_label as (

    select
        *,
        -- A row whose values cannot be read has a label all the same.
        case
            when values_text <> '' then left(clean_text, length(clean_text) - length(values_text))
            when {{ matches('clean_text', unreadable_values_pattern()) }}
                then {{ regex_replace('clean_text', trailing_no_values_pattern()) }}
            else clean_text
        end as text_before_values
    from split_at_values

),

-- A sheet can have a label twice, as the code and as the name of a region (`Ukjent`, `Ukjent`).
labelled as (

    select
        *,
        {{ without_marks(single_spaces(
            "case
                when " ~ matches('text_before_values', '(?i)^\\t*ukjent\\tukjent$') ~ " then 'Ukjent'
                else text_before_values
            end"
        )) }} as label_text
    from split_at_label

),

shaped as (

    select
        *,
        case
            when folded_text = '' then 'blank'
            -- Most lines are rows of tables, and need not be asked what else they could be.
            when
                values_text <> ''
                and label_text <> ''
                and not {{ matches('folded_text', beside_values_pattern()) }}
                then 'values'
            -- What looks like a note, with numbers in cells, is a row.
            when {{ matches('values_text', '^\\t.*\\t') }} and {{ matches('folded_text', note_pattern()) }}
                then 'values'
            when {{ matches('folded_text', published_on_pattern()) }} then 'published_on'
            when
                values_text = ''
                and length(clean_text) <= {{ longest_title }}
                and (
                    (
                        {{ matches('folded_text', other_title_pattern()) }}
                        and {{ matches('clean_text', '^\\s*[A-ZÆØÅ].*[^.]$') }}
                    )
                    or (
                        {{ matches('clean_text', other_code_pattern()) }}
                        and not {{ matches('folded_text', report_code_pattern()) }}
                    )
                )
                then 'other_title'
            when {{ matches('folded_text', title_pattern()) }} and values_text = '' then 'title'
            when
                values_text = ''
                and length(clean_text) <= {{ longest_title }}
                and {{ matches('folded_text', '\\btiltaksdeltakere\\b') }}
                and {{ matches('clean_text', '^\\s*[A-ZÆØÅ].*[^.]$') }}
                then 'title'
            when {{ matches('folded_text', unknown_title_pattern()) }} then 'unknown_title'
            when {{ matches('folded_text', furniture_pattern()) }} then 'furniture'
            when
                {{ matches('folded_text', period_pattern()) }}
                -- Months in cells of their own are a header.
                and {{ matches('clean_text', "^\\t*[^\\t]*$|" ~ dash() ~ "|(?i)^periode") }}
                then 'period'
            -- Whether it can be read as one, int_headers says.
            when
                {{ matches(without_signs('folded_text'), header_pattern()) }}
                or {{ matches('clean_text', header_cells_pattern()) }}
                or (
                    sheet_name is not null
                    and label_text = ''
                    and {{ matches('folded_text', '^(?:' ~ serial_day_pattern() ~ '(?: |$))+$') }}
                )
                then 'header'
            when
                {{ matches('folded_text', month_name_pattern() ~ ' [0-9]{4}[.]?$') }}
                and other_cells = ''
                then 'text'
            when other_cells = '' and {{ matches('folded_text', header_line_pattern()) }} then 'header'
            -- A heading begins with a capital; `tiltak, opplæring` is the rest of a label.
            when
                {{ matches('folded_text', section_pattern()) }}
                and {{ matches('clean_text', '^\\s*[A-ZÆØÅ]') }}
                then 'section'
            when {{ matches('folded_text', "^[0-9]{1,4}$") }} and other_cells = '' then 'code'
            when values_text <> '' or {{ matches('clean_text', unreadable_values_pattern()) }}
                then 'values'
            else 'text'
        end as line_shape
    from labelled

)

select
    ---------- ids
    report_id,
    line_number,

    ---------- where it stands, in a workbook or on a page
    sheet_name,
    page_number,
    line_on_page,

    ---------- text
    -- Of most lines the label and the values are all that is asked for.
    case
        when line_shape in ('title', 'unknown_title', 'other_title', 'header', 'code') then clean_text
    end as clean_text,
    folded_text,
    label_text,
    values_text,

    ---------- what it looks like by itself
    line_shape
from shaped
