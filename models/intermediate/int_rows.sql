-- The values of each row: as printed where they can be read in one way only, else the one split into
-- numbers that agrees with the total of its table.
with row_values as (

    select * from {{ ref('int_row_values') }}
    {{ new_reports_only() }}

),

splits as (

    select * from {{ ref('int_row_splits') }}
    {{ new_reports_only() }}

),

-- A report that prints averages prints them in every row but a few; a number is part of a label only
-- where nothing else fits.
likeliest_splits as (

    select
        splits.report_id,
        splits.line_number,
        splits.split_number,
        splits.printed_values,
        splits.begins_in_label
    from splits
    inner join row_values
        on splits.report_id = row_values.report_id and splits.line_number = row_values.line_number
    qualify
        dense_rank() over (
            partition by splits.report_id, splits.line_number
            order by
                splits.begins_in_label asc nulls last,
                row_values.prints_averages and not splits.has_average asc nulls last
        ) = 1

),

readings as (

    select
        row_values.report_id,
        row_values.line_number,
        row_values.block_number,
        row_values.is_total,
        row_values.months,
        coalesce(splits.split_number, 0) as split_number,
        coalesce(row_values.settled_values, splits.printed_values) as printed_values,
        coalesce(splits.begins_in_label, false) as begins_in_label,
        count(*) over (partition by row_values.report_id, row_values.line_number) as reading_count
    from row_values
    left join likeliest_splits as splits
        on row_values.report_id = splits.report_id and row_values.line_number = splits.line_number
    where coalesce(row_values.settled_values, splits.printed_values) is not null

),

numbers as (

    select
        readings.report_id,
        readings.line_number,
        readings.block_number,
        readings.is_total,
        readings.split_number,
        readings.reading_count,
        {{ list_element(
            'readings.months',
            'value.position - ' ~ list_length('readings.printed_values') ~ ' + ' ~ list_length('readings.months')
        ) }} as month,
        {{ number_of('value.printed_value') }} as number
    from readings
    {{ unnest_with_position('readings.printed_values', 'value', 'printed_value', 'position') }}
    where value.position > {{ list_length('readings.printed_values') }} - {{ list_length('readings.months') }}

),

-- The rows of a table do not exceed its total, so what is settled bounds what is not.
bounds as (

    select
        report_id,
        block_number,
        month,
        max(coalesce(number, {{ var('suppressed_high') }})) filter (where is_total and reading_count = 1)
            as total_high,
        coalesce(
            sum(coalesce(number, {{ var('suppressed_low') }})) filter (where not is_total and reading_count = 1),
            0
        ) as rows_low
    from numbers
    group by report_id, block_number, month

),

possible_readings as (

    select
        numbers.report_id,
        numbers.line_number,
        numbers.split_number
    from numbers
    inner join bounds
        on
            numbers.report_id = bounds.report_id
            and numbers.block_number = bounds.block_number
            and numbers.month is not distinct from bounds.month
    group by numbers.report_id, numbers.line_number, numbers.split_number
    having
        max(numbers.reading_count) = 1
        or bool_and(case
            when numbers.is_total
                then coalesce(numbers.number, {{ var('suppressed_high') }}) >= bounds.rows_low
            else
                bounds.total_high is null
                or coalesce(numbers.number, {{ var('suppressed_low') }}) + bounds.rows_low <= bounds.total_high
        end)

),

chosen_readings as (

    select
        readings.report_id,
        readings.line_number,
        min(possible_readings.split_number) as split_number,
        count(possible_readings.split_number) <> 1 as is_ambiguous
    from readings
    left join possible_readings
        on
            readings.report_id = possible_readings.report_id
            and readings.line_number = possible_readings.line_number
            and readings.split_number = possible_readings.split_number
    group by readings.report_id, readings.line_number

),

rows_read as (

    select
        row_values.report_id,
        row_values.line_number,
        row_values.block_number,
        row_values.label,
        row_values.tokens,
        row_values.values_text,
        row_values.months,
        row_values.month_count,
        row_values.is_total,
        readings.printed_values,
        coalesce(readings.begins_in_label, false) as begins_in_label,
        {{ list_length('readings.printed_values') }} > row_values.month_count as has_average,
        {{ joined_list('readings.printed_values', "'|'") }} as values_with_bars,
        coalesce(chosen_readings.is_ambiguous, false) as is_ambiguous
    from row_values
    left join chosen_readings
        on
            row_values.report_id = chosen_readings.report_id
            and row_values.line_number = chosen_readings.line_number
    left join readings
        on
            chosen_readings.report_id = readings.report_id
            and chosen_readings.line_number = readings.line_number
            and chosen_readings.split_number = readings.split_number
            and not chosen_readings.is_ambiguous

)

select
    ---------- ids
    report_id,
    line_number,
    block_number,

    ---------- text
    case
        when begins_in_label then label || ' ' || trim({{ list_element('tokens', 1) }})
        else label
    end as label,
    values_text,

    ---------- columns
    months,
    printed_values,
    has_average,

    ---------- flags
    is_total,
    case
        when label = '' then 'no_label'
        when month_count = 0 then 'no_period'
        when is_ambiguous then 'ambiguous_numbers'
        when printed_values is null then 'wrong_value_count'
        -- People are counted whole; only an average may have decimals.
        when {{ regex_matches('values_with_bars', "case when has_average then '[|].*[.,]' else '[.,]' end") }}
            then 'decimals_in_a_count'
        when {{ matches('values_with_bars', impossible_number_pattern()) }} then 'impossible_number'
    end as problem
from rows_read
