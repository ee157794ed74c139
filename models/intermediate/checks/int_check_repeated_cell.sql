-- What is printed more than once is the same each time: totals on every page and in every breakdown.
with observations as (

    select * from {{ ref('int_observations') }}
    {{ new_reports_only() }}

)

select
    ---------- ids
    report_id,
    'repeated_cells' as check_code,
    {{ table_name('measure_code', 'status_code', "'all'") }} as table_name,
    month,
    coalesce(min(line_number) filter (where is_contradicted), min(line_number)) as line_number,

    ---------- bounds: how many cells are printed with different values
    0 as expected_low,
    0 as expected_high,
    count(*) filter (where is_contradicted) as found_low,
    count(*) filter (where is_contradicted) as found_high,

    ---------- result
    not bool_or(is_contradicted) as passed,
    false as is_cut_short
from observations
where print_count > 1
group by report_id, measure_code, status_code, month
