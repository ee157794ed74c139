with row_values as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('int_row_values')) }}),

printed_rows as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('int_printed_rows')) }}),

row_readings as (select * from {{ of_new_reports(ref('int_row_readings')) }}),

report_files as (select * from {{ of_new_reports(ref('stg_report_files')) }}),

split_rows as (

    select distinct
        report_id,
        line_number
    from {{ of_new_reports(ref('int_row_splits')) }}

),

read_rows as {{ kept_if_few() }} (

    select
        printed_rows.report_id,
        printed_rows.line_number,
        printed_rows.header_number,
        case
            when row_readings.begins_in_label
                then printed_rows.label || ' ' || {{ trimmed(list_element('row_values.tokens', 1)) }}
            else printed_rows.label
        end as label,
        printed_rows.values_text,
        printed_rows.is_total,
        row_values.block_number,
        row_values.month_count,
        row_values.prints_averages,
        row_values.has_digits_apart,
        row_values.tokens,
        row_values.row_reason_code,
        coalesce({{ settled_values('row_values', 'printed_rows') }}, row_readings.printed_values)
            as printed_values,
        row_values.are_cells_settled
        and {{ matches('printed_rows.values_text', plain_values_pattern()) }} as has_plain_values
    from printed_rows
    inner join row_values
        on printed_rows.report_id = row_values.report_id and printed_rows.line_number = row_values.line_number
    left join row_readings
        on
            printed_rows.report_id = row_readings.report_id
            and printed_rows.line_number = row_readings.line_number

),

-- Where the total of a table has an average, its rows have one.
totals as (

    select
        report_id,
        block_number,
        {{ list_length('printed_values') }} > month_count as has_average,
        {{ regex_extract('values_text', '^\\t*', 0) }} as leading_tabs
    from read_rows
    where is_total and printed_values is not null

),

keyed_totals as (

    select
        report_id,
        line_number,
        {{ label_key('label') }} as label_key,
        {{ trimmed('values_text') }} as values_text
    from printed_rows
    where is_total

),

-- A text that ends without a line end may end in the middle of a number: only a total that is printed
-- elsewhere with the same numbers is known to be whole.
cut_totals as (

    select
        keyed_totals.report_id,
        keyed_totals.line_number
    from keyed_totals
    inner join report_files
        on
            keyed_totals.report_id = report_files.report_id
            and keyed_totals.line_number = report_files.line_count
            and report_files.file_format = 'text'
    left join keyed_totals as earlier_totals
        on
            keyed_totals.report_id = earlier_totals.report_id
            and keyed_totals.line_number > earlier_totals.line_number
            and keyed_totals.label_key = earlier_totals.label_key
            and keyed_totals.values_text = earlier_totals.values_text
    where earlier_totals.report_id is null

),

rows_with_totals as (

    select
        read_rows.*,
        {{ list_length('read_rows.printed_values') }} > read_rows.month_count as has_average,
        -- Only of the few rows whose values are no plain numbers is the text looked at.
        case
            when not read_rows.has_plain_values then {{ joined_list('read_rows.printed_values', "'|'") }}
        end as values_with_bars,
        split_rows.report_id is not null as has_splits,
        cut_totals.report_id is not null as is_cut_total,
        totals.has_average as total_has_average,
        totals.leading_tabs
    from read_rows
    left join split_rows
        on read_rows.report_id = split_rows.report_id and read_rows.line_number = split_rows.line_number
    left join totals
        on read_rows.report_id = totals.report_id and read_rows.block_number = totals.block_number
    left join cut_totals
        on read_rows.report_id = cut_totals.report_id and read_rows.line_number = cut_totals.line_number

),

with_numbers as (

    select
        *,
        case when has_plain_values then {{ list_of_whole_numbers('printed_values') }} end as plain_numbers,
        {{ numbers_of('values_with_bars') }} as other_numbers
    from rows_with_totals

)

select
    ---------- ids
    report_id,
    line_number,
    block_number,

    ---------- text
    label,

    ---------- the values: of the months of its header, and before them the average where there is one
    header_number,
    has_average,
    case when has_average then {{ trimmed(list_element('printed_values', 1)) }} end as printed_average,
    case
        when has_average
            then coalesce({{ list_element('plain_numbers', 1) }}, {{ list_element('other_numbers', 1) }})
    end as average,
    case
        when has_plain_values and has_average then {{ list_after_first('plain_numbers') }}
        when has_plain_values then plain_numbers
        when has_average then {{ list_of_whole_numbers(list_after_first('other_numbers')) }}
        else {{ list_of_whole_numbers('other_numbers') }}
    end as participants,
    -- As they are printed, where that is not the number or a star.
    case
        when not has_plain_values and has_average then {{ list_after_first('printed_values') }}
        when not has_plain_values then printed_values
    end as printed_values,

    ---------- flags
    is_total,
    case
        when row_reason_code is not null then row_reason_code
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
    end as reason_code
from with_numbers
