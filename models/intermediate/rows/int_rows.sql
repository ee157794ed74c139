with row_values as {{ read_twice() }} (

    select * from {{ of_new_reports(ref('int_row_values')) }}

),

row_readings as {{ read_twice() }} (

    select * from {{ of_new_reports(ref('int_row_readings')) }}

),

report_files as (

    select * from {{ of_new_reports(source('raw', 'report_files')) }}

),

split_rows as (

    select distinct
        report_id,
        line_number
    from {{ of_new_reports(ref('int_row_splits')) }}

),

-- Where the total of a table has an average, its rows have one.
totals as (

    select
        row_values.report_id,
        row_values.block_number,
        {{ list_length('row_readings.printed_values') }} > row_values.month_count as has_average,
        regexp_extract(row_values.values_text, '^\t*', 0) as leading_tabs
    from row_values
    inner join row_readings
        on
            row_values.report_id = row_readings.report_id
            and row_values.line_number = row_readings.line_number
    where row_values.is_total

),

-- A text that ends without a line end may end in the middle of a number.
last_lines as (

    select
        report_id,
        line_count as line_number
    from report_files
    where file_format = 'text'

),

-- Only a total that is printed elsewhere with the same numbers is known to be whole.
cut_totals as (

    select
        row_values.report_id,
        row_values.line_number
    from row_values
    inner join last_lines
        on row_values.report_id = last_lines.report_id and row_values.line_number = last_lines.line_number
    left join row_values as other_values
        on
            row_values.report_id = other_values.report_id
            and row_values.line_number > other_values.line_number
            and other_values.is_total
            and {{ label_key('row_values.label') }} = {{ label_key('other_values.label') }}
            and trim(row_values.values_text) = trim(other_values.values_text)
    where row_values.is_total and other_values.report_id is null

),

rows_read as (

    select
        row_values.report_id,
        row_values.line_number,
        row_values.block_number,
        case
            when row_readings.begins_in_label
                then row_values.label || ' ' || trim({{ list_element('row_values.tokens', 1) }})
            else row_values.label
        end as label,
        row_values.values_text,
        row_values.months,
        row_values.month_count,
        row_values.is_total,
        row_values.row_problem,
        row_readings.printed_values,
        {{ list_length('row_readings.printed_values') }} > row_values.month_count as has_average,
        {{ joined_list('row_readings.printed_values', "'|'") }} as values_with_bars,
        split_rows.report_id is not null as has_splits,
        row_values.tokens,
        row_values.has_digits_apart,
        cut_totals.report_id is not null as is_cut_total,
        totals.has_average as total_has_average,
        totals.leading_tabs,
        row_values.prints_averages
    from row_values
    left join row_readings
        on
            row_values.report_id = row_readings.report_id
            and row_values.line_number = row_readings.line_number
    left join split_rows
        on row_values.report_id = split_rows.report_id and row_values.line_number = split_rows.line_number
    left join totals
        on row_values.report_id = totals.report_id and row_values.block_number = totals.block_number
    left join cut_totals
        on row_values.report_id = cut_totals.report_id and row_values.line_number = cut_totals.line_number

)

select
    ---------- ids
    report_id,
    line_number,
    block_number,

    ---------- text
    label,
    values_text,

    ---------- columns
    months,
    printed_values,
    {{ numbers_of('values_with_bars') }} as printed_numbers,
    has_average,

    ---------- flags
    is_total,
    case
        when row_problem is not null then row_problem
        when label = '' then 'no_label'
        when values_text = '' then 'unreadable_values'
        when {{ matches('label', values_in_label_pattern()) }} then 'values_in_label'
        when {{ matches('label', ':$') }} then 'note'
        when month_count = 0 then 'no_period'
        when printed_values is null and has_splits then 'ambiguous_numbers'
        -- There are so many ways that they were not all looked at.
        when
            printed_values is null
            and has_digits_apart
            and {{ list_length('tokens') }} > month_count + 1
            and {{ matches('values_text', '[0-9] [0-9]{3}(?:[^0-9]|$)') }}
            then 'ambiguous_numbers'
        when printed_values is null then 'wrong_value_count'
        -- One number less than the total has: which one is missing, only an empty cell says.
        when
            total_has_average
            and not has_average
            and month_count > 1
            and not {{ begins_with('values_text', 'leading_tabs || chr(9)') }}
            then 'wrong_value_count'
        -- One number more, in a report without averages.
        when has_average and not total_has_average and not prints_averages then 'wrong_value_count'
        -- People are counted whole; only an average may have decimals.
        when
            case
                when has_average then {{ matches('values_with_bars', '[|].*[.,]') }}
                else {{ matches('values_with_bars', '[.,]') }}
            end
            then 'decimals_in_a_count'
        when {{ matches('values_with_bars', impossible_number_pattern()) }} then 'impossible_number'
        when is_cut_total then 'cut_off'
    end as problem
from rows_read
