-- The one reading of the values of each row that can be split into numbers in several ways: the split that
-- agrees with the total of its table. A row without such a reading is not here.
with readings as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('int_possible_readings')) }}),

cells_in_doubt as (

    select
        readings.*,
        {{ unnested(numbers_up_to('readings.month_count')) }} as month_position,
        -- The months of a row are its last values.
        {{ list_length('readings.printed_values') }} - readings.month_count as average_count
    from readings
    where readings.is_block_in_doubt

),

month_values as (

    select
        *,
        {{ list_element('printed_values', 'month_position + average_count') }} as printed_value
    from cells_in_doubt

),

numbers as (

    select
        *,
        coalesce({{ number_of('printed_value') }}, {{ var('suppressed_low') }}) as number_low,
        coalesce({{ number_of('printed_value') }}, {{ var('suppressed_high') }}) as number_high
    from month_values

),

-- The rows of a table do not exceed its total: those that are settled bound the total from below, and
-- the total bounds the others from above.
settled_rows as (

    select
        report_id,
        block_number,
        month_position,
        sum(number_low) as rows_low
    from numbers
    where is_settled and not is_total
    group by report_id, block_number, month_position

),

impossible_totals as (

    select distinct
        numbers.report_id,
        numbers.line_number,
        numbers.split_number
    from numbers
    inner join settled_rows
        on
            numbers.report_id = settled_rows.report_id
            and numbers.block_number = settled_rows.block_number
            and numbers.month_position = settled_rows.month_position
    where numbers.is_total and not numbers.is_settled and numbers.number_high < settled_rows.rows_low

),

decided_totals as (

    {{ decided_readings('readings', 'impossible_totals', 'readings.is_total') }}

),

totals as (

    select
        numbers.report_id,
        numbers.block_number,
        numbers.month_position,
        max(numbers.number_high) as total_high
    from numbers
    inner join decided_totals
        on
            numbers.report_id = decided_totals.report_id
            and numbers.line_number = decided_totals.line_number
            and numbers.split_number = decided_totals.split_number
    group by numbers.report_id, numbers.block_number, numbers.month_position

),

impossible_rows as (

    select distinct
        numbers.report_id,
        numbers.line_number,
        numbers.split_number
    from numbers
    inner join totals
        on
            numbers.report_id = totals.report_id
            and numbers.block_number = totals.block_number
            and numbers.month_position = totals.month_position
    left join settled_rows
        on
            numbers.report_id = settled_rows.report_id
            and numbers.block_number = settled_rows.block_number
            and numbers.month_position = settled_rows.month_position
    where
        not numbers.is_total
        and not numbers.is_settled
        and numbers.number_low + coalesce(settled_rows.rows_low, 0) > totals.total_high

),

decided_rows as (

    {{ decided_readings('readings', 'impossible_rows', 'not readings.is_total') }}

)

select * from decided_totals
where split_number > 0
union all
select * from decided_rows
where split_number > 0
