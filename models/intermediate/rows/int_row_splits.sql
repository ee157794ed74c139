-- Where spaces group digits and separate columns too, the same text can be split into numbers in several
-- ways. What counts as a way: as many numbers as the table has columns, groups of three digits, no number
-- that Nav would not print, and an average that agrees with its months.
{%- set most_ways = 20000 %}
with recursive row_values as (

    select * from {{ of_new_reports(ref('int_row_values')) }}

),

printed_rows as (

    select * from {{ of_new_reports(ref('int_printed_rows')) }}

),

unsettled as (

    select
        row_values.report_id,
        row_values.line_number,
        {{ label_key(regex_replace(folded_line('printed_rows.label'), "'" ~ total_pattern() ~ "'", "''")) }}
            as label_key,
        {{ matches(folded_line('printed_rows.label'), region_code_pattern()) }} as is_region,
        row_values.month_count,
        row_values.prints_averages,
        row_values.may_lack_average,
        row_values.has_digits_apart,
        row_values.tokens,
        {{ list_length('row_values.tokens') }} as token_count
    from row_values
    inner join printed_rows
        on
            row_values.report_id = printed_rows.report_id
            and row_values.line_number = printed_rows.line_number
    where
        not row_values.are_cells_settled
        and row_values.settled_tokens is null
        and row_values.month_count > 0
        and row_values.row_problem is null

),

known_labels as (

    select * from {{ ref('int_known_labels') }}

),

token_positions as (

    select
        report_id,
        line_number,
        has_digits_apart,
        tokens,
        {{ unnested(positions_of('tokens')) }} as position
    from unsettled

),

token_texts as (

    select
        report_id,
        line_number,
        has_digits_apart,
        position,
        {{ list_element('tokens', 'position') }} as printed_text
    from token_positions

),

all_tokens as (

    select
        *,
        {{ regex_replace('printed_text', "'(?:\\t|" ~ digit_space() ~ ")'", "''") }} as digits,
        {{ matches('printed_text', '^' ~ digit_space() ~ '[0-9]{3}$') }} as may_go_on
    from token_texts

),

-- How many ways there can be: each token that may go on either does or does not, but for those after a
-- digit that is no number by itself. Rows with more ways than can be looked at are ambiguous.
tokens_before as (

    select
        *,
        lag(digits) over (partition by report_id, line_number order by position asc nulls last)
            as digits_before
    from all_tokens

),

free_tokens as (

    select
        report_id,
        line_number,
        count(*) filter (
            where
            may_go_on
            and {{ matches('digits_before', '^(?:[4-9]|[1-9][0-9]{1,2})$') }}
            and not {{ matches('digits', '^0') }}
        ) as free_count,
        count(*) filter (
            where
            may_go_on and ({{ matches('digits_before', '^[1-3]$') }} or {{ matches('digits', '^0') }})
        ) as forced_count
    from tokens_before
    where has_digits_apart
    group by report_id, line_number

),

rows_with_too_many_ways as (

    select
        unsettled.report_id,
        unsettled.line_number
    from unsettled
    inner join free_tokens
        on unsettled.report_id = free_tokens.report_id and unsettled.line_number = free_tokens.line_number
    where
        power(
            free_tokens.free_count,
            greatest(
                least(
                    unsettled.token_count - unsettled.month_count - free_tokens.forced_count,
                    free_tokens.free_count - (
                        unsettled.token_count - unsettled.month_count - 1 - free_tokens.forced_count
                    )
                ),
                0
            )
        ) > {{ most_ways }}

),

tokens as (

    select all_tokens.*
    from all_tokens
    left join rows_with_too_many_ways
        on
            all_tokens.report_id = rows_with_too_many_ways.report_id
            and all_tokens.line_number = rows_with_too_many_ways.line_number
    where rows_with_too_many_ways.report_id is null

),

-- A number is one token, or up to three: seven digits are more than there are people.
numbers as (

    select
        report_id,
        line_number,
        position as from_position,
        position + 1 as next_position,
        digits,
        printed_text
    from tokens
    where not {{ matches('digits', '^(?:0[0-9]|[0-3]$)') }}

    union all

    select
        first_token.report_id,
        first_token.line_number,
        first_token.position as from_position,
        second_token.position + 1 as next_position,
        first_token.digits || second_token.digits as digits,
        first_token.printed_text || second_token.printed_text as printed_text
    from tokens as first_token
    inner join tokens as second_token
        on
            first_token.report_id = second_token.report_id
            and first_token.line_number = second_token.line_number
            and first_token.position + 1 = second_token.position
    where
        first_token.has_digits_apart
        and {{ matches('first_token.digits', '^[1-9][0-9]{0,2}$') }}
        and second_token.may_go_on

    union all

    select
        first_token.report_id,
        first_token.line_number,
        first_token.position as from_position,
        third_token.position + 1 as next_position,
        first_token.digits || second_token.digits || third_token.digits as digits,
        first_token.printed_text || second_token.printed_text || third_token.printed_text as printed_text
    from tokens as first_token
    inner join tokens as second_token
        on
            first_token.report_id = second_token.report_id
            and first_token.line_number = second_token.line_number
            and first_token.position + 1 = second_token.position
    inner join tokens as third_token
        on
            first_token.report_id = third_token.report_id
            and first_token.line_number = third_token.line_number
            and first_token.position + 2 = third_token.position
    where
        first_token.has_digits_apart
        and {{ matches('first_token.digits', '^[1-9]$') }}
        and second_token.may_go_on
        and third_token.may_go_on

),

bounded_numbers as (

    select
        report_id,
        line_number,
        from_position,
        next_position,
        {{ regex_replace('printed_text', "'^(?:\\t|" ~ digit_space() ~ ")+'", "''") }} as printed_value,
        case
            when digits = '*' then {{ var('suppressed_low') }} else {{ number_of('digits') }}
        end as number_low,
        case
            when digits = '*' then {{ var('suppressed_high') }} else {{ number_of('digits') }}
        end as number_high
    from numbers

),

-- The columns a row can have. A number at its beginning can belong to the label (`Nytt tiltak 2`), if
-- nobody knows the label without it.
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
    inner join bounded_numbers as numbers
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
