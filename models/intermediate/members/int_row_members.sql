-- Each row with the member it is: its own label within the total it stands under.
with rows_read as (

    select * from {{ of_new_reports(ref('int_rows')) }}

),

row_labels as (

    select * from {{ ref('int_row_labels') }}

),

report_scope as (

    select * from {{ ref('int_report_scope') }}

),

printed_rows as (

    select * from {{ of_new_reports(ref('int_printed_rows')) }}

),

-- Sheets of a workbook that are named after something else (`Prosent`, `Ledige stillinger`).
other_sheets as (

    select
        report_id,
        line_number
    from {{ of_new_reports(ref('stg_report_lines')) }}
    where
        sheet_name is not null
        and {{ matches('lower(sheet_name)', other_title_pattern() ~ '|\\b(?:prosent|andel|endring)\\b') }}

),

labelled as {{ read_twice() }} (

    select
        rows_read.report_id,
        rows_read.line_number,
        rows_read.block_number,
        rows_read.is_total,
        rows_read.label,
        case
            when not report_scope.is_of_measures or other_sheets.report_id is not null then 'other_statistic'
            when rows_read.problem is null and rows_read.block_number = 0 then 'no_total'
            -- `I alt 11 Rogaland`, `I alt kvinner`: of which measure, it does not say.
            when
                rows_read.problem is null
                and rows_read.is_total
                and (
                    row_labels.names_another_member
                    or (report_scope.is_type_unknown and row_labels.measure_key = '')
                )
                then 'no_measure'
            when rows_read.problem is null and not rows_read.is_total and row_labels.is_misnamed
                then 'region_name'
            else rows_read.problem
        end as row_problem,
        row_labels.is_former_name,
        row_labels.label_key,
        row_labels.status_key,
        row_labels.measure_key,
        row_labels.status_code,
        -- A group and a measure can share a name; a report prints one or the other.
        case
            when
                coalesce(report_scope.prints_groups, false)
                then coalesce(row_labels.measure_group_code, row_labels.measure_code)
            else coalesce(row_labels.measure_code, row_labels.measure_group_code)
        end as measure_code,
        -- Some labels belong to any breakdown.
        row_labels.other_dimension = 'any' as is_in_any_breakdown,
        case
            -- What stands in a table without being a row of it says nothing of the others.
            when
                rows_read.problem in (
                    'no_values', 'unread_header', 'label_in_doubt', 'no_label', 'note', 'values_in_label'
                )
                then null
            when row_labels.other_dimension is not null then nullif(row_labels.other_dimension, 'any')
            when rows_read.is_total then null
            when coalesce(row_labels.measure_code, row_labels.measure_group_code) is not null then 'measure'
            when row_labels.status_code is not null then 'status'
        end as known_breakdown,
        row_labels.other_code,
        coalesce(
            row_labels.other_dimension,
            case
                when coalesce(row_labels.measure_code, row_labels.measure_group_code) is not null
                    then 'measure'
                when row_labels.status_code is not null then 'status'
            end
        ) as label_breakdown,
        report_scope.total_measure_code as report_measure_code
    from rows_read
    inner join row_labels
        on
            rows_read.report_id = row_labels.report_id
            and rows_read.label = row_labels.label
            and rows_read.is_total = row_labels.is_total
    inner join report_scope on rows_read.report_id = report_scope.report_id
    left join other_sheets
        on rows_read.report_id = other_sheets.report_id and rows_read.line_number = other_sheets.line_number

),

-- What the total of a block says, and what its rows are known to break it down by.
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
        max(row_problem) filter (where is_total) as total_problem,
        -- `03 Oslo` alone above `Arbeidstrening 10`: the rows after it are of Oslo.
        min(line_number) filter (where row_problem = 'no_values' and label_breakdown <> 'any')
            as subheading_number,
        max(label_breakdown) filter (where row_problem = 'no_values' and label_breakdown <> 'any')
            as subheading_breakdown,
        coalesce(bool_or(is_former_name) filter (where is_total), false) as total_is_former_name,
        2 * count(*) filter (where known_breakdown = 'measure')
        > count(*) filter (where not is_total and row_problem is null) as has_measures,
        min(known_breakdown) as min_breakdown,
        max(known_breakdown) as max_breakdown,
        max_by(known_breakdown, line_number) filter (where known_breakdown is not null)
            as bottom_breakdown,
        max(line_number) filter (where known_breakdown is not null)
            as known_line_number
    from labelled
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
        -- A total that nobody knows is a status if measures stand under it, and else a measure.
        blocks.total_measure_key <> ''
        and blocks.known_total_measure_code is null
        and blocks.total_status_key = ''
        and blocks.has_measures as is_unknown_status,
        -- The table may go on from the page before.
        last_value(blocks.bottom_breakdown ignore nulls) over table_so_far as breakdown_so_far,
        max(blocks.known_line_number) over table_so_far as known_line_number_so_far
    from blocks
    inner join reports on blocks.report_id = reports.report_id
    window
        table_so_far as (
            partition by blocks.report_id, blocks.total_key
            order by blocks.block_number asc nulls last
            rows between unbounded preceding and current row
        )

),

blocks_resolved as (

    select
        report_id,
        block_number,
        total_key,
        case
            when total_status_key <> ''
                then coalesce(known_total_status_code, 'inferred_' || total_status_key)
            when is_unknown_status then 'inferred_' || total_measure_key
            else '_T'
        end as table_status_code,
        case
            when total_measure_key = '' or is_unknown_status then report_measure_code
            else coalesce(known_total_measure_code, 'inferred_' || total_measure_key)
        end as table_measure_code,
        -- What all rows of most blocks are.
        case when min_breakdown = max_breakdown then min_breakdown end
            as block_breakdown,
        breakdown_so_far,
        known_line_number_so_far,
        only_breakdown,
        total_measure_key = '' or is_unknown_status as may_be_of_measures,
        total_is_former_name,
        case
            when subheading_breakdown <> min_breakdown or subheading_breakdown <> max_breakdown
                then subheading_number
        end as subheading_number,
        -- What a total is of that could not be read, a known name tells all the same.
        total_problem is not null
        and (
            (total_status_key <> '' and known_total_status_code is null)
            or (total_measure_key <> '' and known_total_measure_code is null)
        ) as is_total_unknown
    from blocks_with_status

),

-- `Ukjent` and labels that nobody knows belong to the breakdown they stand in.
other_rows as (

    select
        labelled.report_id,
        labelled.line_number,
        labelled.block_number,
        coalesce(
            labelled.known_breakdown,
            last_value(labelled.known_breakdown ignore nulls) over (
                partition by labelled.report_id, labelled.block_number
                order by labelled.line_number asc nulls last
                rows between unbounded preceding and current row
            ),
            first_value(labelled.known_breakdown ignore nulls) over (
                partition by labelled.report_id, labelled.block_number
                order by labelled.line_number asc nulls last
                rows between current row and unbounded following
            ),
            -- The table goes on, unless a heading stands between.
            case
                when
                    coalesce(printed_rows.section_line_number, 0) < blocks_resolved.known_line_number_so_far
                    then blocks_resolved.breakdown_so_far
            end,
            -- Under each status the measures are printed.
            case printed_rows.section_breakdown
                when 'status' then 'measure' else printed_rows.section_breakdown
            end,
            case
                when labelled.other_code = 'not_stated' then 'birth_region'
                when labelled.other_code = '99' then 'fylke'
                when labelled.is_in_any_breakdown and blocks_resolved.only_breakdown is not null
                    then blocks_resolved.only_breakdown
                when blocks_resolved.may_be_of_measures then 'measure'
                else 'unknown'
            end
        ) as breakdown
    from labelled
    inner join blocks_resolved
        on
            labelled.report_id = blocks_resolved.report_id
            and labelled.block_number = blocks_resolved.block_number
    inner join printed_rows
        on labelled.report_id = printed_rows.report_id and labelled.line_number = printed_rows.line_number
    where blocks_resolved.block_breakdown is null and not labelled.is_total

),

other_blocks as (

    select
        report_id,
        block_number,
        min_by(breakdown, line_number) as first_breakdown,
        max_by(breakdown, line_number) as last_breakdown
    from other_rows
    group by report_id, block_number

),

-- A total stands at the head of each of its tables: the one whose rows follow it.
totals as (

    select
        blocks_resolved.report_id,
        blocks_resolved.block_number,
        coalesce(
            first_value(coalesce(blocks_resolved.block_breakdown, other_blocks.first_breakdown) ignore nulls)
                over (
                    partition by blocks_resolved.report_id, blocks_resolved.total_key
                    order by blocks_resolved.block_number asc nulls last
                    rows between current row and unbounded following
                ),
            last_value(coalesce(blocks_resolved.block_breakdown, other_blocks.last_breakdown) ignore nulls)
                over (
                    partition by blocks_resolved.report_id, blocks_resolved.total_key
                    order by blocks_resolved.block_number asc nulls last
                    rows between unbounded preceding and current row
                ),
            'total'
        ) as table_breakdown
    from blocks_resolved
    left join other_blocks
        on
            blocks_resolved.report_id = other_blocks.report_id
            and blocks_resolved.block_number = other_blocks.block_number

),

sections_of_names as (

    select
        labelled.report_id,
        labelled.line_number
    from labelled
    inner join printed_rows
        on labelled.report_id = printed_rows.report_id and labelled.line_number = printed_rows.line_number
    where
        labelled.known_breakdown = 'fylke'
        and not {{ matches('labelled.label', '^[0-9]') }}
        and printed_rows.section_breakdown = 'kommune'

),

with_tables as (

    select
        labelled.report_id,
        labelled.line_number,
        labelled.block_number,
        labelled.is_total,
        labelled.label,
        labelled.is_former_name,
        blocks_resolved.total_is_former_name,
        coalesce(
            labelled.row_problem,
            case when blocks_resolved.is_total_unknown then 'no_total' end,
            -- `Ukjent` of what?
            case
                when labelled.is_in_any_breakdown and other_rows.breakdown = 'unknown' then 'no_breakdown'
                when not labelled.is_total and labelled.line_number > blocks_resolved.subheading_number
                    then 'no_breakdown'
                -- `Oslo` without its code, under `Tiltak og kommune`: the fylke or the kommune?
                when sections_of_names.report_id is not null then 'no_breakdown'
            end
        ) as problem,
        labelled.label_key,
        labelled.measure_code,
        labelled.status_code,
        labelled.other_code,
        blocks_resolved.table_measure_code,
        blocks_resolved.table_status_code,
        case
            when labelled.is_total then 'total'
            else coalesce(blocks_resolved.block_breakdown, other_rows.breakdown)
        end as breakdown,
        case
            when labelled.is_total then totals.table_breakdown
            else coalesce(blocks_resolved.block_breakdown, other_rows.breakdown)
        end as table_breakdown
    from labelled
    inner join blocks_resolved
        on
            labelled.report_id = blocks_resolved.report_id
            and labelled.block_number = blocks_resolved.block_number
    inner join totals
        on labelled.report_id = totals.report_id and labelled.block_number = totals.block_number
    left join other_rows
        on labelled.report_id = other_rows.report_id and labelled.line_number = other_rows.line_number
    left join sections_of_names
        on
            labelled.report_id = sections_of_names.report_id
            and labelled.line_number = sections_of_names.line_number

),

members as (

    select
        *,
        case
            when breakdown = 'measure' then coalesce(measure_code, 'inferred_' || label_key)
            else table_measure_code
        end as member_measure_code,
        case
            when breakdown = 'status' then coalesce(status_code, 'inferred_' || label_key)
            else table_status_code
        end as member_status_code,
        case when breakdown in ('fylke', 'kommune') then breakdown else 'country' end as region_level,
        case
            when breakdown in ('fylke', 'kommune') then coalesce(other_code, 'inferred_' || label_key)
            else 'NO'
        end as region_code,
        case
            when breakdown in ('total', 'measure', 'status', 'fylke', 'kommune') then '_T'
            else breakdown
        end as demographic_dimension,
        case
            when breakdown in ('total', 'measure', 'status', 'fylke', 'kommune') then '_T'
            else coalesce(other_code, 'inferred_' || label_key)
        end as demographic_code
    from with_tables

)

select
    ---------- ids
    report_id,
    line_number,
    block_number,

    ---------- the table it stands in
    table_measure_code,
    table_status_code,
    table_breakdown,

    ---------- what it is
    is_total,
    label,
    {{ member_key(
        'member_measure_code', 'member_status_code', 'region_level', 'region_code',
        'demographic_dimension', 'demographic_code'
    ) }} as member_key,
    member_measure_code as measure_code,
    member_status_code as status_code,
    region_level,
    region_code,
    demographic_dimension,
    demographic_code,

    ---------- flags
    case when breakdown = 'measure' then is_former_name else total_is_former_name end as is_former_name,
    problem
from members
