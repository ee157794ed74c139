-- The ways to read a row whose values can be split into numbers: each split with how likely it is. Where a
-- block has a row with several, its rows that can be read in one way only stand beside them: they decide.
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

)

select
    ---------- ids
    readings.report_id,
    readings.line_number,
    readings.split_number,

    ---------- where it stands
    readings.block_number,
    readings.is_total,
    readings.month_count,

    ---------- the reading
    readings.printed_values,
    readings.begins_in_label,

    ---------- how it is decided
    readings.likeliness_rank,
    readings.is_settled,
    blocks_in_doubt.report_id is not null as is_block_in_doubt
from readings
left join blocks_in_doubt
    on
        readings.report_id = blocks_in_doubt.report_id
        and readings.block_number = blocks_in_doubt.block_number
