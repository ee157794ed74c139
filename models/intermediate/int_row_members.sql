-- Each row with the member it is: its own label within the total it stands under.
with rows_read as (

    select * from {{ ref('int_rows') }}
    {{ new_reports_only() }}

),

row_labels as (

    select * from {{ ref('int_row_labels') }}

),

report_scope as (

    select * from {{ ref('int_report_scope') }}

),

table_lines as (

    select * from {{ ref('int_table_lines') }}
    {{ new_reports_only() }}

),

labelled as (

    select
        rows_read.report_id,
        rows_read.line_number,
        rows_read.block_number,
        rows_read.is_total,
        rows_read.label,
        case
            when rows_read.problem is null and rows_read.block_number = 0 then 'no_total'
            else rows_read.problem
        end as problem,
        row_labels.label_key,
        row_labels.status_key,
        row_labels.measure_key,
        row_labels.status_code,
        -- A group and a measure can share a name; a report prints one or the other.
        case
            when
                report_scope.prints_groups
                then coalesce(row_labels.measure_group_code, row_labels.measure_code)
            else coalesce(row_labels.measure_code, row_labels.measure_group_code)
        end as measure_code,
        case
            when row_labels.other_dimension is not null then row_labels.other_dimension
            when rows_read.is_total then null
            when coalesce(row_labels.measure_code, row_labels.measure_group_code) is not null then 'measure'
            when row_labels.status_code is not null then 'status'
        end as own_breakdown,
        row_labels.other_code,
        report_scope.total_measure_code as report_measure_code,
        table_lines.section_breakdown,
        table_lines.section_line_number
    from rows_read
    inner join table_lines
        on rows_read.report_id = table_lines.report_id and rows_read.line_number = table_lines.line_number
    inner join row_labels
        on
            rows_read.report_id = row_labels.report_id
            and rows_read.label = row_labels.label
            and rows_read.is_total = row_labels.is_total
    inner join report_scope on rows_read.report_id = report_scope.report_id

),

with_totals as (

    select
        *,
        max(label_key) filter (where is_total) over block as total_key,
        max(status_key) filter (where is_total) over block as total_status_key,
        max(measure_key) filter (where is_total) over block as total_measure_key,
        max(status_code) filter (where is_total) over block as known_total_status_code,
        max(measure_code) filter (where is_total) over block as known_total_measure_code,
        nullif(own_breakdown, 'any') as known_breakdown
    from labelled
    window block as (partition by report_id, block_number)

),

-- `Ukjent` and labels that nobody knows belong to the breakdown they stand in.
carried as (

    select
        *,
        coalesce(
            known_breakdown,
            last_value(known_breakdown ignore nulls) over (
                partition by report_id, block_number
                order by line_number asc nulls last
                rows between unbounded preceding and current row
            ),
            first_value(known_breakdown ignore nulls) over (
                partition by report_id, block_number
                order by line_number asc nulls last
                rows between current row and unbounded following
            ),
            -- The table goes on from the page before, unless a heading stands between.
            case
                when
                    coalesce(section_line_number, 0)
                    < max(line_number) filter (where known_breakdown is not null) over table_so_far
                    then last_value(known_breakdown ignore nulls) over table_so_far
            end
        ) as carried_breakdown,
        -- What all tables of the report break down by, where they agree.
        case
            when min(known_breakdown) over report = max(known_breakdown) over report
                then min(known_breakdown) over report
        end as only_breakdown,
        -- A total that nobody knows is a status if measures stand under it, and else a measure.
        total_measure_key <> ''
        and known_total_measure_code is null
        and total_status_key = ''
        and coalesce(
            2 * count(*) filter (where known_breakdown = 'measure') over block
            > count(*) filter (where not is_total) over block,
            false
        ) as is_unknown_status
    from with_totals
    window
        block as (partition by report_id, block_number),
        report as (partition by report_id),
        table_so_far as (
            partition by report_id, total_key
            order by line_number asc nulls last
            rows between unbounded preceding and current row
        )

),

totals_resolved as (

    select
        *,
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
        case
            when is_total then 'total'
            else coalesce(
                carried_breakdown,
                section_breakdown,
                case
                    when other_code = 'not_stated' then 'birth_region'
                    when other_code = '99' then 'fylke'
                    when own_breakdown = 'any' and only_breakdown is not null then only_breakdown
                    when total_measure_key = '' or is_unknown_status then 'measure'
                    else 'unknown'
                end
            )
        end as breakdown
    from carried

),

-- A total stands at the head of each of its tables: the one whose rows follow it.
with_tables as (

    select
        *,
        coalesce(
            first_value(nullif(breakdown, 'total') ignore nulls) over (
                partition by report_id, total_key
                order by line_number asc nulls last
                rows between current row and unbounded following
            ),
            last_value(nullif(breakdown, 'total') ignore nulls) over (
                partition by report_id, total_key
                order by line_number asc nulls last
                rows between unbounded preceding and current row
            ),
            'total'
        ) as table_breakdown
    from totals_resolved

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
    problem
from members
