-- Each row with the member it is: its own label within the total it stands under.
with named_rows as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('int_named_rows')) }}),

block_tables as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('int_block_tables')) }}),

row_breakdowns as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('int_row_breakdowns')) }}),

printed_rows as (select * from {{ of_new_reports(ref('int_printed_rows')) }}),

sections_of_names as (

    select
        named_rows.report_id,
        named_rows.line_number
    from named_rows
    inner join printed_rows
        on named_rows.report_id = printed_rows.report_id and named_rows.line_number = printed_rows.line_number
    where
        named_rows.known_breakdown = 'fylke'
        and not {{ matches('named_rows.label', '^[0-9]') }}
        and printed_rows.section_breakdown = 'kommune'

),

with_tables as (

    select
        named_rows.report_id,
        named_rows.line_number,
        named_rows.block_number,
        named_rows.is_total,
        named_rows.label,
        named_rows.label_key,
        named_rows.measure_code,
        named_rows.status_code,
        named_rows.other_code,
        named_rows.is_former_name,
        block_tables.total_is_former_name,
        block_tables.table_measure_code,
        block_tables.table_status_code,
        coalesce(row_breakdowns.breakdown, block_tables.block_breakdown) as breakdown,
        coalesce(row_breakdowns.table_breakdown, block_tables.block_breakdown) as table_breakdown,
        coalesce(
            named_rows.row_reason_code,
            case when block_tables.is_total_unknown then 'no_total' end,
            -- `Ukjent` of what?
            case
                when named_rows.is_in_any_breakdown and row_breakdowns.breakdown = 'unknown'
                    then 'no_breakdown'
                when not named_rows.is_total and named_rows.line_number > block_tables.subheading_number
                    then 'no_breakdown'
                -- `Oslo` without its code, under `Tiltak og kommune`: the fylke or the kommune?
                when sections_of_names.report_id is not null then 'no_breakdown'
            end
        ) as reason_code
    from named_rows
    inner join block_tables
        on
            named_rows.report_id = block_tables.report_id
            and named_rows.block_number = block_tables.block_number
    left join row_breakdowns
        on
            named_rows.report_id = row_breakdowns.report_id
            and named_rows.line_number = row_breakdowns.line_number
    left join sections_of_names
        on
            named_rows.report_id = sections_of_names.report_id
            and named_rows.line_number = sections_of_names.line_number

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
    reason_code
from members
