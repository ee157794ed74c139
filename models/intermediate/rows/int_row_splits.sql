-- Where spaces group digits and separate columns too, the same text can be split into numbers in several
-- ways. What counts as a way: as many numbers as the table has columns, groups of three digits, no number
-- that Nav would not print, and an average that agrees with its months.
with recursive row_values as (select * from {{ of_new_reports(ref('int_row_values')) }}),

printed_rows as (select * from {{ of_new_reports(ref('int_printed_rows')) }}),

unsettled as (

    select
        row_values.report_id,
        row_values.line_number,
        {{ label_key(regex_replace(folded_line('printed_rows.label'), total_pattern())) }}
            as label_key,
        {{ matches(folded_line('printed_rows.label'), region_code_pattern()) }} as is_region,
        row_values.month_count,
        row_values.prints_averages,
        row_values.may_lack_average,
        {{ list_length('row_values.tokens') }} as token_count
    from row_values
    inner join printed_rows
        on
            row_values.report_id = printed_rows.report_id
            and row_values.line_number = printed_rows.line_number
    where {{ is_unsettled('row_values.') }}

),

numbers as (select * from {{ of_new_reports(ref('int_row_numbers')) }}),

known_labels as (select * from {{ ref('int_known_labels') }}),

-- The columns a row can have. A number at its beginning can belong to the label (`Nytt tiltak 2`), if
-- the label is unknown without it.
column_counts as (

    select
        unsettled.report_id,
        unsettled.line_number,
        unsettled.month_count,
        unsettled.token_count,
        unsettled.month_count + cast(beginning.has_average as integer) as column_count,
        beginning.first_position
    from unsettled
    cross join
        (values (true, 1), (false, 1), (true, 2), (false, 2)) as beginning (has_average, first_position)
    where
        (beginning.has_average or unsettled.may_lack_average)
        and (
            beginning.first_position = 1
            or (
                unsettled.label_key <> ''
                and not unsettled.is_region
                and unsettled.label_key not in (select known_labels.label_key from known_labels)
                and (beginning.has_average or not unsettled.prints_averages)
            )
        )

),

-- One number after the other, as long as those that are left can fill the columns that are left and the
-- months do not exceed their average.
splits as (

    select
        report_id,
        line_number,
        month_count,
        token_count,
        column_count,
        first_position,
        first_position as next_position,
        0 as number_count,
        cast(null as decimal(18, 6)) as average_low,
        cast(null as decimal(18, 6)) as average_high,
        cast(0 as decimal(38, 6)) as months_low,
        cast(0 as decimal(38, 6)) as months_high,
        {{ empty_text_list() }} as printed_values
    from column_counts

    union all

    select
        splits.report_id,
        splits.line_number,
        splits.month_count,
        splits.token_count,
        splits.column_count,
        splits.first_position,
        numbers.next_position,
        splits.number_count + 1 as number_count,
        case when splits.number_count = 0 then numbers.number_low else splits.average_low end as average_low,
        case when splits.number_count = 0 then numbers.number_high else splits.average_high end
            as average_high,
        case
            when splits.number_count = 0 and splits.column_count > splits.month_count then splits.months_low
            else splits.months_low + numbers.number_low
        end as months_low,
        case
            when splits.number_count = 0 and splits.column_count > splits.month_count then splits.months_high
            else splits.months_high + numbers.number_high
        end as months_high,
        array_append(splits.printed_values, numbers.printed_value) as printed_values
    from splits
    inner join numbers
        on
            splits.report_id = numbers.report_id
            and splits.line_number = numbers.line_number
            and splits.next_position = numbers.from_position
    where
        splits.number_count < splits.column_count
        and splits.token_count - numbers.next_position + 1
        between splits.column_count - splits.number_count - 1
        and 3 * (splits.column_count - splits.number_count - 1)
        and (
            splits.number_count = 0
            or splits.column_count = splits.month_count
            or splits.months_low + numbers.number_low <= splits.month_count * (splits.average_high + 0.5)
        )

)

select
    ---------- ids
    report_id,
    line_number,
    row_number() over (
        partition by report_id, line_number
        order by first_position asc nulls last, {{ joined_list('printed_values', "'|'") }} asc nulls last
    ) as split_number,

    ---------- the split
    printed_values,
    column_count > month_count as has_average,
    first_position > 1 as begins_in_label
from splits
where
    number_count = column_count
    and next_position = token_count + 1
    and (
        column_count = month_count
        or {{ average_agrees(
            list_element('printed_values', 1) ~ " = '*'", 'average_low', 'months_low / month_count', 'months_high / month_count'
        ) }}
    )
