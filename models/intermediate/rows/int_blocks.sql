-- The totals of a report: a block is a total and the rows up to the next one. Block 0 is what stands before
-- the first total.
with printed_rows as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('int_printed_rows')) }}),

headings as {{ kept_if_few() }} (select * from {{ of_new_reports(ref('int_headings')) }}),

known_labels as (select * from {{ ref('int_known_labels') }}),

totals as (

    select
        *,
        row_number() over (partition by report_id order by line_number asc nulls last) as block_number
    from printed_rows
    where is_total

),

-- What stands above a table and is no heading that is known narrows it down, unless it says no more than
-- its total: `Oppfølging` above `I alt oppfølging`.
total_keys as (

    select
        report_id,
        block_number,
        heading_number,
        title_number,
        line_number,
        {{ regex_replace(label_key('label'), '^[il1]?alt') }} as total_key
    from totals
    where report_id in (select headings.report_id from headings)

),

-- It is above the tables that stand under the same known heading as the first one after it.
headings_with_tables as (

    select
        headings.report_id,
        headings.line_number,
        headings.heading_key,
        min_by(total_keys.heading_number, total_keys.line_number) as heading_number
    from headings
    inner join total_keys
        on
            headings.report_id = total_keys.report_id
            and headings.title_number = total_keys.title_number
            and headings.line_number < total_keys.line_number
    group by headings.report_id, headings.line_number, headings.heading_key

),

heading_of_totals as (

    select
        total_keys.report_id,
        total_keys.block_number,
        total_keys.total_key,
        max_by(headings_with_tables.heading_key, headings_with_tables.line_number) as heading_key
    from total_keys
    inner join headings_with_tables
        on
            total_keys.report_id = headings_with_tables.report_id
            and total_keys.heading_number = headings_with_tables.heading_number
            and total_keys.line_number > headings_with_tables.line_number
    group by total_keys.report_id, total_keys.block_number, total_keys.total_key

),

narrowed_blocks as (

    select
        report_id,
        block_number
    from heading_of_totals
    where
        total_key <> heading_key
        and not exists (
            select 1
            from known_labels as total_labels
            inner join known_labels as heading_labels
                on
                    total_labels.dimension = heading_labels.dimension
                    and total_labels.code = heading_labels.code
            where
                total_labels.label_key = heading_of_totals.total_key
                and heading_labels.label_key = heading_of_totals.heading_key
        )

)

select
    ---------- ids
    totals.report_id,
    totals.block_number,

    ---------- where its total stands
    totals.line_number,
    totals.header_number,
    coalesce(totals.section_breakdown, '') as section_breakdown,

    ---------- whether a heading that is not known says of what its table is
    narrowed_blocks.report_id is not null as is_narrowed
from totals
left join narrowed_blocks
    on totals.report_id = narrowed_blocks.report_id and totals.block_number = narrowed_blocks.block_number

union all

select distinct
    report_id,
    0 as block_number,
    0 as line_number,
    cast(null as integer) as header_number,
    cast(null as string) as section_breakdown,
    false as is_narrowed
from printed_rows
