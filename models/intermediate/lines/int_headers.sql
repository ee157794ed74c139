-- The months of each header. A header is read whole or not at all: each of its cells is a month, the
-- average, or what the labels are called. What stands under another has no months.
{%- set most_months = 12 %}
{%- set longest_unread_text = 60 %}
with headers as (select * from {{ of_new_reports(ref('int_header_lines')) }}),

header_months as (select * from {{ of_new_reports(ref('int_header_months')) }}),

report_headings as (select * from {{ of_new_reports(ref('int_report_headings')) }}),

judged_headers as (

    select
        headers.report_id,
        headers.header_number,
        headers.line_number,
        headers.names_average,
        headers.header_text,
        header_months.months,
        coalesce(
            {{ matches("headers.header_text || ' '", read_header_pattern()) }}
            and header_months.month_count = header_months.distinct_count
            and header_months.month_count <= {{ most_months }}
            and headers.month_line_count = 1
            -- Years stand where their months are, or there is one.
            and (
                headers.year_cells is null
                or contains(headers.year_cells, chr(9))
                or {{ matches('headers.year_cells', '^20[0-9]{2}$') }}
            ),
            false
        ) as is_read
    from headers
    left join header_months
        on
            headers.report_id = header_months.report_id
            and headers.header_text = header_months.header_text
            and headers.year_cells is not distinct from header_months.year_cells
            and headers.month_cells is not distinct from header_months.month_cells

),

-- Header 0 is the one of a report without headers: the months of its period.
all_headers as (

    select
        report_id,
        0 as header_number,
        0 as line_number,
        false as names_average,
        cast(null as string) as header_text,
        case
            when period_to < {{ months_after('period_from', most_months) }}
                then {{ months_between('period_from', 'period_to') }}
        end as months,
        true as is_read
    from report_headings

    union all

    select
        report_id,
        header_number,
        line_number,
        names_average,
        header_text,
        case when is_read then months end as months,
        is_read
    from judged_headers

)

select
    ---------- ids
    report_id,
    header_number,
    line_number,

    ---------- columns
    names_average,
    months,
    -- The first of its months, where they follow each other without a hole; null where they do not.
    case
        when
            months = {{ months_between(
                list_element('months', 1), list_element('months', list_length('months'))
            ) }}
            then {{ list_element('months', 1) }}
    end as first_month,

    ---------- whether it was recognised, and what in it was not
    is_read,
    case
        when not is_read
            then
                left(coalesce(
                    nullif(
                        {{ single_spaces(regex_replace(
                            'header_text',
                            month_word_pattern() ~ '|\\b' ~ average_word_pattern() ~ '(?: |$)|\\b' ~ label_word_pattern() ~ '(?: |$)|\\btidsserie\\b'
                        )) }},
                        ''
                    ),
                    header_text
                ), {{ longest_unread_text }})
    end as unread_text
from all_headers
