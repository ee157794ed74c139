-- What a row says that its table breaks down by, where the block it stands in does not: rows of blocks whose labels
-- are not all known to be of one breakdown (`Ukjent`, unknown labels), and totals.
with named_rows as (select * from {{ of_new_reports(ref('int_named_rows')) }}),

block_tables as (select * from {{ of_new_reports(ref('int_block_tables')) }}),

printed_rows as (select * from {{ of_new_reports(ref('int_printed_rows')) }}),

other_rows as (

    select
        named_rows.report_id,
        named_rows.line_number,
        named_rows.block_number,
        coalesce(
            named_rows.known_breakdown,
            {{ last_known('named_rows.known_breakdown') }} over (
                partition by named_rows.report_id, named_rows.block_number
                order by named_rows.line_number asc nulls last
                rows between unbounded preceding and current row
            ),
            {{ first_known('named_rows.known_breakdown') }} over (
                partition by named_rows.report_id, named_rows.block_number
                order by named_rows.line_number asc nulls last
                rows between current row and unbounded following
            ),
            -- The table goes on, unless a heading stands between.
            case
                when
                    coalesce(printed_rows.section_line_number, 0) < block_tables.known_line_number_so_far
                    then block_tables.breakdown_so_far
            end,
            -- Under each status the measures are printed.
            case printed_rows.section_breakdown
                when 'status' then 'measure' else printed_rows.section_breakdown
            end,
            case
                when named_rows.other_code = 'not_stated' then 'birth_region'
                when named_rows.other_code = '99' then 'fylke'
                when named_rows.is_in_any_breakdown and block_tables.only_breakdown is not null
                    then block_tables.only_breakdown
                when block_tables.may_be_of_measures then 'measure'
                else 'unknown'
            end
        ) as breakdown
    from named_rows
    inner join block_tables
        on
            named_rows.report_id = block_tables.report_id
            and named_rows.block_number = block_tables.block_number
    inner join printed_rows
        on named_rows.report_id = printed_rows.report_id and named_rows.line_number = printed_rows.line_number
    where block_tables.block_breakdown is null and not named_rows.is_total

),

other_blocks as (

    select
        report_id,
        block_number,
        min_by(breakdown, line_number) as first_breakdown,
        max_by(breakdown, line_number) as last_breakdown
    from other_rows
    where breakdown is not null
    group by report_id, block_number

),

-- A total stands at the head of each of its tables: the one whose rows follow it.
totals as (

    select
        block_tables.report_id,
        block_tables.block_number,
        coalesce(
            {{ first_known('coalesce(block_tables.block_breakdown, other_blocks.first_breakdown)') }}
                over (
                    partition by block_tables.report_id, block_tables.total_key
                    order by block_tables.block_number asc nulls last
                    rows between current row and unbounded following
                ),
            {{ last_known('coalesce(block_tables.block_breakdown, other_blocks.last_breakdown)') }}
                over (
                    partition by block_tables.report_id, block_tables.total_key
                    order by block_tables.block_number asc nulls last
                    rows between unbounded preceding and current row
                ),
            'total'
        ) as table_breakdown
    from block_tables
    left join other_blocks
        on
            block_tables.report_id = other_blocks.report_id
            and block_tables.block_number = other_blocks.block_number

)

select
    ---------- ids
    report_id,
    line_number,

    ---------- what it breaks down by, and what its table does
    breakdown,
    breakdown as table_breakdown
from other_rows

union all

select
    named_rows.report_id,
    named_rows.line_number,
    'total' as breakdown,
    totals.table_breakdown
from named_rows
inner join totals
    on named_rows.report_id = totals.report_id and named_rows.block_number = totals.block_number
where named_rows.is_total
