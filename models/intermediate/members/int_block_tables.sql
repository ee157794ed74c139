-- What the table of each block is of, as its total says, and what its rows are known to break it down by.
with named_rows as (select * from {{ of_new_reports(ref('int_named_rows')) }}),

blocks as (

    select
        report_id,
        block_number,
        max(report_measure_code) as report_measure_code,
        max(label_key) filter (where is_total) as total_key,
        max(status_key) filter (where is_total) as total_status_key,
        max(measure_key) filter (where is_total) as total_measure_key,
        max(status_code) filter (where is_total) as known_total_status_code,
        max(measure_code) filter (where is_total) as known_total_measure_code,
        max(row_reason_code) filter (where is_total) as total_problem,
        -- `03 Oslo` alone above `Arbeidstrening 10`: the rows after it are of Oslo.
        min(line_number) filter (where row_reason_code = 'no_values' and label_breakdown <> 'any')
            as subheading_number,
        max(label_breakdown) filter (where row_reason_code = 'no_values' and label_breakdown <> 'any')
            as subheading_breakdown,
        coalesce(bool_or(is_former_name) filter (where is_total), false) as total_is_former_name,
        2 * count(*) filter (where known_breakdown = 'measure')
        > count(*) filter (where not is_total and row_reason_code is null) as has_measures,
        min(known_breakdown) as min_breakdown,
        max(known_breakdown) as max_breakdown,
        max_by(known_breakdown, line_number) filter (where known_breakdown is not null)
            as bottom_breakdown,
        max(line_number) filter (where known_breakdown is not null)
            as known_line_number
    from named_rows
    group by report_id, block_number

),

reports as (

    select
        report_id,
        -- What all tables of the report break down by, where they agree.
        case
            when min(min_breakdown) = max(max_breakdown) then min(min_breakdown)
        end as only_breakdown
    from blocks
    group by report_id

),

blocks_with_status as (

    select
        blocks.*,
        reports.only_breakdown,
        -- An unknown total is a status if measures stand under it, and else a measure.
        blocks.total_measure_key <> ''
        and blocks.known_total_measure_code is null
        and blocks.total_status_key = ''
        and blocks.has_measures as is_unknown_status,
        -- The table may go on from the page before.
        {{ last_known('blocks.bottom_breakdown') }} over table_so_far as breakdown_so_far,
        max(blocks.known_line_number) over table_so_far as known_line_number_so_far
    from blocks
    inner join reports on blocks.report_id = reports.report_id
    window
        table_so_far as (
            partition by blocks.report_id, blocks.total_key
            order by blocks.block_number asc nulls last
            rows between unbounded preceding and current row
        )

)

select
    ---------- ids
    report_id,
    block_number,

    ---------- what its total says
    total_key,
    case
        when total_measure_key = '' or is_unknown_status then report_measure_code
        else coalesce(known_total_measure_code, 'inferred_' || total_measure_key)
    end as table_measure_code,
    case
        when total_status_key <> ''
            then coalesce(known_total_status_code, 'inferred_' || total_status_key)
        when is_unknown_status then 'inferred_' || total_measure_key
        else '_T'
    end as table_status_code,
    total_is_former_name,
    -- What a total is of that could not be read, a known name tells all the same.
    total_problem is not null
    and (
        (total_status_key <> '' and known_total_status_code is null)
        or (total_measure_key <> '' and known_total_measure_code is null)
    ) as is_total_unknown,

    ---------- what its rows break it down by: what all of them do, and what the pages before and the report do
    case when min_breakdown = max_breakdown then min_breakdown end as block_breakdown,
    breakdown_so_far,
    known_line_number_so_far,
    only_breakdown,
    total_measure_key = '' or is_unknown_status as may_be_of_measures,
    case
        when subheading_breakdown <> min_breakdown or subheading_breakdown <> max_breakdown
            then subheading_number
    end as subheading_number
from blocks_with_status
