with label_lines as (

    select * from {{ ref('int_label_lines') }}
    {{ new_reports_only() }}

),

headers as (

    select * from {{ ref('int_headers') }}

),

labels as (

    select
        report_id,
        row_line_number as line_number,
        trim({{ join_strings('label_text', "' '", 'line_number') }}) as label
    from label_lines
    where row_line_number is not null
    group by report_id, row_line_number

),

rows_with_columns as (

    select
        labels.report_id,
        labels.line_number,
        labels.label,
        label_lines.values_text,
        headers.months,
        coalesce({{ list_length('headers.months') }}, 0) as month_count,
        headers.names_average,
        -- A report groups digits by one kind of space: where it is no plain one, plain spaces separate.
        coalesce(bool_or({{ matches('label_lines.values_text', tight_group_pattern()) }}) over report, false)
            as has_tight_groups,
        bool_or(headers.names_average) over report as prints_averages,
        {{ matches(folded_line('labels.label'), total_pattern()) }} as is_total
    from labels
    inner join label_lines
        on labels.report_id = label_lines.report_id and labels.line_number = label_lines.line_number
    inner join headers
        on label_lines.report_id = headers.report_id and label_lines.header_number = headers.header_number
    window report as (partition by labels.report_id)

),

-- The same text of values, read in each way that its spaces allow.
readings as (

    select
        *,
        case
            when {{ regex_matches('values_text', "'^(?:\\t+" ~ cell_pattern() ~ ")+$'") }}
                then regexp_extract_all(values_text, '[^\t]+')
        end as cells,
        regexp_extract_all(values_text, '{{ tight_value_pattern() }}') as tight_values,
        regexp_extract_all(values_text, '{{ loose_value_pattern() }}') as loose_values,
        -- The column of the average is there and empty.
        {{ matches('values_text', "^\\t\\t") }} as has_empty_first_cell
    from rows_with_columns

),

fitting_readings as (

    select
        *,
        {{ values_fit('cells') }} as cells_fit,
        {{ values_fit('tight_values') }}
        and not {{ matches('values_text', "(?:^| )0[0-9]") }} as tight_values_fit,
        {{ values_fit('loose_values') }} and not has_tight_groups as loose_values_fit
    from readings

),

chosen_readings as (

    select
        *,
        case
            when cells_fit then cells
            when tight_values_fit and loose_values_fit and tight_values <> loose_values
                then
                    -- One reading has an average and the other has none.
                    case when prints_averages then tight_values end
            when tight_values_fit then tight_values
            when loose_values_fit then loose_values
        end as printed_values
    from fitting_readings

),

joined_values as (

    select
        *,
        {{ list_length('printed_values') }} > month_count as has_average,
        {{ joined_list('printed_values', "'|'") }} as values_with_bars
    from chosen_readings

)

select
    ---------- ids
    report_id,
    line_number,
    -- A block is a total and the rows up to the next total.
    count(*) filter (where is_total) over (
        partition by report_id order by line_number asc nulls last
    ) as block_number,

    ---------- text
    label,
    values_text,

    ---------- columns
    months,
    printed_values,
    has_average,

    ---------- flags
    is_total,
    case
        when label = '' then 'no_label'
        when month_count = 0 then 'no_period'
        when tight_values_fit and loose_values_fit and printed_values is null then 'ambiguous_numbers'
        when printed_values is null then 'wrong_value_count'
        -- People are counted whole; only an average may have decimals.
        when {{ regex_matches('values_with_bars', "case when has_average then '[|].*[.,]' else '[.,]' end") }}
            then 'decimals_in_a_count'
        when {{ matches('values_with_bars', impossible_number_pattern()) }} then 'impossible_number'
    end as problem
from joined_values
