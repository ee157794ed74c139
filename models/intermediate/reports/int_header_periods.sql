-- Which months the headers of a report name, and in which years: what is believed of its period where no
-- line says it.
with lines as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('stg_report_lines')) }}),

table_lines as (select * from {{ of_new_reports(ref('int_table_lines')) }}),

month_words as (

    select
        report_id,
        {{ unnested(regex_extract_all('folded_text', month_word_pattern(), 0)) }} as month_word
    from lines
    where line_shape = 'header'

),

numbered_months as (

    select
        report_id,
        {{ number_of_month_word('month_word') }} as month_number,
        {{ year_of_month_word('month_word') }} as printed_year
    from month_words

),

header_months as (

    select
        report_id,
        min(month_number) as first_month,
        max(month_number) as last_month,
        -- Months that are printed with their years say which months they are by themselves.
        min({{ month_start('printed_year', 'month_number') }}) as dated_from,
        max({{ month_start('printed_year', 'month_number') }}) as dated_to
    from numbered_months
    group by report_id

),

-- One year above all months is theirs.
years_above as (

    select
        table_lines.report_id,
        try_cast(min(lines.folded_text) as integer) as year_above
    from table_lines
    inner join lines
        on table_lines.report_id = lines.report_id and table_lines.line_number = lines.line_number
    where table_lines.line_shape = 'header' and {{ matches('lines.folded_text', years_pattern()) }}
    group by table_lines.report_id
    having min(lines.folded_text) = max(lines.folded_text)

)

select
    header_months.report_id,

    ---------- months by number
    header_months.first_month,
    header_months.last_month,

    ---------- months and years
    header_months.dated_from,
    header_months.dated_to,
    years_above.year_above
from header_months
left join years_above on header_months.report_id = years_above.report_id
