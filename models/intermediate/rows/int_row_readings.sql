-- The one reading of the values of each row that can be split into numbers in several ways: the split that
-- agrees with the total of its table. A row without such a reading is not here.
with row_values as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('int_row_values')) }}),

splits as (select * from {{ of_new_reports(ref('int_row_splits')) }}),

printed_rows as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('int_printed_rows')) }}),

split_readings as (

    select
        row_values.report_id,
        row_values.line_number,
        row_values.block_number,
        printed_rows.is_total,
        row_values.month_count,
        splits.split_number,
        splits.printed_values,
        splits.begins_in_label,
        -- A number is part of a label only where nothing else fits, and a report that prints averages
        -- prints them in every row but a few.
        case
            when splits.begins_in_label then 2
            when row_values.prints_averages and not splits.has_average then 1
            else 0
        end as likeliness_rank,
        count(*) over (partition by row_values.report_id, row_values.line_number) = 1 as is_settled
    from row_values
    inner join splits
        on row_values.report_id = splits.report_id and row_values.line_number = splits.line_number
    inner join printed_rows
        on
            row_values.report_id = printed_rows.report_id
            and row_values.line_number = printed_rows.line_number

),

-- Only in a block with a row that can be read in several ways do numbers decide.
blocks_in_doubt as (

    select distinct
        report_id,
        block_number
    from split_readings
    where not is_settled

),

settled_readings as (

    select
        row_values.report_id,
        row_values.line_number,
        row_values.block_number,
        printed_rows.is_total,
        row_values.month_count,
        0 as split_number,
        {{ settled_values('row_values', 'printed_rows') }} as printed_values,
        false as begins_in_label,
        0 as likeliness_rank,
        true as is_settled
    from row_values
    inner join blocks_in_doubt
        on
            row_values.report_id = blocks_in_doubt.report_id
            and row_values.block_number = blocks_in_doubt.block_number
    inner join printed_rows
        on
            row_values.report_id = printed_rows.report_id
            and row_values.line_number = printed_rows.line_number
    where row_values.are_cells_settled or row_values.settled_tokens is not null

),

readings as (

    select * from split_readings
    union all
    select * from settled_readings

),

cells_in_doubt as (

    select
        readings.*,
        {{ unnested(numbers_up_to('readings.month_count')) }} as month_position,
        -- The months of a row are its last values.
        {{ list_length('readings.printed_values') }} - readings.month_count as average_count
    from readings
    inner join blocks_in_doubt
        on
            readings.report_id = blocks_in_doubt.report_id
            and readings.block_number = blocks_in_doubt.block_number

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
